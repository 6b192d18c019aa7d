"""Double clicks, two workers, late workers: exactly one of them has its way."""

from collections.abc import Callable
from typing import Any

import pytest

from grading.engine.judging import Parameters, judge
from grading.models import CheckVerdict, Run, Score
from grading.services import claim_run, record_run, request_run
from labs.models import Lab, Place, Session
from labs.services import finish_session, start_session
from labs.working import claim_session
from tests.grading import worlds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker")]
AtOnce = Callable[[Callable[[], Any]], list[Any]]


def test_eight_clicks_on_start_open_one_session(place: Place, lab: Lab, at_once: AtOnce) -> None:
    found = at_once(lambda: start_session(place=place, lab=lab).pk)
    assert len(set(found)) == 1
    assert Session.objects.count() == 1


def test_eight_clicks_on_grade_make_one_run(session: Session, at_once: AtOnce) -> None:
    found = at_once(lambda: request_run(session=session).pk)
    assert len(set(found)) == 1
    assert list(session.runs.values_list("number", flat=True)) == [1]


def test_one_worker_of_eight_takes_a_run(session: Session, at_once: AtOnce) -> None:
    run = request_run(session=session)
    assert sorted(at_once(lambda: claim_run(run_id=run.pk))) == [False] * 7 + [True]


def test_one_worker_of_eight_takes_a_session(session: Session, at_once: AtOnce) -> None:
    finish_session(session=session)
    claims = at_once(lambda: claim_session(session_id=session.pk, state=Session.State.FINISHING))
    assert sorted(claims) == [False] * 7 + [True]


def test_a_result_that_arrives_eight_times_is_written_once(session: Session, at_once: AtOnce) -> None:
    run = request_run(session=session)
    claim_run(run_id=run.pk)
    run = Run.objects.select_related("session__place", "session__lab").get(pk=run.pk)
    parameters, observation = worlds.NETWORK_PARAMETERS, worlds.seen(worlds.NETWORK_TENANT)
    verdicts = judge(worlds.definition("network-tenant"), parameters, observation)
    found = at_once(lambda: record_run(run=run, parameters=parameters, observation=observation, verdicts=verdicts))
    assert found == [None] * 8
    assert CheckVerdict.objects.count() == 9
    assert Score.objects.get().earned == 100


def test_a_worker_that_lost_its_claim_changes_nothing(session: Session) -> None:
    run = request_run(session=session)
    claim_run(run_id=run.pk)
    late = Run.objects.select_related("session__place", "session__lab").get(pk=run.pk)
    Run.objects.filter(pk=run.pk).update(state=Run.State.QUEUED)
    claim_run(run_id=run.pk)  # another worker
    observation = worlds.seen({})
    parameters: Parameters = worlds.NETWORK_PARAMETERS
    verdicts = judge(worlds.definition("network-tenant"), parameters, observation)
    record_run(run=late, parameters=parameters, observation=observation, verdicts=verdicts)
    run.refresh_from_db()
    assert (run.state, CheckVerdict.objects.count()) == (Run.State.RUNNING, 0)
