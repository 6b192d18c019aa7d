"""Credit by time: steps that give less and less, whole points, a half for the student."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.scoring import Step, credit_at, credited

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
FRIDAY, SUNDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=6)
USUAL = (Step(FRIDAY, 100), Step(SUNDAY, 50))
MOMENTS = st.integers(-1000, 100_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
TIMELINES = st.lists(st.integers(0, 100), max_size=5).map(
    lambda percents: [
        Step(MONDAY + timedelta(days=day), percent) for day, percent in enumerate(sorted(percents, reverse=True))
    ]
)


@pytest.mark.parametrize(
    ("moment", "percent"),
    [
        (MONDAY, 100),
        (FRIDAY, 100),  # the moment itself still counts
        (FRIDAY + timedelta(microseconds=1), 50),
        (SUNDAY, 50),
        (SUNDAY + timedelta(seconds=1), 0),
    ],
)
def test_each_step_counts_up_to_its_end(moment: datetime, percent: int) -> None:
    assert credit_at(USUAL, moment) == percent


def test_without_a_deadline_everything_counts() -> None:
    assert credit_at((), SUNDAY) == 100


def test_a_deadline_is_a_moment_in_every_zone() -> None:
    seoul = FRIDAY.astimezone(tz=datetime.now().astimezone().tzinfo)
    assert credit_at(USUAL, seoul) == 100


@given(TIMELINES, MOMENTS, MOMENTS)
def test_later_is_never_better(timeline: list[Step], one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert 0 <= credit_at(timeline, late) <= credit_at(timeline, early) <= 100


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_points_are_whole_and_keep_their_order(points: int, fewer: int, percent: int) -> None:
    assert 0 <= credited(points, percent) <= points
    assert abs(100 * credited(points, percent) - points * percent) <= 50
    if fewer <= points:
        assert credited(fewer, percent) <= credited(points, percent)


def test_a_half_is_for_the_student() -> None:
    assert (credited(5, 50), credited(5, 49), credited(100, 100), credited(100, 0)) == (3, 2, 100, 0)


@pytest.mark.parametrize(
    "timeline",
    [
        (Step(SUNDAY, 100), Step(FRIDAY, 50)),
        (Step(FRIDAY, 100), Step(FRIDAY, 50)),
        (Step(FRIDAY, 50), Step(SUNDAY, 60)),
        (Step(FRIDAY, 101),),
        (Step(FRIDAY, -1),),
    ],
)
def test_steps_that_contradict_each_other_are_refused(timeline: tuple[Step, ...]) -> None:
    with pytest.raises(ValueError, match=r"later steps|percentage"):
        credit_at(timeline, MONDAY)
