"""Deadlines on pages: their state as a pill, their picture, their dates."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from course.assignment_forms import later_by_a_day
from course.deadline_words import EXAM, EXTENSIONS, dates_of, told_in_a_line, word_of_terms
from course.models import Extension
from course.templatetags.pieces import icon, pill
from course.terms import Terms
from course.timeline_picture import draw_timeline
from grading.engine.scoring import credited
from grading.models import Score

register = template.Library()
register.filter("later_by_a_day", later_by_a_day)


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


@register.simple_tag
def late_note(score: Score) -> SafeString:
    """What a deadline leaves of a score: icon and words."""
    left = {"percent": score.percent, "points": credited(score.earned, score.percent)}
    said = _("late: %(percent)s %% of it count, %(points)s points") % left
    return format_html('<small class="late-note tone-open">{} {}</small>', icon("hourglass-end"), said)


@register.simple_tag
def zone() -> str:
    """The time zone in which dates are typed and shown."""
    return timezone.get_current_timezone_name()
