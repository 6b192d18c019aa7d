"""Who may see what: a page that is not one's own answers 404, as if it did not exist."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from course.models import Cohort, User
from labs.models import Place
from tests.pages import factories

OWN = ["overview", "chapters", "labs", "my_cloud", "find", "bar", "cloud_progress"]
OF_STAFF = ["board", "clouds"]


@pytest.mark.parametrize("name", OWN + OF_STAFF)
def test_without_signing_in_every_page_leads_to_the_door(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign_in"))


def test_the_stream_is_closed_to_somebody_unknown(client: Client, db: None) -> None:
    assert client.get(reverse("live")).status_code == 401


@pytest.mark.parametrize("name", OWN)
def test_a_student_sees_the_own_pages(page_of: Any, student: Place, name: str) -> None:
    assert page_of(student.user).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OF_STAFF)
def test_a_student_sees_none_of_the_staff_s(page_of: Any, student: Place, name: str) -> None:
    assert page_of(student.user).get(reverse(name)).status_code == 404


def test_a_student_sees_no_other_student_s_lab(page_of: Any, cohort: Cohort, student: Place) -> None:
    other = factories.make_student(cohort, "lee", 13)
    factories.make_session(other)
    client = page_of(student.user)
    for name in ("student_lab", "board_cell"):
        assert client.get(reverse(name, args=[other.pk, "intro-launch"])).status_code == 404
        assert client.get(reverse(name, args=[student.pk, "intro-launch"])).status_code == 404
    assert client.post(reverse("regrade", args=[other.pk, "intro-launch"])).status_code == 404


def test_a_teacher_sees_the_own_class_and_no_other(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    elsewhere = factories.make_student(factories.make_cohort("two"), "choi", 3)
    client = page_of(teacher)
    assert client.get(reverse("board")).status_code == 200
    assert client.get(reverse("student_lab", args=[student.pk, "intro-launch"])).status_code == 200
    assert client.get(reverse("student_lab", args=[elsewhere.pk, "intro-launch"])).status_code == 404
    assert client.post(reverse("regrade", args=[elsewhere.pk, "intro-launch"])).status_code == 404


def test_a_teacher_without_a_place_can_start_nothing(page_of: Any, teacher: User) -> None:
    assert page_of(teacher).post(reverse("lab_start", args=["intro-launch"])).status_code == 404


def test_only_an_admin_switches_the_practice_cloud(page_of: Any, teacher: User) -> None:
    assert page_of(teacher).post(reverse("practice"), {"order": "stop"}).status_code == 404


def test_what_changes_something_is_no_link(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    for name in ("lab_start", "lab_grade", "lab_finish", "lab_answers"):
        assert client.get(reverse(name, args=["intro-launch"])).status_code == 405


def test_downloads_hold_the_own_password_and_are_never_cached(page_of: Any, cohort: Cohort, student: Place) -> None:
    client = page_of(student.user)
    for address in (
        reverse("home_rc"),
        reverse("home_clouds"),
        reverse("lab_rc", args=["intro-launch"]),
        reverse("lab_clouds", args=["intro-launch"]),
    ):
        response = client.get(address)
        assert "s3cret-word" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        assert "attachment" in response.headers["Content-Disposition"]


def test_the_password_is_not_on_the_page_until_asked_for(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    assert "s3cret-word" not in client.get(reverse("my_cloud")).content.decode()
    assert "s3cret-word" in client.post(reverse("my_cloud_password")).content.decode()


def test_the_lab_command_can_be_fetched_by_anybody(client: Client, db: None) -> None:
    response = client.get(reverse("lab_client"))
    assert response.status_code == 200
    assert response.content.startswith(b"#!")


def test_nothing_of_another_site_may_be_loaded_or_run(client: Client, db: None) -> None:
    policy = client.get(reverse("sign_in")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
