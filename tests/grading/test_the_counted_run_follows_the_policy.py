"""Best, last and first: which of several attempts counts, whatever order they come in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.scoring import Attempt, Policy, Score, choose

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
POINTS = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
ATTEMPTS = st.lists(POINTS, max_size=8).map(
    lambda points: [attempt(number, *each) for number, each in enumerate(points, start=1)]
)


def attempt(number: int, earned: int, possible: int | None = None) -> Attempt:
    whole = earned if possible is None else possible
    return Attempt(number, BEGIN + timedelta(minutes=number), Score(earned, whole, 100))


def earned(policy: Policy, attempts: list[Attempt]) -> int:
    counted = choose(policy, attempts)
    assert counted
    return counted.score.earned


@given(ATTEMPTS, st.sampled_from(Policy))
def test_one_of_the_attempts_counts_and_none_only_when_there_is_none(attempts: list[Attempt], policy: Policy) -> None:
    counted = choose(policy, attempts)
    assert counted in attempts if attempts else counted is None


@given(ATTEMPTS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), st.sampled_from(Policy))
def test_the_order_in_which_they_are_read_does_not_matter(
    orders: tuple[list[Attempt], list[Attempt]], policy: Policy
) -> None:
    assert choose(policy, orders[0]) == choose(policy, orders[1])


@given(ATTEMPTS, POINTS)
def test_the_best_never_falls_by_another_attempt(attempts: list[Attempt], more: list[int]) -> None:
    after = [*attempts, attempt(99, *more)]
    assert earned(Policy.BEST, after) == max([one.score.earned for one in after])


@given(ATTEMPTS, st.integers(0, 100), st.integers(0, 100))
def test_our_own_blindness_lowers_no_score(attempts: list[Attempt], seen: int, unseen: int) -> None:
    """Whatever the policy: an attempt in which something could not be seen costs nobody a point."""
    if not attempts or not unseen:
        return
    blind = attempt(99, seen, seen + unseen)
    for policy in Policy:
        assert earned(policy, [*attempts, blind]) >= earned(policy, attempts)


@given(ATTEMPTS, st.integers(0, 100))
def test_the_last_counts_even_when_it_is_worse(attempts: list[Attempt], points: int) -> None:
    assert earned(Policy.LAST, [*attempts, attempt(99, points)]) == points


@given(ATTEMPTS, st.integers(0, 100))
def test_nothing_changes_after_a_first_that_saw_everything(attempts: list[Attempt], points: int) -> None:
    assert earned(Policy.FIRST, [attempt(0, points), *attempts]) == points


@pytest.mark.parametrize(("policy", "run"), [(Policy.BEST, 3), (Policy.LAST, 4), (Policy.FIRST, 2)])
def test_an_example(policy: Policy, run: int) -> None:
    attempts = [attempt(1, 30, 60), attempt(2, 50), attempt(3, 80), attempt(4, 40), attempt(5, 10, 90)]
    counted = choose(policy, attempts)
    assert counted is not None
    assert counted.run == run


def test_of_equal_attempts_the_later_one_is_the_best() -> None:
    counted = choose(Policy.BEST, [attempt(2, 50), attempt(1, 50)])
    assert counted is not None
    assert counted.run == 2


def late(number: int, earned: int, percent: int) -> Attempt:
    return Attempt(number, BEGIN + timedelta(minutes=number), Score(earned, earned, 100), percent)


@pytest.mark.parametrize(
    ("policy", "attempts", "run"),
    [
        (Policy.BEST, [late(1, 60, 100), late(2, 100, 50)], 1),
        (Policy.BEST, [late(1, 40, 100), late(2, 100, 50)], 2),
        (Policy.BEST, [late(1, 40, 0), late(2, 90, 0), late(3, 10, 0)], 2),
        (Policy.LAST, [late(1, 60, 100), late(2, 100, 50)], 1),  # late is no reason to lose
        (Policy.LAST, [late(1, 60, 100), late(2, 30, 100)], 2),
        (Policy.LAST, [late(1, 40, 100), late(2, 90, 50), late(3, 100, 0)], 2),
        (Policy.FIRST, [late(1, 10, 100), late(2, 100, 50)], 1),
    ],
)
def test_attempts_are_compared_by_what_a_deadline_leaves(policy: Policy, attempts: list[Attempt], run: int) -> None:
    counted = choose(policy, attempts)
    assert counted is not None
    assert counted.run == run


@given(ATTEMPTS, st.integers(0, 100), st.integers(0, 99), st.sampled_from(Policy))
def test_an_attempt_after_the_deadline_lowers_nothing(
    attempts: list[Attempt], points: int, percent: int, policy: Policy
) -> None:
    if not attempts:
        return
    before, after = choose(policy, attempts), choose(policy, [*attempts, late(99, points, percent)])
    assert before is not None
    assert after is not None
    assert after.points >= before.points
