"""What changes a mark by a person's decision: override it, excuse it, comment on it, and take that back."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from course.auditing import write_down
from course.marks import TOTAL, override_for
from course.models import AuditEntry, Cohort, Override, User
from grading.models import Score
from labs import events
from labs.models import Lab, Place
from labs.services import Refused

TEXT_LENGTH = 2000  # characters of a reason or a comment


@dataclass(frozen=True)
class Wish:
    """What a teacher wants a mark to be. `points`: None leaves what was measured."""

    points: int | None = None
    excused: bool = False
    reason: str = ""
    comment: str = ""

    @property
    def is_deciding(self) -> bool:
        return self.excused or self.points is not None


@transaction.atomic
def override_mark(*, cohort: Cohort, place: Place, lab: Lab, by: User, wish: Wish) -> Override:
    """Let a decision stand beside what was measured, in place of the one before it. Raises Refused."""
    _check(wish, place, lab)
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)  # one decides at a time
    before = override_for(place, lab)
    if before:
        _end(before, by)
    made = Override.objects.create(
        place=place,
        lab=lab,
        by=by,
        points=wish.points,
        excused=wish.excused,
        reason=wish.reason.strip(),
        comment=wish.comment.strip(),
    )
    action = AuditEntry.Action.MARK_OVERRIDDEN
    _write_down(action, cohort, by, before or made, before=_values(before), after=_values(made), reason=made.reason)
    _tell(place, lab)
    return made


@transaction.atomic
def withdraw_override(*, cohort: Cohort, place: Place, lab: Lab, by: User) -> None:
    """Let what was measured count again. Raises Refused when there is nothing to withdraw."""
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    current = override_for(place, lab)
    if current is None:
        raise Refused("no_override")
    _end(current, by, withdrawn=True)
    _write_down(AuditEntry.Action.OVERRIDE_WITHDRAWN, cohort, by, current, before=_values(current))
    _tell(place, lab)


def _check(wish: Wish, place: Place, lab: Lab) -> None:
    score = Score.objects.filter(place=place, lab=lab).first()
    if not wish.is_deciding and not wish.comment.strip():
        raise Refused("nothing_decided")
    if wish.excused and wish.points is not None:
        raise Refused("excused_with_points")
    if wish.is_deciding and not wish.reason.strip():
        raise Refused("no_reason")
    if wish.points is not None and not 0 <= wish.points <= (score.total if score else TOTAL):
        raise Refused("too_many_points")


def _end(override: Override, by: User, *, withdrawn: bool = False) -> None:
    ended = {"ended_at": timezone.now(), "ended_by": by, "is_withdrawn": withdrawn}
    Override.objects.filter(pk=override.pk).update(**ended)


def _values(override: Override | None) -> dict[str, Any]:
    if override is None:
        return {}
    return {"points": override.points, "excused": override.excused, "comment": override.comment}


def _write_down(action: AuditEntry.Action, cohort: Cohort, by: User, about: Override, **values: Any) -> None:
    write_down(action, cohort=cohort, by=by, student=about.place.user, lab=about.lab, **values)


def _tell(place: Place, lab: Lab) -> None:
    """Told as a score is told, so that whatever shows points is read anew."""
    topics = [events.place_topic(place.pk), events.cloud_topic(place.cloud_id)]
    transaction.on_commit(lambda: events.publish(topics, "score", place=place.pk, lab=lab.pk))
