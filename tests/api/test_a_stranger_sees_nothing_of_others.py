"""What is not yours does not exist: the same answer for another student's work and for nothing at all."""

import pytest
from rest_framework.test import APIClient

from grading.models import Run
from tests.api.conftest import Client, People
from tests.pages.factories import make_run, make_session


@pytest.fixture
def run_of_lee(people: People) -> Run:
    return make_run(make_session(people.lee))


@pytest.mark.parametrize("path", ["", "events/"])
def test_another_students_run(kim: APIClient, run_of_lee: Run, path: str) -> None:
    theirs = kim.get(f"/api/v1/runs/{run_of_lee.pk}/{path}")
    nobodys = kim.get(f"/api/v1/runs/999999/{path}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json() == nobodys.json()


def test_a_lab_shows_ones_own_session_only(kim: APIClient, run_of_lee: Run) -> None:
    room = kim.get("/api/v1/labs/intro-launch/").json()
    assert (room["session"], room["run"]) == (None, None)


def test_who_may_see_a_run(people: People, as_user: Client, admin: APIClient, run_of_lee: Run) -> None:
    path = f"/api/v1/runs/{run_of_lee.pk}/"
    assert as_user(people.lee.user).get(path).status_code == 200
    assert as_user(people.teacher).get(path).status_code == 200
    assert admin.get(path).status_code == 200
    assert as_user(people.stranger).get(path).status_code == 404


def test_who_may_see_the_board(people: People, as_user: Client, admin: APIClient) -> None:
    path = "/api/v1/board/?class=one"
    assert as_user(people.teacher).get(path).status_code == 200
    assert admin.get(path).status_code == 200
    assert as_user(people.kim.user).get(path).status_code == 404
    assert as_user(people.stranger).get(path).status_code == 404


def test_who_may_have_a_students_work_graded_again(people: People, as_user: Client, run_of_lee: Run) -> None:
    body = {"session": run_of_lee.session_id}
    assert as_user(people.kim.user).post("/api/v1/runs/", body, format="json").status_code == 404
    assert as_user(people.lee.user).post("/api/v1/runs/", body, format="json").status_code == 404
    assert as_user(people.stranger).post("/api/v1/runs/", body, format="json").status_code == 404
    assert Run.objects.count() == 1
    assert as_user(people.teacher).post("/api/v1/runs/", body, format="json").status_code == 202


def test_me_names_only_ones_own_classes(people: People, as_user: Client, admin: APIClient) -> None:
    def roles(client: APIClient) -> dict[str, str]:
        return {one["slug"]: one["role"] for one in client.get("/api/v1/me/").json()["classes"]}

    assert roles(as_user(people.kim.user)) == {"one": "student"}
    assert roles(as_user(people.teacher)) == {"one": "teacher"}
    assert roles(admin) == {"one": "admin", "two": "admin"}
