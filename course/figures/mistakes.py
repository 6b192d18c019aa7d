"""Which mistakes are frequent: what failed checks found, counted by students, never telling one student's own; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 2  # students who must share a value before it is told


class Failing(NamedTuple):
    """A comparison that did not hold, of one student, in words."""

    place: int
    check: str
    field: str
    expected: str
    observed: str


@dataclass(frozen=True)
class Mistake:
    """`students`: who made it; `expected` and `observed` are None where they differ from student to student."""

    field: str
    students: int
    expected: str | None
    observed: str | None
    alike: int  # students with just this value


def list_mistakes(failing: Iterable[Failing]) -> dict[str, list[Mistake]]:
    """Check → its mistakes, the most frequent first; somebody who makes one again is counted once."""
    groups: dict[tuple[str, str], list[Failing]] = defaultdict(list)
    for one in failing:
        groups[one.check, one.field].append(one)
    found: dict[str, list[Mistake]] = defaultdict(list)
    for (check, field), group in groups.items():
        found[check].append(_mistake(field, group))
    return {check: sorted(made, key=lambda one: (-one.students, one.field)) for check, made in found.items()}


def _mistake(field: str, group: list[Failing]) -> Mistake:
    observed, alike = _shared((one.place, one.observed) for one in group)
    expected, _many = _shared((one.place, one.expected) for one in group)
    return Mistake(field, len({one.place for one in group}), expected, observed, alike)


def _shared(values: Iterable[tuple[int, str]]) -> tuple[str | None, int]:
    """The value that most students have, and how many; None when too few share any."""
    counted = Counter(value for _place, value in set(values))
    value, many = min(counted.items(), key=lambda at: (-at[1], at[0]))
    return (value, many) if many >= FEWEST else (None, many)
