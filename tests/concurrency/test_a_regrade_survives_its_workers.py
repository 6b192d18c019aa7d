"""Regrades under several workers at once and under workers that die: every run judged once, every student once."""

from collections.abc import Callable
from typing import Any

import pytest

from course.models import Cohort, User
from grading import regrading
from grading.models import Regrade, RegradeRow, Run, Score
from grading.regrading import claim_regrade, promote_regrade, request_regrade, sweep_regrades, work_at_regrade
from grading.services import LostClaim
from labs.kinds import Kind
from labs.models import Place
from tests.grading.regraded import (
    GOOD,
    change_definition,
    changed,
    expect,
    grade,
    lose_worker,
    make_class,
    open_session,
    the_lab,
    work,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker")]
AtOnce = Callable[[Callable[[], Any]], list[Any]]
STUDENTS = 5
Room = tuple[Cohort, User, list[Place]]


@pytest.fixture
def room(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Room:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.REGRADE_TURN_S = 0  # each turn is one step, so that workers meet
    monkeypatch.setattr(regrading, "RUNS_AT_ONCE", 1)
    room = make_class(STUDENTS)
    for place in room[2]:
        grade(open_session(place), changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1"))
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    return room


def begin(room: Room) -> Regrade:
    cohort, teacher, places = room
    return request_regrade(lab=the_lab(), scope=cohort.pk, place_ids=[place.pk for place in places], by=teacher)


def test_eight_clicks_are_one_job(room: Room, at_once: AtOnce) -> None:
    assert len({regrade.pk for regrade in at_once(lambda: begin(room))}) == 1


def test_one_worker_of_eight_takes_it(room: Room, at_once: AtOnce) -> None:
    regrade = begin(room)
    taken = at_once(lambda: claim_regrade(regrade_id=regrade.pk))
    assert sum(one is not None for one in taken) == 1


def test_many_workers_judge_each_run_once(room: Room, at_once: AtOnce) -> None:
    regrade = begin(room)
    for _turn in range(STUDENTS + 3):
        assert at_once(lambda: work_at_regrade(regrade_id=regrade.pk)) == [None] * 8
    regrade.refresh_from_db()
    assert (regrade.state, regrade.done, RegradeRow.objects.count()) == (Regrade.State.READY, STUDENTS, STUDENTS)


def test_many_workers_promote_each_student_once(room: Room, at_once: AtOnce) -> None:
    regrade = work(begin(room))
    clicks = at_once(lambda: promote_regrade(regrade=regrade, choice=Regrade.Choice.ALL, by=room[1]))
    assert sum(click is None for click in clicks) == 1, "it was decided more than once"
    for _turn in range(STUDENTS + 3):
        at_once(lambda: work_at_regrade(regrade_id=regrade.pk))
    regrade.refresh_from_db()
    assert (regrade.state, regrade.done) == (Regrade.State.PROMOTED, STUDENTS)
    assert Run.objects.filter(source=Run.Source.REGRADE).count() == STUDENTS
    assert set(Score.objects.values_list("earned", flat=True)) == {100}


def test_the_sweep_hands_a_lost_job_out_again(room: Room) -> None:
    regrade = begin(room)
    work_at_regrade(regrade_id=regrade.pk)
    assert claim_regrade(regrade_id=regrade.pk)
    assert claim_regrade(regrade_id=regrade.pk) is None
    lose_worker(regrade)
    sweep_regrades()
    assert work(regrade).state == Regrade.State.READY
    assert RegradeRow.objects.count() == STUDENTS


def test_a_late_worker_writes_nothing(room: Room) -> None:
    regrade = begin(room)
    late = claim_regrade(regrade_id=regrade.pk)
    assert late
    lose_worker(regrade)
    sweep_regrades()
    assert claim_regrade(regrade_id=regrade.pk)
    with pytest.raises(LostClaim):
        regrading._judge_some(late)
    assert not RegradeRow.objects.exists()


def test_a_job_that_no_worker_survives_ends_and_can_be_begun_again(room: Room) -> None:
    regrade = begin(room)
    for _loss in range(3):
        assert claim_regrade(regrade_id=regrade.pk)
        lose_worker(regrade)
        sweep_regrades()
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.ERROR
    assert regrade.cause
    assert regrade.cause["detail"] == "the worker was lost"
    assert work(begin(room)).state == Regrade.State.READY


def test_a_worker_that_dies_in_the_middle_of_a_student_leaves_nothing_half_done(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    regrade = work(begin(room))
    promote_regrade(regrade=regrade, choice=Regrade.Choice.ALL, by=room[1])

    def die(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("grading.promoting.settle_score", die)
        with pytest.raises(KeyboardInterrupt):
            work_at_regrade(regrade_id=regrade.pk)
    assert not Run.objects.filter(source=Run.Source.REGRADE).exists()
    lose_worker(regrade)
    sweep_regrades()
    assert work(regrade).state == Regrade.State.PROMOTED
    assert set(Score.objects.values_list("earned", flat=True)) == {100}
