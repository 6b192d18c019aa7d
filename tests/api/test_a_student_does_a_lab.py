"""From the list of labs to finish, as a program of the student's does it."""

import pytest
import yaml
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from grading.models import Run, Score
from labs.models import Session
from tests.api.conftest import People
from tests.pages.factories import make_run, make_session

LABS = "/api/v1/labs/"
LAB = f"{LABS}intro-launch/"


def test_the_list_says_where_one_stands(kim: APIClient, people: People) -> None:
    session = make_session(people.kim)
    make_run(session, {"INL-1": "failed", "INL-3": "unknown"})
    make_session(people.lee, "network-tenant")
    labs = {lab["slug"]: lab for lab in kim.get(LABS).json()}
    assert labs["intro-launch"]["session"] == "open"
    assert labs["intro-launch"]["score"]["total"] == 100
    assert labs["intro-launch"]["score"]["earned"] < labs["intro-launch"]["score"]["possible"] < 100
    assert labs["intro-launch"]["title"]["ko"] == "CLI로 첫 인스턴스 시작하기"
    assert (labs["network-tenant"]["session"], labs["network-tenant"]["score"]) == (None, None)


def test_the_list_costs_the_same_number_of_queries_however_much_there_is(
    kim: APIClient, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_run(make_session(people.kim))
    with django_assert_max_num_queries(10):
        kim.get(LABS)


def test_start_gives_the_same_session_when_it_is_asked_again(kim: APIClient, people: People) -> None:
    first, second = kim.post(f"{LAB}start/"), kim.post(f"{LAB}start/")
    assert first.status_code == second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["state"] == "preparing"
    assert first.json()["project"] == "kim-intro-launch"
    assert Session.objects.filter(place=people.kim).count() == 1


def test_a_broken_start_is_taken_up_and_says_why_it_broke(kim: APIClient, people: People) -> None:
    cause = {"trouble": "refused", "service": "compute", "detail": "secret-host refused"}
    session = make_session(people.kim, state=Session.State.BROKEN, cause=cause)
    told = kim.get(LAB).json()["session"]
    assert told["cause"]["trouble"] == "refused"
    assert "Nova" in told["cause"]["message"]
    assert "detail" not in told["cause"]
    again = kim.post(f"{LAB}start/").json()
    assert (again["id"], again["state"], again["cause"]) == (session.pk, "preparing", None)


def test_grade_gives_the_run_that_is_under_way(kim: APIClient, people: People) -> None:
    make_session(people.kim)
    first, second = kim.post(f"{LAB}grade/"), kim.post(f"{LAB}grade/")
    assert first.status_code == second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["state"] == "queued"
    assert first.json()["score"] is None
    run = Run.objects.get()
    assert (run.source, run.requested_by) == (Run.Source.COMMAND, people.kim.user)


def test_a_queued_run_knows_how_many_are_before_it(kim: APIClient, people: People) -> None:
    make_run(make_session(people.lee), state=Run.State.QUEUED)
    mine = make_run(make_session(people.kim), state=Run.State.QUEUED)
    assert kim.get(f"/api/v1/runs/{mine.pk}/").json()["ahead"] == 1


def test_finish_is_asked_for_once_and_stays_done(kim: APIClient, people: People) -> None:
    session = make_session(people.kim)
    assert kim.post(f"{LAB}finish/").json()["state"] == "finishing"
    assert kim.post(f"{LAB}finish/").json()["state"] == "finishing"
    Session.objects.filter(pk=session.pk).update(state=Session.State.FINISHED)
    assert kim.post(f"{LAB}finish/").json()["state"] == "finished"
    assert Score.objects.count() == 0


def test_answers_are_kept_and_shown(kim: APIClient, people: People) -> None:
    make_session(people.kim)
    kim.put(f"{LAB}answers/", {"answers": {"subnet_cidr": " 10.0.0.0/24 "}}, format="json")
    room = kim.put(f"{LAB}answers/", {"answers": {"image_id": "abc"}}, format="json").json()
    assert {question["name"]: question["value"] for question in room["questions"]} == {
        "subnet_cidr": "10.0.0.0/24",
        "image_id": "abc",
    }


def test_the_lab_tells_ones_own_values_and_its_checks(kim: APIClient) -> None:
    room = kim.get(f"{LABS}network-tenant/").json()
    assert room["values"]["N"] == "12"
    assert room["values"]["P"] == "kim-network-tenant"
    assert sum(check["points"] for check in room["checks"]) == 100
    assert (room["session"], room["run"]) == (None, None)


@pytest.mark.parametrize(("path", "name"), [("rc", "kim-intro-launch-rc"), ("clouds.yaml", "clouds.yaml")])
def test_credentials_come_as_files_that_nothing_on_the_way_keeps(
    kim: APIClient, people: People, path: str, name: str
) -> None:
    make_session(people.kim)
    response = kim.get(f"{LAB}{path}/")
    text = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"].startswith("text/plain")
    assert people.kim.password in text
    if path == "clouds.yaml":
        assert yaml.safe_load(text)["clouds"]["kim-intro-launch"]["auth"]["username"] == "kim"
