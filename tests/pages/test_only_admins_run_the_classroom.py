"""Clouds, sessions and operation belong to admins: for everybody else the pages do not exist."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from course.models import AuditEntry, Cohort, Enrolment, User
from labs.models import CloudJob, Place, Session
from tests.pages import factories

TABS = ("overview", "connection", "labs", "site", "capacity", "leftovers", "history")
READ = [
    ("cloud_new", ()),
    ("cloud", ("cloud-one",)),
    *(("cloud_tab", ("cloud-one", tab)) for tab in TABS),
    ("sessions", ()),
    ("machinery", ()),
]
WRITE = [
    ("cloud_new", ()),
    ("cloud_credentials", ("cloud-one",)),
    ("cloud_about", ("cloud-one",)),
    ("cloud_site", ("cloud-one",)),
    ("cloud_quotas", ("cloud-one",)),
    ("cloud_do", ("cloud-one",)),
    ("cloud_remove", ("cloud-one",)),
    ("sessions_do", ()),
]
OTHERS = ("student", "neighbour", "assistant", "teacher", "elsewhere", "stranger")


@pytest.fixture
def people(cohort: Cohort, student: Place) -> dict[str, User]:
    two = factories.make_cohort("two")
    assistant = factories.make_user("assistant")
    Enrolment.objects.create(cohort=cohort, user=assistant, role=Enrolment.Role.ASSISTANT)
    return {
        "student": student.user,
        "neighbour": factories.make_student(two, "lee", 3).user,
        "assistant": assistant,
        "teacher": factories.make_teacher(cohort),
        "elsewhere": factories.make_teacher(two, "elsewhere"),
        "stranger": factories.make_user("stranger"),
        "admin": factories.make_user("boss", is_superuser=True),
    }


@pytest.mark.parametrize("role", OTHERS)
def test_to_everybody_else_they_are_not_there(page_of: Any, people: dict[str, User], role: str) -> None:
    client = page_of(people[role])
    for name, args in READ:
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name, args in WRITE:
        assert client.post(reverse(name, args=args), {"do": "survey"}).status_code == 404, name
    assert not CloudJob.objects.exists()
    assert not AuditEntry.objects.exists()


def test_without_signing_in_they_lead_to_the_door(client: Client, people: dict[str, User]) -> None:
    for name, args in READ:
        assert client.get(reverse(name, args=args)).headers["Location"].startswith(reverse("sign_in"))
    for name, args in WRITE:
        assert client.post(reverse(name, args=args)).headers["Location"].startswith(reverse("sign_in"))


def test_an_admin_sees_them_all_in_both_languages(page_of: Any, people: dict[str, User], student: Place) -> None:
    factories.make_session(student, state=Session.State.BROKEN)
    for language in ("ko", "en"):
        client = page_of(people["admin"], language)
        for name, args in READ:
            assert client.get(reverse(name, args=args)).status_code == 200, name


def test_only_an_admin_is_shown_the_way(page_of: Any, people: dict[str, User]) -> None:
    for role in ("teacher", "student"):
        page = page_of(people[role]).get(reverse("overview")).content.decode()
        assert reverse("sessions") not in page
        assert reverse("machinery") not in page
    page = page_of(people["admin"]).get(reverse("overview")).content.decode()
    assert reverse("sessions") in page
    assert reverse("machinery") in page


def test_a_teacher_sees_the_own_class_s_cloud_and_no_way_into_it(page_of: Any, people: dict[str, User]) -> None:
    page = page_of(people["teacher"]).get(reverse("clouds")).content.decode()
    assert "cloud-one" in page
    assert "cloud-two" not in page
    assert reverse("cloud", args=["cloud-one"]) not in page


def test_what_changes_something_is_no_link(page_of: Any, people: dict[str, User]) -> None:
    client = page_of(people["admin"])
    for name, args in WRITE[1:]:
        assert client.get(reverse(name, args=args)).status_code == 405, name
