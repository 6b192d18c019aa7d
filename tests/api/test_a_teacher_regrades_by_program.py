"""Regrading for teachers' programs: begin, look, promote or drop; strangers find nothing."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from grading.models import Regrade, Score
from labs.kinds import Kind
from tests.api.conftest import Client, People
from tests.grading.regraded import GOOD, change_definition, changed, expect, grade, open_session, work

pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture
def begun(people: People, teacher: APIClient) -> Any:
    """Kim falls, Lee rises."""
    grade(open_session(people.kim), GOOD)
    grade(open_session(people.lee), changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1"))
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    answer = teacher.post("/api/v1/regrades/", {"lab": "network-tenant"}, format="json")
    assert (answer.status_code, answer.json()["state"], answer.json()["students"]) == (202, "queued", [])
    work(Regrade.objects.get())
    return f"/api/v1/regrades/{answer.json()['id']}/"


def test_who_rises_and_falls_is_told(teacher: APIClient, begun: str) -> None:
    told = teacher.get(begun).json()
    assert (told["state"], told["done"], told["total"]) == ("ready", 2, 2)
    kim, lee = told["students"]
    assert (kim["username"], kim["change"], kim["before"]["earned"], kim["after"]["earned"]) == (
        "kim",
        "falls",
        100,
        90,
    )
    assert lee["changes"] == [{"check": "NTT-4", "before": "failed", "after": "passed", "points": 10}]


def test_all_needs_the_names_of_those_who_fall(teacher: APIClient, begun: str) -> None:
    refused = teacher.post(f"{begun}promote/", {"choice": "all"}, format="json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "falls_changed")
    accepted = teacher.post(f"{begun}promote/", {"choice": "all", "falls": ["kim"]}, format="json")
    assert (accepted.status_code, accepted.json()["state"]) == (202, "promoting")
    work(Regrade.objects.get())
    assert set(Score.objects.values_list("place__handle", "earned")) == {("kim", 90), ("lee", 100)}
    again = teacher.post(f"{begun}promote/", {"choice": "rises"}, format="json")
    assert again.json()["error"]["code"] == "not_ready"


def test_it_can_be_dropped(teacher: APIClient, begun: str) -> None:
    assert teacher.post(f"{begun}drop/").json()["state"] == "dropped"
    assert set(Score.objects.values_list("place__handle", "earned")) == {("kim", 100), ("lee", 90)}


def test_strangers_find_nothing(people: People, as_user: Client, begun: str) -> None:
    for user in (people.kim.user, people.stranger):
        client = as_user(user)
        assert client.get(begun).status_code == 404
        for verb in ("promote/", "drop/"):
            assert client.post(begun + verb, {"choice": "rises"}, format="json").status_code == 404
    assert (
        as_user(people.kim.user).post("/api/v1/regrades/", {"lab": "network-tenant"}, format="json").status_code == 404
    )


def test_nothing_to_judge_is_a_refusal(teacher: APIClient, people: People) -> None:
    answer = teacher.post("/api/v1/regrades/", {"lab": "network-tenant"}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_regrade")
