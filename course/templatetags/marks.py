"""Marks on pages: what counts, the signs that say why, and what was measured beside it."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.marks import Mark
from course.templatetags.pieces import icon
from course.wording import SIGNS

register = template.Library()


@register.inclusion_tag("course/_points.html")
def points(mark: Mark | None) -> dict[str, Any]:
    """The points that count as a chip with its bar, and beneath it why they are not what was measured."""
    return {"mark": mark}


@register.simple_tag
def mark_signs(mark: Mark | None) -> SafeString:
    """Icon and words for each thing that changed a mark; nothing where it is as measured."""
    if mark is None:
        return SafeString("")
    told = [(name, words) for name, words in _signs_of(mark) if words]
    notes = ((icon(SIGNS[name].icon), SIGNS[name].tone, words) for name, words in told)
    return format_html_join("", '<small class="mark-sign tone-{1}">{0} {2}</small>', notes)


def _signs_of(mark: Mark) -> list[tuple[str, str]]:
    if mark.is_excused:
        return [("excused", _("excused, counts in no total"))]
    if mark.override is not None:
        return [("overridden", _("overridden") + (f" · {measured_words(mark)}" if mark.measured else ""))]
    return [("late", measured_words(mark))] if mark.is_late else []


@register.simple_tag
def measured_words(mark: Mark) -> str:
    """What was measured, and what a deadline left of it."""
    measured = mark.measured
    if measured is None:
        return ""
    if not mark.is_late:
        return _("measured: %(earned)s") % {"earned": measured.earned}
    values = {"earned": measured.earned, "percent": measured.percent, "points": mark.credited}
    return _("measured: %(earned)s, late: %(percent)s %% of it are %(points)s") % values
