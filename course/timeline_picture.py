"""The timeline of an assignment as a picture: a bar as high as what is given, its dates, and now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from course.terms import Terms

MARGIN = 0.12  # of the whole, before the first and after the last date
LEAST = timedelta(hours=1)
HEIGHT = 40.0


@dataclass(frozen=True)
class Stretch:
    """`begin` and `width`: percentages of the picture's width. `kind`: locked, full, late or nothing."""

    begin: float
    width: float
    percent: int
    kind: str

    @property
    def height(self) -> float:
        return max(3.0, HEIGHT * self.percent / 100)

    @property
    def top(self) -> float:
        return HEIGHT - self.height

    @property
    def middle(self) -> float:
        return self.begin + self.width / 2

    @property
    def is_high(self) -> bool:
        """High enough for its percentage; otherwise that stands above it."""
        return self.height >= 20

    @property
    def text_at(self) -> float:
        return HEIGHT - 8 if self.is_high else self.top - 4

    @property
    def has_room(self) -> bool:
        """For its percentage to be written into it."""
        return self.width > 6 and self.percent > 0


@dataclass(frozen=True)
class TimelinePicture:
    """`now`: where today stands, at an end of the picture when it lies beyond. `marks`: where the dates are."""

    stretches: tuple[Stretch, ...]
    marks: tuple[float, ...]
    now: float
    height: float = HEIGHT


def draw_timeline(terms: Terms, moment: datetime) -> TimelinePicture | None:
    """None when there is no date to be drawn."""
    dates = sorted({at for at in (terms.opens, terms.closes, *(step.until for step in terms.timeline)) if at})
    if not dates:
        return None
    near = [*dates, moment] if _is_near(dates, moment) else dates
    first, last = min(near), max(near)
    pad = max(LEAST, (last - first) * MARGIN)
    begin, end = first - pad, last + pad

    def at(when: datetime) -> float:
        return round(min(100.0, max(0.0, 100 * ((when - begin) / (end - begin)))), 2)

    cuts = [begin, *dates, end]
    stretches = [Stretch(at(a), round(at(b) - at(a), 2), *_worth(terms, a, b)) for a, b in pairwise(cuts)]
    return TimelinePicture(tuple(stretches), tuple(at(date) for date in dates), at(moment))


def _is_near(dates: list[datetime], moment: datetime) -> bool:
    """Whether today may stand in the picture without pressing everything else together."""
    whole = max(dates[-1] - dates[0], timedelta(days=2))
    return dates[0] - whole <= moment <= dates[-1] + whole


def _worth(terms: Terms, begin: datetime, end: datetime) -> tuple[int, str]:
    """What a grading between two dates is worth, and how that stretch looks."""
    middle = begin + (end - begin) / 2
    if terms.is_locked(middle):
        return 0, "locked"
    percent = terms.credit(middle)
    if percent == 0:
        return 0, "nothing"
    return percent, "late" if terms.is_late(middle) else "full"
