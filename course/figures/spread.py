"""How points and times are spread over a class; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

FENCE = 1.5  # Tukey: what lies further from the box than so many times its height is far out


@dataclass(frozen=True)
class Spread:
    """The box of a box plot. `low` and `high`: the outermost values that are not far out."""

    many: int
    low: float
    first: float
    median: float
    third: float
    high: float


def spread_of(values: Iterable[float]) -> Spread | None:
    """None without a value."""
    ordered = sorted(values)
    if not ordered:
        return None
    first, middle, third = quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    reach = FENCE * (third - first)
    near = [value for value in ordered if first - reach <= value <= third + reach]
    return Spread(len(ordered), near[0], first, middle, third, near[-1])


# The classes of scores in a lab: name and the least share of the points; the best first.
SHARES = (("full", 1.0), ("most", 0.75), ("half", 0.5), ("some", 0.000001), ("none", 0.0))


def count_shares(scores: Iterable[tuple[int, int]]) -> dict[str, int]:
    """How many of (earned, total) fall into each class, all classes named."""
    counted = Counter(share_of(earned, total) for earned, total in scores)
    return {name: counted[name] for name, _least in SHARES}


def share_of(earned: int, total: int) -> str:
    return next((name for name, least in SHARES if total and earned >= least * total), "none")


BINS = 10


def histogram(percents: Iterable[float]) -> list[int]:
    """How many lie in each tenth from 0 to 100; 100 itself belongs to the last."""
    counted = Counter(min(int(percent // BINS), BINS - 1) for percent in percents)
    return [counted[index] for index in range(BINS)]


def axis_end(spreads: Sequence[Spread | None]) -> int:
    """Minutes: the first round number that no box plot reaches beyond."""
    most = max((spread.high for spread in spreads if spread), default=0)
    step = next((step for step in (10, 20, 30, 60, 120, 240) if most <= 4 * step), 480)
    return max(step, -(-int(most + 0.999) // step) * step)
