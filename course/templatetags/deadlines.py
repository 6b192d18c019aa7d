"""Deadlines on pages: their state as a pill, their picture, their dates."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from course.deadline_words import EXAM, EXTENSIONS, dates_of, told_in_a_line, until, word_of_terms
from course.models import Extension
from course.templatetags.pieces import pill
from course.terms import Terms
from course.timeline_picture import draw_timeline

register = template.Library()


@register.simple_tag
def deadline(terms: Terms) -> SafeString:
    """The pill of a deadline, and that of an exam; nothing without either."""
    word = word_of_terms(terms, timezone.now())
    return SafeString((pill(word) if word else "") + (pill(EXAM) if terms.exam else ""))


@register.inclusion_tag("course/_timeline.html")
def timeline(terms: Terms, size: str = "large") -> dict[str, Any]:
    """`size`: large, with its dates beneath, or small."""
    return {
        "picture": draw_timeline(terms, timezone.now()),
        "told": told_in_a_line(terms),
        "dates": list(dates_of(terms)),
        "terms": terms,
        "size": size,
    }


@register.simple_tag
def extension_pill(extension: Extension) -> SafeString:
    return pill(EXTENSIONS[extension.state])


@register.filter
def time_until(moment: datetime) -> str:
    return until(moment, timezone.now())


@register.simple_tag
def zone() -> str:
    """The classroom's time zone, in which dates are typed and shown."""
    return settings.TIME_ZONE
