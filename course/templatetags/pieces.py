"""Small pieces of pages: icons, states as words, points as a bar or a ring, times."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from course import wording
from course.boards import Cell
from course.cells import CellWriter
from course.language import language_now, said
from course.narrowing import Order, Wanted

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, classes: str = "") -> SafeString:
    """A picture beside a word, so nothing is read aloud for it."""
    spin = " fa-spin" if name in {"spinner", "rotate"} else ""
    return format_html('<i class="fa-solid fa-{}{} {}" aria-hidden="true"></i>', name, spin, classes)


@register.simple_tag
def pill(word: wording.Word) -> SafeString:
    """A state: icon, word, colour."""
    return format_html('<span class="pill tone-{}">{} {}</span>', word.tone, icon(word.icon), word.text)


@register.inclusion_tag("pieces/_interval.html")
def interval(earned: int, still_open: int, total: int) -> dict[str, Any]:
    """Points as a bar: earned solid, still open hatched, the rest empty."""
    share = 100 / total if total else 0
    return {
        "earned": earned,
        "still_open": still_open,
        "total": total,
        "earned_width": round(earned * share, 2),
        "reach_width": round((earned + still_open) * share, 2),
    }


@register.inclusion_tag("pieces/_ring.html")
def ring(percent: int, label: str | StrPromise = "") -> dict[str, Any]:
    return {"percent": percent, "label": label}


@register.simple_tag
def cells(writer: CellWriter, of_student: list[Cell]) -> SafeString:
    return writer.write_all(of_student)


@register.simple_tag
def sort_link(wanted: Wanted, name: str) -> str:
    """The address of the same students sorted by this; what is sorted by it already is turned round."""
    order = Order(name)
    most_first = order is Order.POINTS  # as one wants it first
    descending = not wanted.descending if wanted.order is order else most_first
    return wanted.address(order=order, descending=descending, page=1)


@register.simple_tag
def page_link(wanted: Wanted, page: int) -> str:
    return wanted.address(page=page)


@register.simple_tag
def sorted_by(wanted: Wanted, name: str) -> SafeString:
    """What is read out of a heading that the table is sorted by."""
    if wanted.order is not Order(name):
        return SafeString("")
    return format_html(' aria-sort="{}"', "descending" if wanted.descending else "ascending")


@register.simple_tag
def sort_sign(wanted: Wanted, name: str) -> SafeString:
    if wanted.order is not Order(name):
        return SafeString("")
    return icon("arrow-down" if wanted.descending else "arrow-up")


@register.simple_tag
def spark(counts: list[int]) -> SafeString:
    """A week in seven small bars."""
    return week(tuple(counts), language_now())


@lru_cache(maxsize=2000)
def week(counts: tuple[int, ...], language: str) -> SafeString:
    top = max(*counts, 4)
    heights = [round(18 * count / top) or 1 for count in counts]
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="5" height="{}" rx="1"/>',
        ((7 * day, 20 - height, height) for day, height in enumerate(heights)),
    )
    total = sum(counts)
    label = ngettext("%(total)s grading in the last 7 days", "%(total)s gradings in the last 7 days", total)
    return format_html(
        '<svg class="spark" viewBox="0 0 48 20" width="48" height="20" role="img" aria-label="{}">{}</svg>',
        label % {"total": total},
        bars,
    )


@register.filter
def in_language(thing: Any, field: str) -> str:
    """A field that is stored once for each language: `lab|in_language:"title"`."""
    return str(getattr(thing, f"{field}_{language_now()}"))


@register.filter
def sentence(text: dict[str, str] | None) -> str:
    return said(text)


@register.filter
def word_for(state: str, table: str) -> Any:
    """A state's word: `run.state|word_for:"RUNS"`."""
    words: Mapping[str, Any] = getattr(wording, table)
    return words.get(state, state)


@register.filter
def run_word(run: Any) -> wording.Word:
    return wording.word_of_run(run)


@register.filter
def what_happened(cause: dict[str, Any] | None) -> str:
    return wording.what_happened(cause)


@register.filter
def minutes(count: int) -> str:
    return _("%(count)s min") % {"count": count}


@register.filter
def seconds_between(end: datetime | None, start: datetime | None) -> str:
    """A duration with one decimal, or nothing while it is not known."""
    return _("%(seconds).1f s") % {"seconds": (end - start).total_seconds()} if end and start else ""


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def minus(left: int, right: int) -> int:
    return left - right


@register.filter
def signed(points: int) -> str:
    """With its sign, the real minus; nothing is plus or minus nothing."""
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


@register.filter
def kind_word(kind: str) -> str:
    """Horizon's word for a kind of resource."""
    return wording.noun(kind)
