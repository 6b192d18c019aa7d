"""Grades as CSV that a spreadsheet opens without calculating anything, and as JSON."""

import codecs
import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from course.models import Cohort, Enrolment, Group, User
from grading.models import Score
from labs.models import Place
from tests.pages import factories

LAB = "intro-launch"


@pytest.fixture
def client(page_of: Any, teacher: User, student: Place, cohort: Cohort) -> Any:
    factories.make_run(factories.make_session(student), {"INL-3": "failed"})
    User.objects.filter(username="kim").update(display_name="=HYPERLINK(1)")
    Enrolment.objects.filter(handle="kim").update(group=Group.objects.create(cohort=cohort, name="@조"))
    factories.make_student(cohort, "lee", 13, "이바다")
    return page_of(teacher)


def table(client: Any) -> list[dict[str, str]]:
    content = client.get(reverse("grades_csv")).content
    assert content.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_spreadsheet_reads_korean_and_calculates_nothing(client: Any) -> None:
    kim, lee = table(client)
    assert (kim["name"], kim["group"], lee["name"]) == ("'=HYPERLINK(1)", "'@조", "이바다")


def test_points_stand_as_numbers_and_what_was_not_done_is_empty(client: Any) -> None:
    kim, lee = table(client)
    score = Score.objects.get()
    assert (kim[LAB], kim["total"]) == (str(score.earned), str(score.earned))
    assert (lee[LAB], lee["total"]) == ("", "0")


def test_a_deadline_is_counted_in(client: Any) -> None:
    Score.objects.update(earned=80, percent=50)
    kim = client.get(reverse("grades_json")).json()["students"][0]
    assert kim["labs"][LAB] == {"earned": 40, "total": 100, "late": True}
    assert table(client)[0][LAB] == "40"


def test_programs_get_the_same_as_json(client: Any) -> None:
    told = client.get(reverse("grades_json")).json()
    assert told["class"] == "one"
    assert LAB in told["labs"]
    assert [one["account"] for one in told["students"]] == ["kim", "lee"]
    assert told["students"][0]["name"] == "=HYPERLINK(1)"
    assert told["students"][1]["labs"] == {}


def test_who_has_left_is_left_out(client: Any) -> None:
    Enrolment.objects.filter(handle="lee").update(left_at="2026-01-01T00:00Z")
    assert [row["account"] for row in table(client)] == ["kim"]


def test_a_class_of_any_size_costs_the_same(client: Any, cohort: Cohort, django_assert_max_num_queries: Any) -> None:
    for number in range(20, 40):
        place = factories.make_student(cohort, f"s{number}", number)
        factories.make_run(factories.make_session(place))
    with django_assert_max_num_queries(12):
        assert len(table(client)) == 22
