"""Admins make accounts and classes and give roles; the last admin stays one."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from course.models import AuditEntry, Cohort, Enrolment, User
from labs.models import Place
from tests.pages import factories


@pytest.fixture
def admin(cohort: Cohort) -> User:
    return factories.make_user("root", display_name="관리자", is_superuser=True)


@pytest.fixture
def client(page_of: Any, admin: User) -> Any:
    return page_of(admin, "en")


def deed(client: Any, user: User, choice: str) -> str:
    answer = client.post(reverse("admin_person_deed", args=[user.pk]), {"choice": choice}, follow=True)
    user.refresh_from_db()
    return str(answer.content.decode())


def give(client: Any, cohort: Cohort, account: str, role: str) -> str:
    address = reverse("admin_class_role", args=[cohort.pk])
    return str(client.post(address, {"account": account, "role": role}, follow=True).content.decode())


def test_the_last_admin_stays_one(client: Any, admin: User) -> None:
    for choice in ("unmake_admin", "close"):
        assert "This is the last administrator." in deed(client, admin, choice)
        assert (admin.is_superuser, admin.is_active) == (True, True)
    assert not AuditEntry.objects.exists()


def test_a_closed_admin_does_not_count(client: Any, admin: User) -> None:
    other = factories.make_user("other", is_superuser=True, is_active=False)
    assert "This is the last administrator." in deed(client, admin, "unmake_admin")
    deed(client, other, "open")
    deed(client, admin, "unmake_admin")
    assert not admin.is_superuser


def test_an_account_is_made_with_a_password_shown_once(client: Any) -> None:
    answer = client.post(reverse("admin_person_add"), {"account": "newteacher", "name": "새 강사"})
    password = answer.context["passwords"][0][2]
    assert authenticate(username="newteacher", password=password)
    assert (
        "There is an account of this name."
        in client.post(reverse("admin_person_add"), {"account": "newteacher", "name": "x"}).content.decode()
    )


def test_nobody_signs_in_with_a_closed_account(client: Any, page_of: Any, student: Place) -> None:
    theirs = page_of(student.user)
    deed(client, student.user, "close")
    assert theirs.get(reverse("overview")).status_code == 302
    assert authenticate(username="kim", password=factories.PASSWORD) is None
    deed(client, student.user, "open")
    assert authenticate(username="kim", password=factories.PASSWORD) == student.user


@pytest.mark.parametrize("role", ["teacher", "assistant", "student"])
def test_a_role_is_given_in_one_class(client: Any, cohort: Cohort, page_of: Any, role: str) -> None:
    elsewhere, person = factories.make_cohort("two"), factories.make_user("someone")
    assert "The role is changed." in give(client, cohort, "someone", role)
    enrolment = Enrolment.objects.get(user=person)
    assert (enrolment.cohort, enrolment.role) == (cohort, role)
    assert Place.objects.filter(user=person).exists() == (role == "student")
    sees = {"teacher": 200, "assistant": 200, "student": 404}[role]
    assert page_of(person).get(reverse("roster")).status_code == sees
    assert not elsewhere.enrolments.exists()
    give(client, cohort, "someone", "none")
    assert page_of(person).get(reverse("roster")).status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["role_given", "role_taken"]


def test_a_student_who_teaches_now_keeps_what_was_done(client: Any, cohort: Cohort, student: Place) -> None:
    run = factories.make_run(factories.make_session(student))
    give(client, cohort, "kim", "teacher")
    give(client, cohort, "kim", "student")
    enrolment = Enrolment.objects.get(user=student.user)
    assert (enrolment.handle, enrolment.number) == (student.handle, student.number)
    assert student.scores.get().run == run


def test_a_role_is_given_to_people_who_exist(client: Any, cohort: Cohort) -> None:
    assert "There is no account of this name." in give(client, cohort, "nobody", "teacher")


def test_a_class_is_made_archived_and_brought_back(client: Any, page_of: Any, cohort: Cohort) -> None:
    client.post(reverse("admin_class_add"), {"title": "봄 학기", "slug": "spring", "cloud": cohort.cloud_id})
    spring = Cohort.objects.get(slug="spring")
    teacher = factories.make_teacher(spring)
    theirs = page_of(teacher, "en")
    assert "봄 학기" in theirs.get(reverse("board")).content.decode()
    address = reverse("admin_class_archive", args=[spring.pk])
    client.post(address, {"archived": "yes"})
    assert theirs.get(reverse("board")).status_code == 404
    client.post(address, {"archived": "no"})
    assert theirs.get(reverse("board")).status_code == 200


def test_a_class_at_work_stays_on_its_cloud(client: Any, cohort: Cohort, student: Place) -> None:
    other = factories.make_cloud("other")
    address = reverse("admin_class", args=[cohort.pk])
    client.post(address, {"title": "A", "cloud": other.pk})
    cohort.refresh_from_db()
    assert (cohort.title, cohort.cloud) == ("A", other)
    factories.make_session(student.user.places.get(cloud=other))
    text = client.post(address, {"title": "B", "cloud": student.cloud_id}, follow=True).content.decode()
    assert "It cannot be changed any more." in text
    cohort.refresh_from_db()
    assert (cohort.title, cohort.cloud) == ("A", other)


def test_people_are_found_with_their_roles(client: Any, student: Place, teacher: User) -> None:
    text = client.get(reverse("admin_people"), {"find": "하늘"}).content.decode()
    assert "kim" in text
    assert "OpenStack 16" in text
    assert ">teacher<" not in text
    admins = client.get(reverse("admin_people"), {"admins": "yes"}).context["page"]
    assert [one.username for one in admins.object_list] == ["root"]
