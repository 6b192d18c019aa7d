"""A constant number of queries for each page, whether the class has 5 students or 50."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.models import Cohort, User
from grading.models import Score
from labs.models import Lab, Place
from tests.pages import factories

MOST = {"overview": 26, "labs": 15, "lab": 24, "board": 23, "clouds": 12, "chapters": 12, "my_cloud": 12}


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(cohort: Cohort, first: int, last: int) -> None:
    for number in range(first, last + 1):
        place = factories.make_student(cohort, f"s{number}", number, name=f"학생 {number}")
        factories.make_run(factories.make_session(place), {"INL-3": "failed"})
        if number % 2:
            factories.make_session(place, "network-tenant", state="finished")


@pytest.mark.parametrize("name", ["board", "overview", "clouds"])
def test_of_the_teacher(page_of: Any, cohort: Cohort, teacher: User, name: str) -> None:
    client = page_of(teacher)
    fill(cohort, 1, 5)
    few = queries_of(client, reverse(name))
    fill(cohort, 6, 50)
    assert queries_of(client, reverse(name)) == few <= MOST[name]


@pytest.mark.parametrize("name", ["overview", "labs", "chapters", "my_cloud"])
def test_of_the_student(page_of: Any, cohort: Cohort, student: Place, chapters: None, name: str) -> None:
    client = page_of(student.user)
    few = queries_of(client, reverse(name))
    fill(cohort, 20, 30)
    assert queries_of(client, reverse(name)) == few <= MOST[name]


def test_of_a_lab_with_many_runs(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    session = factories.make_session(student)
    factories.make_run(session, {"INL-3": "failed"})
    address = reverse("lab", args=["intro-launch"])
    few = queries_of(client, address)
    for _again in range(20):
        factories.make_run(session, {"INL-3": "failed"})
    assert queries_of(client, address) == few <= MOST["lab"]


def test_a_single_cell_costs_little(page_of: Any, cohort: Cohort, teacher: User) -> None:
    fill(cohort, 1, 5)
    place = Place.objects.first()
    assert place
    assert queries_of(page_of(teacher), reverse("board_cell", args=[place.pk, "intro-launch"])) <= 14


def test_the_board_of_a_big_class_stays_light(page_of: Any, cohort: Cohort, teacher: User) -> None:
    """Cells are written once for each look: a hundred students cost a page of a few hundred bytes a cell."""
    fill(cohort, 1, 100)
    response = page_of(teacher).get(reverse("board"))
    cells = response.content.count(b'class="cell ')
    assert cells == 100 * Lab.objects.count()
    first = Place.objects.order_by("number").first()
    assert first
    address = reverse("student_lab", args=[first.pk, "intro-launch"])
    assert f'href="{address}"' in response.content.decode()
    assert len(response.content) < 20_000 + 600 * cells


def test_a_class_beyond_two_hundred_comes_in_pages(page_of: Any, cohort: Cohort, teacher: User) -> None:
    client = page_of(teacher)
    fill(cohort, 1, 205)
    address = reverse("board")
    few = queries_of(client, address)
    first, second = (client.get(f"{address}?page={page}").content.decode() for page in (1, 2))
    labs = Lab.objects.count()
    assert (first.count('class="cell '), second.count('class="cell ')) == (200 * labs, 5 * labs)
    assert "2쪽 중 1쪽, 학생 205명" in first
    assert queries_of(client, f"{address}?page=2&order=-points") == few + 3  # decided marks, and two sums


def test_students_are_found_and_sorted_over_the_whole_class(page_of: Any, cohort: Cohort, teacher: User) -> None:
    client = page_of(teacher)
    fill(cohort, 1, 12)
    best = Score.objects.order_by("pk").last()
    assert best
    Score.objects.filter(pk=best.pk).update(earned=99)
    address = reverse("board")
    assert names_of(client.get(f"{address}?order=-points"))[0] == best.place.handle
    assert names_of(client.get(f"{address}?order=-number"))[0] == "s12"
    assert names_of(client.get(f"{address}?find=학생 11")) == ["s11"]
    assert names_of(client.get(f"{address}?find=nobody")) == []
    assert len(names_of(client.get(f"{address}?order=none&page=x&find="))) == 12


def names_of(response: Any) -> list[str]:
    return re.findall(r'<small class="muted">(s\d+)</small>', response.content.decode())
