"""The score of a run, an interval of points; which of several runs counts; what a deadline leaves of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from itertools import pairwise

from grading.engine.verdicts import Outcome, Verdict


class NothingJudged(Exception):
    """A run in which no check was judged has no score; it is an error, never 0."""


@dataclass(frozen=True)
class Score:
    """Integer points: 0 ≤ earned ≤ possible ≤ total."""

    earned: int
    possible: int
    total: int

    @property
    def is_settled(self) -> bool:
        return self.earned == self.possible


def score(verdicts: Sequence[Verdict]) -> Score:
    """Add up. What does not apply leaves the total; what is open may still be earned. Raises NothingJudged."""
    counted = [verdict for verdict in verdicts if verdict.outcome is not Outcome.NOT_APPLICABLE]
    if not counted:
        raise NothingJudged
    earned = sum(verdict.earned for verdict in counted)
    still_open = sum(verdict.points for verdict in counted if verdict.outcome.is_open)
    return Score(earned, earned + still_open, sum(verdict.points for verdict in counted))


class Policy(StrEnum):
    """Which of a student's attempts counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


@dataclass(frozen=True)
class Attempt:
    """A graded run: `run` names it, `seen_at` is when the cloud was looked at and orders the attempts.

    `percent`: what a deadline leaves of its points. `is_quiet`: a watch asked for it, so that it may raise a score but
    is no first and no last attempt.
    """

    run: int
    seen_at: datetime
    score: Score
    percent: int = 100
    is_quiet: bool = False

    @property
    def points(self) -> int:
        """What it is worth to the student."""
        return credited(self.score.earned, self.percent)

    @property
    def order(self) -> tuple[datetime, int]:
        return self.seen_at, self.run


def choose(policy: Policy, attempts: Iterable[Attempt]) -> Attempt | None:
    """The attempt that counts; None when there is none.

    Points are what a deadline leaves of them. best: most points; of equals the one that earned more before the
    deadline took its part, of those the student's own, of those the last. last: the last, except that one with
    something open, or with less credit than what counted before, counts only when it has no fewer points, so that
    neither our own blindness nor an attempt after the deadline lowers anything. first: the first in which nothing is
    open, by the same exception; while there is none, the best. Beside others, what a watch saw counts for `best` alone.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.order)
    if not ordered:
        return None
    if policy is not Policy.BEST:
        ordered = [attempt for attempt in ordered if not attempt.is_quiet] or ordered
    best = max(ordered, key=lambda one: (one.points, one.score.earned, not one.is_quiet, one.order))
    if policy is Policy.LAST:
        return reduce(_later, ordered)
    if policy is Policy.FIRST:
        return reduce(_later, _up_to_the_first_settled(ordered))
    return best


def _up_to_the_first_settled(ordered: Sequence[Attempt]) -> Sequence[Attempt]:
    settled = (place for place, attempt in enumerate(ordered, 1) if attempt.score.is_settled)
    return ordered[: next(settled, len(ordered))]


def _later(before: Attempt, after: Attempt) -> Attempt:
    replaces = after.score.is_settled and after.percent >= before.percent
    return after if replaces or after.points >= before.points else before


@dataclass(frozen=True)
class Step:
    """Up to and including the moment `until`, `percent` (0 … 100) of the points are given."""

    until: datetime
    percent: int


Timeline = Sequence[Step]


def credit_at(timeline: Timeline, moment: datetime) -> int:
    """The percentage that a moment earns. Without steps 100; after the last one 0.

    Raises ValueError for steps whose moments do not rise or whose percentages rise or leave 0 … 100.
    """
    for earlier, later in pairwise(timeline):
        if later.until <= earlier.until or later.percent > earlier.percent:
            raise ValueError("later steps must end later and give no more")
    if any(not 0 <= step.percent <= 100 for step in timeline):
        raise ValueError("a percentage lies between 0 and 100")
    if not timeline:
        return 100
    return next((step.percent for step in timeline if moment <= step.until), 0)


def credited(points: int, percent: int) -> int:
    """A percentage of whole points, rounded to the nearest whole point; a half counts for the student."""
    return (points * percent + 50) // 100
