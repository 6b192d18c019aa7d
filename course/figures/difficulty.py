"""How hard a check is, from the outcomes of everybody's gradings in their order; pure.

An attempt is a grading in which the check passed or failed. What was blocked, pending or unknown says nothing about
the check; a second look by the classroom itself is an attempt only where the look before it could not see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from grading.engine.verdicts import Outcome

JUDGED = frozenset({Outcome.PASSED, Outcome.FAILED})
OPEN = frozenset({Outcome.PENDING, Outcome.UNKNOWN})


class Look(NamedTuple):
    """What one grading said of a check. `minutes`: since the session was opened; `is_retry`: nobody asked for it."""

    outcome: str
    minutes: float
    is_retry: bool = False


@dataclass(frozen=True)
class Story:
    """One student with one check. `attempts` until it passed, or so far; `minutes`: None while it has not passed."""

    attempts: int
    passed: bool
    minutes: float | None

    @property
    def passed_first(self) -> bool:
        return self.passed and self.attempts == 1


def story_of(looks: Iterable[Look]) -> Story | None:
    """None while the check has not been attempted. `looks` in the order of the gradings."""
    attempts, was_open = 0, True
    for look in looks:
        if look.outcome in JUDGED and (was_open or not look.is_retry):
            attempts += 1
            if look.outcome == Outcome.PASSED:
                return Story(attempts, passed=True, minutes=look.minutes)
        was_open = look.outcome in OPEN
    return Story(attempts, passed=False, minutes=None) if attempts else None


@dataclass(frozen=True)
class Difficulty:
    """A check over everybody who has attempted it; medians are of those who have passed, None when nobody has."""

    students: int
    first: int
    later: int
    attempts: float | None
    minutes: float | None

    @property
    def never(self) -> int:
        return self.students - self.first - self.later

    @property
    def first_percent(self) -> int:
        return round(100 * self.first / self.students) if self.students else 0


def difficulty_of(stories: Iterable[Story]) -> Difficulty:
    told = list(stories)
    passed = [story for story in told if story.passed]
    first = sum(story.passed_first for story in passed)
    return Difficulty(
        students=len(told),
        first=first,
        later=len(passed) - first,
        attempts=median([story.attempts for story in passed]) if passed else None,
        minutes=median([story.minutes or 0.0 for story in passed]) if passed else None,
    )
