"""Pieces and words of the admin's pages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.language import language_now
from course.operating import words
from course.wording import name_of_step, noun, what_is_lacking
from labs.capabilities import capability_word
from labs.kinds import KINDS
from labs.models import Cloud

register = template.Library()

TABS: dict[str, StrPromise] = {
    "overview": _("Overview"),
    "connection": _("Connection"),
    "labs": _("Labs"),
    "site": _("Site"),
    "capacity": _("Capacity"),
    "leftovers": _("Leftovers"),
    "history": _("History"),
}
MODES: dict[str, StrPromise] = {
    Cloud.Mode.SHARED: _("shared: a domain for each student"),
    Cloud.Mode.DEDICATED: _("dedicated: a cloud for each student"),
}
QUEUES: dict[str, StrPromise] = {
    "live": _("Grading on a click"),
    "lifecycle": _("Start and finish, work at clouds"),
    "bulk": _("Whole classes, judging anew"),
}


@register.simple_tag
def meter(used: int, total: int) -> SafeString:
    """A share as a thin bar; the numbers stand beside it."""
    percent = min(100, round(100 * used / total)) if total else 0
    return format_html(
        '<svg class="meter" role="img" aria-label="{} %"><rect class="meter-track" width="100%" height="8" rx="4"/>'
        '<rect class="meter-used" width="{}%" height="8" rx="4"/></svg>',
        percent,
        percent,
    )


@register.filter
def operating_word(name: str, table: str) -> Any:
    """`job.state|operating_word:"JOB_STATES"`; a name without a word is its own."""
    return getattr(words, table).get(name, name)


@register.filter
def step_word(step: str) -> Any:
    return words.JOB_STEPS.get(step) or name_of_step(step)


@register.filter
def kind_word(kind: str) -> str:
    return noun(kind) if kind in KINDS else kind


@register.filter
def tab_word(name: str) -> StrPromise:
    return TABS[name]


@register.filter
def mode_word(name: str) -> Any:
    return MODES.get(name, name)


@register.filter
def queue_word(name: str) -> Any:
    return QUEUES.get(name, name)


@register.filter
def capability(name: str) -> str:
    return capability_word(name, language_now())


@register.filter
def lacking(names: Sequence[str]) -> str:
    return what_is_lacking(names)
