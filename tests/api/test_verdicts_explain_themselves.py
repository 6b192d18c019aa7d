"""A run tells a program what it tells a person: expected beside observed, why, what next; never our own details."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from grading.models import Run
from tests.api.conftest import Client, People
from tests.pages.factories import make_run, make_session

OUTCOMES = {"INL-3": "failed", "INL-4": "blocked", "INL-5": "unknown", "INL-6": "pending", "INL-9": "not_applicable"}


@pytest.fixture
def run(people: People) -> Run:
    return make_run(make_session(people.kim), OUTCOMES)


def verdicts(client: APIClient, run: Run) -> dict[str, Any]:
    content = client.get(f"/api/v1/runs/{run.pk}/").json()
    return {verdict["check"]: verdict for verdict in content["verdicts"]}


def test_a_failure_shows_expected_beside_observed_and_hints(kim: APIClient, run: Run) -> None:
    failed = verdicts(kim, run)["INL-3"]
    assert failed["outcome"] == "failed"
    assert failed["earned"] == 0 < failed["points"]
    finding = failed["findings"][0]
    assert (finding["field"], finding["expected"], finding["observed"]) == ("status", "ACTIVE", "<b>SHUTOFF</b>")
    assert finding["holds"] is False
    assert failed["message"] == "It is <b>SHUTOFF</b>."
    assert failed["hints"]
    assert "{" not in "".join(failed["hints"])


def test_each_other_outcome_says_what_it_waits_for(kim: APIClient, run: Run) -> None:
    told = verdicts(kim, run)
    assert told["INL-1"]["outcome"] == "passed"
    assert (told["INL-1"]["hints"], told["INL-1"]["message"]) == ([], "")
    assert told["INL-4"]["needs"].startswith("INL-1")
    assert "Nova" in told["INL-5"]["cause"]
    assert told["INL-6"]["outcome"] == "pending"
    assert told["INL-9"]["outcome"] == "not_applicable"


def test_sentences_follow_the_language_asked_for(people: People, as_user: Client, run: Run) -> None:
    korean = as_user(people.kim.user, "ko-KR,ko;q=0.9,en;q=0.8")
    assert verdicts(korean, run)["INL-3"]["message"] == "상태가 <b>SHUTOFF</b>입니다."


def test_the_detail_of_a_cause_goes_to_nobody(people: People, as_user: Client, kim: APIClient, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(cause={"trouble": "timeout", "service": "image", "detail": "secret-host"})
    for client in (kim, as_user(people.teacher)):
        assert b"secret-host" not in client.get(f"/api/v1/runs/{run.pk}/").content


def test_what_the_student_must_find_out_is_not_told(kim: APIClient, run: Run) -> None:
    run.verdicts.filter(check_id="INL-1").update(
        outcome="failed",
        evidence={
            "findings": [
                {
                    "subject": "subnet_cidr",
                    "field": "value",
                    "operator": "equals",
                    "expected": "10.11.12.0/24",
                    "observed": "10.0.0.0/8",
                    "holds": False,
                }
            ],
            "message": None,
            "needs": None,
            "cause": None,
        },
    )
    assert verdicts(kim, run)["INL-1"]["findings"][0]["expected"] is None


def test_the_score_is_an_interval(kim: APIClient, run: Run) -> None:
    score = kim.get(f"/api/v1/runs/{run.pk}/").json()["score"]
    assert 0 < score["earned"] < score["possible"] < score["total"] < 100


def test_a_run_that_could_not_be_done_says_why(kim: APIClient, people: People) -> None:
    cause = {"trouble": "unexpected", "service": "classroom", "detail": "the worker was lost"}
    run = make_run(make_session(people.kim, "network-tenant"), state=Run.State.ERROR, cause=cause)
    told = kim.get(f"/api/v1/runs/{run.pk}/").json()
    assert (told["state"], told["score"], told["verdicts"]) == ("error", None, [])
    assert told["cause"]["trouble"] == "unexpected"
    assert told["cause"]["message"]
