"""The score of a run: an interval of points, earned for sure and still possible."""

from collections.abc import Sequence
from dataclasses import dataclass

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
