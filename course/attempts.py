"""How often a student may still have a lab graded, and when: the limit, the pause, the doors that open and close."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from course.models import Cohort, User
from course.queries import may_teach
from course.terms import Terms, terms_of
from grading.models import Run
from grading.queries import attempts_used
from grading.services import request_run
from labs.models import Lab, Place, Session
from labs.services import Refused


@dataclass(frozen=True)
class Attempts:
    """`limit` 0: as many as one likes. `again_at`: when the pause after the last one is over, if it is not."""

    limit: int
    used: int
    again_at: datetime | None

    @property
    def left(self) -> int | None:
        """None: there is no limit."""
        return max(0, self.limit - self.used) if self.limit else None


def attempts_of(place: Place, lab: Lab, terms: Terms, phase: str = "") -> Attempts:
    """Each phase of a lab is graded as often as the lab itself."""
    if not terms.attempts and not terms.pause:
        return Attempts(0, 0, None)
    used, last = attempts_used(place.pk, lab.pk, phase)
    again_at = last + terms.pause if last and terms.pause else None
    return Attempts(terms.attempts, used, again_at if again_at and again_at > timezone.now() else None)


def check_may_start(place: Place, lab: Lab) -> None:
    """Raises Refused before the lab opens and after it is closed."""
    terms, moment = terms_of(place, lab), timezone.now()
    if terms.is_locked(moment):
        raise Refused("locked", when=terms.opens)
    if terms.is_closed(moment):
        raise Refused("closed", when=terms.closes)


def check_may_grade(place: Place, lab: Lab, phase: str = "") -> None:
    """Raises Refused when the lab is closed, no attempt is left, or the pause is not over."""
    terms = terms_of(place, lab)
    if terms.is_closed(timezone.now()):
        raise Refused("closed", when=terms.closes)
    attempts = attempts_of(place, lab, terms, phase)
    if attempts.left == 0:
        raise Refused("no_attempts")
    if attempts.again_at:
        raise Refused("pause", when=attempts.again_at)


@transaction.atomic
def grade_lab(*, user: User, cohort: Cohort | None, session: Session, source: Run.Source, phase: str = "") -> Run:
    """A student asks for a grading of the own session. While one is under way, it is that one. Raises Refused."""
    Session.objects.select_for_update().get(pk=session.pk)  # two clicks are counted one after the other
    is_grading = session.runs.filter(state__in=Run.ACTIVE).exists()
    if not is_grading and not may_teach(user, cohort):
        check_may_grade(session.place, session.lab, phase)
    return request_run(session=session, by=user, source=source, phase=phase)
