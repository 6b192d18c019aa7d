"""The board by group, lab and state; from a cell to the evidence of its last run; assistants see it too."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from course.models import Cohort, Enrolment, Group, User
from grading.models import StoredObservation
from labs.models import Lab, Place
from tests.pages import factories

SLUG = "intro-launch"


@pytest.fixture
def client(page_of: Any, teacher: User) -> Client:
    signed_in: Client = page_of(teacher, "en")
    return signed_in


@pytest.fixture
def places(cohort: Cohort) -> list[Place]:
    """s1 has done everything, s2 not, s3 has begun nothing."""
    places = [factories.make_student(cohort, f"s{number}", number, f"학생 {number}") for number in (1, 2, 3)]
    factories.make_run(factories.make_session(places[0], state="finished"))
    factories.make_run(factories.make_session(places[1]), {"INL-3": "failed"})
    return places


def found(client: Client, **asked: Any) -> list[str]:
    board = client.get(reverse("board"), asked).content.decode()
    return re.findall(r'<small class="muted">(s\d+)</small>', board)


def test_by_group(client: Client, cohort: Cohort, places: list[Place]) -> None:
    group = Group.objects.create(cohort=cohort, name="Evening")
    Enrolment.objects.filter(handle__in=("s2", "s3")).update(group=group)
    assert found(client, group=group.pk) == ["s2", "s3"]
    assert "Evening" in client.get(reverse("board")).content.decode()


@pytest.mark.parametrize(
    ("state", "students"), [("complete", ["s1"]), ("open", ["s2"]), ("not_started", ["s1", "s2", "s3"]), ("late", [])]
)
def test_by_the_state_of_any_lab(client: Client, places: list[Place], state: str, students: list[str]) -> None:
    assert found(client, state=state) == students


def test_by_the_state_of_one_lab(client: Client, places: list[Place]) -> None:
    assert found(client, state="not_started", lab=SLUG) == ["s3"]
    board = client.get(reverse("board"), {"lab": SLUG}).content.decode()
    assert board.count('class="cell ') == 3
    assert "Everybody" in board


def test_what_makes_no_sense_is_left_out(client: Client, places: list[Place]) -> None:
    assert found(client, state="nonsense", lab="nonsense", group="x", order="none") == ["s1", "s2", "s3"]


def test_one_click_leads_to_what_the_last_run_saw(client: Client, places: list[Place]) -> None:
    address = reverse("last_evidence", args=[places[0].pk, SLUG])
    assert address in client.get(reverse("board"), {"lab": SLUG}).content.decode()
    lab = reverse("student_lab", args=[places[0].pk, SLUG])
    assert client.get(address).headers["Location"] == lab  # nothing was kept of it
    run = places[0].sessions.get().runs.get()
    run.observation = StoredObservation.objects.create(digest="0" * 64, content=b"-")
    run.save(update_fields=["observation"])
    assert client.get(address).headers["Location"] == reverse("evidence", args=[run.pk])


def test_an_assistant_sees_the_board_and_a_students_lab(page_of: Any, cohort: Cohort, places: list[Place]) -> None:
    user = factories.make_user("assistant")
    Enrolment.objects.create(cohort=cohort, user=user, role=Enrolment.Role.ASSISTANT)
    client = page_of(user, "en")
    assert found(client) == ["s1", "s2", "s3"]
    lab = client.get(reverse("student_lab", args=[places[1].pk, SLUG])).content.decode()
    assert "Grade again" in lab
    assert reverse("override", args=[places[1].pk, SLUG]) not in lab
    assert Lab.objects.count() > 1
    assert client.get(reverse("last_evidence", args=[places[1].pk, SLUG])).status_code == 302
