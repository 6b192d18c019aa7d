"""Retention: evidence that nothing rests on goes after its time, verdicts and scores never do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from grading.models import CheckVerdict, Run, Score, StoredObservation
from grading.retention import forget_observations
from labs.kinds import Kind
from labs.models import Session
from tests.grading.regraded import (
    GOOD,
    begin,
    change_definition,
    changed,
    expect,
    grade,
    make_class,
    open_session,
    without,
    work,
)

pytestmark = pytest.mark.usefixtures("broker")
WORLDS = (
    without(GOOD, Kind.NETWORK, "db-net"),  # neither counted nor last
    GOOD,  # counted
    changed(GOOD, Kind.NETWORK, "db-net", tags=[]),  # last
)


@pytest.fixture
def session(db: None, settings: Any) -> Session:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _cohort, _teacher, (place,) = make_class()
    session = open_session(place)
    for world in WORLDS:
        grade(session, world)
    return session


def age(days: int) -> None:
    StoredObservation.objects.update(seen_at=timezone.now() - timedelta(days=days))


def kept(session: Session) -> list[bool]:
    return [run.observation_id is not None for run in session.runs.order_by("number")]


def test_only_what_nothing_rests_on_is_forgotten(session: Session) -> None:
    age(31)
    assert forget_observations(days=30) == 1
    assert kept(session) == [False, True, True]
    assert (StoredObservation.objects.count(), CheckVerdict.objects.count()) == (2, 27)
    assert Score.objects.get().earned == 100


def test_what_is_young_stays(session: Session) -> None:
    age(29)
    assert forget_observations(days=30) == 0


def test_without_a_limit_everything_stays(session: Session) -> None:
    age(10_000)
    assert forget_observations(days=0) == 0
    assert all(kept(session))


def test_what_is_seen_again_is_young_again(session: Session) -> None:
    age(31)
    grade(session, WORLDS[0])
    grade(session, GOOD)
    assert forget_observations(days=30) == 1
    assert kept(session) == [True, True, False, True, True]
    assert StoredObservation.objects.count() == 2, "identical content is stored once"


def test_what_is_being_judged_anew_stays(session: Session) -> None:
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    cohort = session.place.user.cohorts.get()
    work(begin(cohort, session.place.user))
    age(31)
    assert forget_observations(days=30) == 0


def test_a_run_whose_evidence_is_gone_is_simply_not_judged_anew(session: Session) -> None:
    age(31)
    forget_observations(days=30)
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    regrade = work(begin(session.place.user.cohorts.get(), session.place.user))
    assert regrade.rows.count() == 2
    assert Run.objects.filter(observation__isnull=True).count() == 1
