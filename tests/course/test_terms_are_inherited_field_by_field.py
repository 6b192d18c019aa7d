"""Class, group and student as one: the nearer field counts, of several dates the later one, extensions included."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.terms import NO_TERMS, combine
from course.timeline_picture import draw_timeline
from grading.engine.scoring import credit_at

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DATES = st.none() | st.integers(0, 20).map(lambda days: MONDAY + days * DAY)


@dataclass
class Own:
    opens: Any = None
    due: Any = None
    late: Any = None
    closes: Any = None
    attempts: Any = None
    pause_min: Any = None
    exam: Any = None


LAYERS = st.lists(st.builds(Own, opens=DATES, due=DATES, closes=DATES), max_size=3)
HALF = [{"hours": 48, "percent": 50}]


def test_without_layers_there_are_no_limits() -> None:
    assert combine([]) == combine([Own()]) == NO_TERMS
    assert not NO_TERMS.is_set


def test_the_nearer_layer_counts_field_by_field() -> None:
    held = combine([Own(attempts=5, exam=True, pause_min=10), Own(attempts=0), Own(exam=False)])
    assert (held.attempts, held.exam, held.pause) == (0, False, timedelta(minutes=10))


def test_late_credit_moves_along_with_the_due_date() -> None:
    held = combine([Own(due=MONDAY, late=HALF), Own(due=MONDAY + DAY)])
    assert [(step.until - MONDAY, step.percent) for step in held.timeline] == [(DAY, 100), (3 * DAY, 50)]
    assert combine([Own(due=MONDAY, late=HALF), Own(late=[])]).late_steps == ()


def test_an_earlier_date_takes_nothing_away() -> None:
    assert combine([Own(due=MONDAY + DAY), Own(due=MONDAY)]).due == MONDAY + DAY
    held = combine([Own(due=MONDAY + DAY)], [MONDAY])
    assert (held.due, held.is_extended) == (MONDAY + DAY, False)


def test_more_time_keeps_the_lab_open_for_it() -> None:
    held = combine([Own(due=MONDAY, closes=MONDAY + DAY)], [MONDAY + 3 * DAY, MONDAY + 2 * DAY])
    assert (held.due, held.closes, held.is_extended) == (MONDAY + 3 * DAY, MONDAY + 3 * DAY, True)


@given(LAYERS, st.lists(st.integers(0, 30).map(lambda days: MONDAY + days * DAY), max_size=3), st.integers(-30, 60))
def test_an_extension_never_costs_anything(layers: list[Own], extensions: list[datetime], days: int) -> None:
    before, after, moment = combine(layers), combine(layers, extensions), MONDAY + days * DAY
    assert after.credit(moment) >= before.credit(moment)
    assert after.is_closed(moment) <= before.is_closed(moment)
    assert after.closes is None or after.due is None or after.closes >= after.due


@given(LAYERS, st.integers(-400, 400))
def test_every_timeline_can_be_drawn(layers: list[Own], days: int) -> None:
    terms = combine(layers)
    picture = draw_timeline(terms, MONDAY + days * DAY)
    if picture is None:
        assert (terms.opens, terms.due, terms.closes) == (None, None, None)
        return
    assert 0 <= picture.now <= 100
    assert abs(sum(one.width for one in picture.stretches) - 100) < 0.1


@pytest.mark.parametrize(
    ("own", "end"),
    [
        (Own(due=MONDAY), MONDAY),
        (Own(due=MONDAY, late=HALF), MONDAY + 2 * DAY),
        (Own(due=MONDAY, late=HALF, closes=MONDAY + DAY), MONDAY + DAY),
        (Own(due=MONDAY, closes=MONDAY + 5 * DAY), MONDAY),
        (Own(closes=MONDAY), MONDAY),
        (Own(opens=MONDAY), None),
    ],
)
def test_the_end_is_when_nothing_is_left_to_be_earned(own: Own, end: datetime | None) -> None:
    assert combine([own]).end == end


def test_an_exam_conceals_until_its_end_and_without_one_until_it_has_one() -> None:
    exam = combine([Own(due=MONDAY, exam=True)])
    assert exam.conceals(MONDAY)
    assert not exam.conceals(MONDAY + timedelta(seconds=1))
    assert combine([Own(exam=True)]).conceals(MONDAY + 100 * DAY)


def test_a_closing_date_ends_the_step_that_it_falls_into() -> None:
    terms = combine([Own(due=MONDAY, late=HALF, closes=MONDAY + DAY)])
    assert [(step.until, step.percent) for step in terms.timeline] == [(MONDAY, 100), (MONDAY + DAY, 50)]
    assert credit_at(terms.timeline, MONDAY + 1.5 * DAY) == terms.credit(MONDAY + 1.5 * DAY) == 0
    assert combine([Own(due=MONDAY, late=HALF, closes=MONDAY)]).late_steps == ()
