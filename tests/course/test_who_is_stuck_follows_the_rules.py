"""Who is stuck follows from what is known of the work and from the rules of the class, and from nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from course.stuck import Reason, Rules, Why, Work, why_stuck

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def work(**values: object) -> Work:
    return Work(**{"moved_at": NOW - timedelta(minutes=1), **values})  # type: ignore[arg-type]


def test_somebody_who_has_just_begun_is_not_stuck() -> None:
    assert why_stuck(work(), Rules(), NOW) == ()


@pytest.mark.parametrize(("minutes", "stuck"), [(19, False), (20, True), (21, True)])
def test_idle_counts_from_the_last_movement(minutes: int, stuck: bool) -> None:
    found = why_stuck(work(moved_at=NOW - timedelta(minutes=minutes, seconds=30)), Rules(), NOW)
    assert found == ((Reason(Why.IDLE, minutes),) if stuck else ())


def test_a_check_that_failed_often_enough_is_named() -> None:
    failures = {"A-1": 2, "A-2": 5, "A-3": 5}
    assert why_stuck(work(failures=failures, most=10), Rules(), NOW) == (Reason(Why.FAILED, 5, "A-2"),)
    assert why_stuck(work(failures={"A-1": 2}, most=10), Rules(), NOW) == ()


def test_nothing_passed_needs_so_many_gradings() -> None:
    assert why_stuck(work(gradings=3), Rules(), NOW) == (Reason(Why.NOTHING, 3),)
    assert why_stuck(work(gradings=2), Rules(), NOW) == ()
    assert why_stuck(work(gradings=9, most=5), Rules(), NOW) == ()


def test_all_reasons_are_told_the_gravest_first() -> None:
    stuck = work(moved_at=NOW - timedelta(hours=1), gradings=4, failures={"A-1": 4})
    assert [reason.why for reason in why_stuck(stuck, Rules(), NOW)] == [Why.FAILED, Why.NOTHING, Why.IDLE]


def test_a_rule_that_is_off_never_speaks() -> None:
    stuck = work(moved_at=NOW - timedelta(hours=1), gradings=4, failures={"A-1": 4})
    assert why_stuck(stuck, Rules(None, None, None), NOW) == ()


@pytest.mark.parametrize("done", [{"is_full": True}, {"is_busy": True}])
def test_whoever_is_done_or_waits_for_us_is_not_stuck(done: dict[str, bool]) -> None:
    stuck = work(moved_at=NOW - timedelta(hours=1), gradings=4, failures={"A-1": 4}, **done)
    assert why_stuck(stuck, Rules(), NOW) == ()


def test_an_interrupted_start_needs_help_whatever_the_rules() -> None:
    assert why_stuck(work(is_broken=True), Rules(None, None, None), NOW) == (Reason(Why.BROKEN),)
