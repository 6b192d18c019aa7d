"""Whether a student may have a lab watched: graded quietly until everything passes. Not where gradings are counted."""

from django.utils import timezone

from course.terms import terms_of
from grading.place_models import Watch
from grading.watching import start_watch
from labs.models import Session
from labs.services import Refused


def watch_lab(*, session: Session) -> Watch:
    """A student has the own session watched. Raises Refused."""
    check_may_watch(session)
    return start_watch(session=session)


def check_may_watch(session: Session) -> None:
    """Raises Refused when the lab is closed or an exam, or its gradings are counted or have to wait."""
    terms, moment = terms_of(session.place, session.lab), timezone.now()
    if terms.is_closed(moment):
        raise Refused("closed", when=terms.closes)
    if terms.conceals(moment):
        raise Refused("no_watch_in_exam")
    if terms.attempts or terms.pause:
        raise Refused("no_watch_with_limit")


def may_be_watched(session: Session) -> bool:
    """For grading (settings.WATCHING_RULE): deadlines may be set while a watch is on."""
    try:
        check_may_watch(session)
    except Refused:
        return False
    return True
