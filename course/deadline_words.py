"""What a deadline is called on the pages: due in so long, late, closed, opens in so long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from course.models import Extension
from course.terms import Terms
from course.wording import Word, moment_words

SOON_H = 48
EXAM = Word(gettext_lazy("exam"), "user-lock", "unknown")
EXTENSIONS: dict[str, Word] = {
    Extension.State.ASKED: Word(gettext_lazy("waits for an answer"), "hourglass-half", "open"),
    Extension.State.GIVEN: Word(gettext_lazy("given"), "circle-check", "passed"),
    Extension.State.DECLINED: Word(gettext_lazy("declined"), "circle-xmark", "failed"),
}
UNITS: dict[str, StrPromise] = {"hours": gettext_lazy("hours"), "days": gettext_lazy("days")}


def word_of_terms(terms: Terms, moment: datetime) -> Word | None:
    """How a deadline stands; None where there is none to speak of."""
    if terms.opens and terms.is_locked(moment):
        return Word(_("opens in %(time)s") % {"time": until(terms.opens, moment)}, "lock", "none")
    if terms.is_closed(moment):
        return Word(_("closed"), "lock", "failed")
    if terms.is_late(moment):
        return _late_word(terms.credit(moment))
    end = terms.due or terms.closes
    if end is None:
        return None
    is_soon = (end - moment).total_seconds() < SOON_H * 3600
    time = {"time": until(end, moment)}
    said = _("due in %(time)s") % time if terms.due else _("closes in %(time)s") % time
    return Word(said, "clock", "open" if is_soon else "none")


def _late_word(percent: int) -> Word:
    if percent == 0:
        return Word(_("late: earns nothing any more"), "hourglass-end", "failed")
    return Word(_("late: earns %(percent)s %%") % {"percent": percent}, "hourglass-end", "open")


def until(end: datetime, moment: datetime) -> str:
    """“2 days”, “3 hours”: one unit is enough; what is less than a minute is a minute."""
    return timeuntil(max(end, moment + timedelta(minutes=1)), moment, depth=1)


def dates_of(terms: Terms) -> Iterator[tuple[str, datetime]]:
    """Every date of the terms in their order, with what happens then."""
    if terms.opens:
        yield _("opens"), terms.opens
    if terms.due:
        yield _("due"), terms.due
    for step in terms.late_steps:
        yield _("%(percent)s %% until") % {"percent": step.percent}, step.until
    if terms.closes:
        yield _("closes"), terms.closes


def told_in_a_line(terms: Terms) -> str:
    """All dates of the terms, for those who cannot see the picture."""
    return ", ".join(f"{what} {moment_words(at)}" for what, at in dates_of(terms)) or _("no deadline")
