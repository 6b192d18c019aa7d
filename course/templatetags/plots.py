"""Plots as small SVG pictures in per cent of their place, in the colours of the theme; each says its figures in words.

Drawn here because libraries for plots write styles into their pictures, which our content policy rightly refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from course.figures.difficulty import Difficulty
from course.figures.spread import BINS, SHARES, Spread

register = template.Library()

NUMBER_FITS = 7.0  # per cent of the width that a number needs
SHARE_WORDS: dict[str, StrPromise] = {
    "full": gettext_lazy("all points"),
    "most": gettext_lazy("75 to 99 %"),
    "half": gettext_lazy("50 to 74 %"),
    "some": gettext_lazy("below 50 %"),
    "none": gettext_lazy("no points"),
}
PASSING_WORDS: dict[str, StrPromise] = {
    "first": gettext_lazy("passed at first"),
    "later": gettext_lazy("passed later"),
    "never": gettext_lazy("not passed yet"),
}


@dataclass(frozen=True)
class Part:
    """A part of a bar. `begin` and `width`: per cent of the whole."""

    name: str
    word: StrPromise
    many: int
    begin: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.begin + self.width / 2, 2)

    @property
    def has_room(self) -> bool:
        return self.width >= NUMBER_FITS


def parts_of(counts: dict[str, int], words: dict[str, StrPromise], whole: int) -> Iterator[Part]:
    begin = 0.0
    for name, many in counts.items():
        width = 100 * many / whole if whole else 0.0
        if many:
            yield Part(name, words[name], many, round(begin, 2), round(width, 2))
        begin += width


@register.inclusion_tag("course/plots/_bar.html")
def shares_plot(shares: dict[str, int], students: int) -> dict[str, Any]:
    """Students by their points in a lab; the empty rest has none yet."""
    return {"parts": list(parts_of(shares, SHARE_WORDS, students)), "kind": "share"}


@register.inclusion_tag("course/plots/_bar.html")
def passing_plot(found: Difficulty) -> dict[str, Any]:
    """Who passed a check at first, who later, who not yet."""
    counts = {"first": found.first, "later": found.later, "never": found.never}
    return {"parts": list(parts_of(counts, PASSING_WORDS, found.students)), "kind": "passing"}


@register.inclusion_tag("course/plots/_legend.html")
def shares_legend() -> dict[str, Any]:
    return {"words": [(name, SHARE_WORDS[name]) for name, _least in SHARES], "kind": "share"}


@register.inclusion_tag("course/plots/_legend.html")
def passing_legend() -> dict[str, Any]:
    return {"words": list(PASSING_WORDS.items()), "kind": "passing"}


@register.inclusion_tag("course/plots/_box.html")
def box_plot(times: Spread, end: int) -> dict[str, Any]:
    """Minutes on an axis from 0 to `end`."""
    names = ("low", "first", "median", "third", "high")
    at = {name: round(100 * getattr(times, name) / end, 2) for name in names}
    told = {name: round(getattr(times, name)) for name in names}
    label = _("median %(median)s min, half of them %(first)s to %(third)s, from %(low)s to %(high)s") % told
    return {"at": at, "width": round(at["third"] - at["first"], 2), "label": label}


@register.inclusion_tag("course/plots/_axis.html")
def time_axis(end: int) -> dict[str, Any]:
    return {"ticks": [(25 * quarter, end * quarter // 4) for quarter in range(5)]}


@register.inclusion_tag("course/plots/_histogram.html")
def histogram_plot(bins: list[int]) -> dict[str, Any]:
    """Students by tenths; the tallest bar is as high as the plot."""
    top = max([*bins, 1])
    width = 100 / BINS
    bars = [
        {
            "many": many,
            "from": BINS * index,
            "to": BINS * (index + 1),
            "begin": round(width * index + 0.6, 2),
            "width": round(width - 1.2, 2),
            "middle": round(width * (index + 0.5), 2),
            "height": round(80 * many / top, 2),
            "top": round(90 - 80 * many / top, 2),
        }
        for index, many in enumerate(bins)
    ]
    return {"bars": bars}


@register.filter
def rounded(value: float | None) -> str:
    """A median without needless digits: 2, 2.5; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


@register.filter
def whole(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
