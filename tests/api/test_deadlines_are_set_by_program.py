"""A teacher's program sets deadlines and gives time; a student's asks for it; nobody else may."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from course.models import Assignment, AuditEntry, Extension, Group
from course.terms import terms_of
from labs.models import Lab
from tests.api.conftest import Client, People

ALL = "/api/v1/assignments/"
ONE = f"{ALL}intro-launch/"
ASK = "/api/v1/labs/intro-launch/extension/"


def ahead(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_terms_are_set_for_the_class_a_group_and_a_student(teacher: APIClient, people: People) -> None:
    Group.objects.create(cohort=people.cohort, name="Evening")
    late = [{"hours": 24, "percent": 50}]
    assert teacher.put(ONE, {"due": ahead(2), "late": late}, format="json").status_code == 200
    teacher.put(ONE, {"group": "Evening", "attempts": 3}, format="json")
    told = teacher.put(ONE, {"username": "kim", "due": ahead(4)}, format="json").json()
    assert [(one["group"], one["username"]) for one in told["terms"]] == [
        (None, None),
        ("Evening", None),
        (None, "kim"),
    ]
    assert told["terms"][0]["late"] == late
    held = terms_of(people.kim, Lab.objects.get(slug="intro-launch"))
    assert [step.percent for step in held.timeline] == [100, 50]
    assert AuditEntry.objects.filter(by=people.teacher, action="assignment_changed").count() == 3
    assert told in teacher.get(ALL).json()
    assert teacher.put(ONE, {"username": "kim"}, format="json").status_code == 200
    assert not Assignment.objects.filter(student=people.kim.user).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"exam": True},
        {"due": "2026-12-02T00:00:00Z", "closes": "2026-12-01T00:00:00Z"},
        {"late": [{"hours": 24, "percent": 50}, {"hours": 24, "percent": 20}]},
        {"late": [{"hours": 24, "percent": 101}]},
        {"group": "Evening", "username": "kim"},
    ],
)
def test_what_contradicts_itself_is_refused(teacher: APIClient, people: People, wrong: dict[str, object]) -> None:
    answer = teacher.put(ONE, wrong, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


def test_time_is_asked_for_and_given(teacher: APIClient, kim: APIClient, people: People) -> None:
    assert kim.post(ASK, {"until": ahead(5), "why": "ill"}, format="json").json()["error"]["code"] == "no_due"
    teacher.put(ONE, {"due": ahead(2)}, format="json")
    assert kim.post(ASK, {"until": ahead(5), "why": "ill"}, format="json").json()["state"] == "asked"
    assert kim.post(ASK, {"until": ahead(6), "why": "ill"}, format="json").json()["error"]["code"] == "already_asked"
    told = teacher.post(f"{ONE}extend/", {"username": "kim", "until": ahead(5)}, format="json").json()
    assert [(one["username"], one["state"], one["why"]) for one in told["extensions"]] == [("kim", "given", "ill")]


def test_nobody_else_may(kim: APIClient, as_user: Client, people: People) -> None:
    for client in (kim, as_user(people.stranger)):
        where = f"?class={people.cohort.slug}"
        assert client.get(f"{ALL}{where}").status_code == 404
        assert client.put(f"{ONE}{where}", {"due": ahead(1)}, format="json").status_code == 404
        assert client.post(f"{ONE}extend/{where}", {"username": "kim", "until": ahead(1)}).status_code == 404
    assert as_user(people.teacher).post(ASK, {"until": ahead(5), "why": "x"}, format="json").status_code == 409
    assert not Assignment.objects.exists()
    assert not Extension.objects.exists()
