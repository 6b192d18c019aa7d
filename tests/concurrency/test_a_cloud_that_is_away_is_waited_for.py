"""A run whose cloud is known to be away waits and says so; in the end it is `unknown`, and nobody's score moves."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from grading.models import CheckVerdict, Run, Score
from grading.running import grade_run, grade_together
from grading.services import request_run, request_runs_together, sweep_runs
from labs.events import redis
from labs.models import Cloud, Place, Session
from labs.overcloud.breaker import FAILURES_TO_OPEN, Phase, breaker_state, record_failure, record_success

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker")]


@pytest.fixture
def cloud(place: Place) -> Iterator[Cloud]:
    """A cloud where nobody listens, and whose breaker is closed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v3"
    place.cloud.config = {
        "auth": {"auth_url": url, "username": "admin", "password": "x", "project_name": "admin",
                 "user_domain_name": "Default", "project_domain_name": "Default"},
        "identity_api_version": "3",
    }  # fmt: skip
    place.cloud.save()
    record_success(place.cloud)
    yield place.cloud
    redis().delete(f"classroom:breaker:{place.cloud.slug}")


@pytest.fixture
def away(cloud: Cloud) -> Cloud:
    for _look in range(FAILURES_TO_OPEN):
        record_failure(cloud)
    return cloud


def outcomes(run: Run) -> set[str]:
    return set(CheckVerdict.objects.filter(run=run).values_list("outcome", flat=True))


def test_looks_without_an_answer_are_unknown_and_open_the_breaker(cloud: Cloud, session: Session) -> None:
    for _look in range(FAILURES_TO_OPEN):
        run = request_run(session=session)
        grade_run(run_id=run.pk)
        run.refresh_from_db()
        assert (run.state, outcomes(run), run.earned, run.possible) == (Run.State.GRADED, {"unknown"}, 0, 100)
    assert breaker_state(cloud).phase is Phase.OPEN
    assert Score.objects.get().earned == 0


@pytest.mark.usefixtures("away")
def test_a_run_waits_and_says_why(session: Session) -> None:
    run = request_run(session=session)
    for waits in (1, 2, 3, 4):
        grade_run(run_id=run.pk)
        run.refresh_from_db()
        assert (run.state, run.waits, run.cause and run.cause["trouble"]) == (Run.State.QUEUED, waits, "refused")
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_runs()
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED, "waiting is not dying: the sweep sends it again, however often it waited"


@pytest.mark.usefixtures("away")
def test_waiting_has_an_end(session: Session) -> None:
    run = request_run(session=session)
    Run.objects.update(queued_at=timezone.now() - timedelta(seconds=settings.RUN_WAIT_S + 1))
    grade_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, outcomes(run)) == (Run.State.GRADED, {"unknown"})
    assert run.retry_at is not None


@pytest.mark.usefixtures("cloud")
def test_many_runs_share_a_look_and_each_ends(session: Session, lab: Any, at_once: Callable[..., list[Any]]) -> None:
    others = [_another(session, number) for number in (2, 3)]
    asked = at_once(lambda: [run.pk for run in request_runs_together(sessions=[session, *others])])
    runs = [pk for found in asked for pk in found]
    assert len(runs) == len(set(runs)) == 3, "each session has one active run, whoever asks"
    grade_together(run_ids=runs)
    assert {run.state for run in Run.objects.all()} == {Run.State.GRADED}
    assert {outcome for run in Run.objects.all() for outcome in outcomes(run)} == {"unknown"}


def _another(session: Session, number: int) -> Session:
    place, user_model = session.place, type(session.place.user)
    user = user_model.objects.create_user(f"kim{number}")
    other = Place.objects.create(cloud=place.cloud, user=user, handle=user.username, number=number, password="x")
    return Session.objects.create(
        place=other, lab=session.lab, definition=session.definition, state=Session.State.OPEN, project_id=f"p-{number}"
    )
