"""What changes assignments and extensions: one verb each, written down, and the scores settled by it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.queueing import queue
from course.auditing import write_down
from course.models import Assignment, AuditEntry, Cohort, Extension, Group, Settling, User
from course.queries import places_in
from course.terms import terms_of
from grading.queries import scores_of
from grading.services import settle_scores, settle_student
from labs import events
from labs.models import Lab, Place
from labs.services import Refused

Action = AuditEntry.Action
PLACES_AT_ONCE = 50  # settled in one transaction, so that nobody waits long for it
SENT_AGAIN_S = 20


@transaction.atomic
def set_terms(
    *,
    cohort: Cohort,
    lab: Lab,
    values: Mapping[str, Any],
    by: User,
    group: Group | None = None,
    student: User | None = None,
) -> None:
    """Let terms hold for the class, a group or a student. Fields that are not named are inherited from now on."""
    whose = {"cohort": cohort, "lab": lab, "group": group, "student": student}
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)  # one changes a class at a time
    known = Assignment.objects.filter(**whose).first() or Assignment(**whose)
    before = told(known)
    for name in Assignment.FIELDS:
        setattr(known, name, values.get(name))
    if told(known) == before:
        return
    if known.is_empty:
        known.delete()
    else:
        known.save()
    action = Action.ASSIGNMENT_REMOVED if known.is_empty else Action.ASSIGNMENT_CHANGED
    of_group = {"group": group.name} if group else {}
    after = of_group | told(known)
    write_down(action, cohort=cohort, by=by, student=student, lab=lab, before=of_group | before, after=after)
    settle(cohort=cohort, lab=lab, student=student)


def told(assignment: Assignment) -> dict[str, Any]:
    """What it says of its own, as plain JSON."""
    said = {name: getattr(assignment, name) for name in Assignment.FIELDS}
    return {name: plain(value) for name, value in said.items() if value is not None}


def plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


@transaction.atomic
def ask_extension(*, cohort: Cohort, lab: Lab, place: Place, until: datetime, why: str) -> Extension:
    """A student asks for more time. Raises Refused."""
    due = terms_of(place, lab).due
    if due is None:
        raise Refused("no_due")
    if until <= max(due, timezone.now()):
        raise Refused("not_later")
    asked: dict[str, Any] = {"cohort": cohort, "lab": lab, "student": place.user}
    try:
        with transaction.atomic():
            extension = Extension.objects.create(**asked, state=Extension.State.ASKED, until=until, why=why)
    except IntegrityError:
        raise Refused("already_asked") from None
    after = {"until": plain(until)}
    write_down(Action.EXTENSION_ASKED, **asked, by=place.user, after=after, reason=why)
    return extension


@transaction.atomic
def give_extension(*, cohort: Cohort, lab: Lab, student: User, until: datetime, answer: str, by: User) -> None:
    """More time for a student. A request that stands open is answered by it."""
    whose: dict[str, Any] = {"cohort": cohort, "lab": lab, "student": student}
    given = {
        "state": Extension.State.GIVEN,
        "until": until,
        "answer": answer,
        "answered_by": by,
        "answered_at": timezone.now(),
    }
    if not Extension.objects.filter(**whose, state=Extension.State.ASKED).update(**given):
        Extension.objects.create(**whose, **given)
    write_down(Action.EXTENSION_GIVEN, **whose, by=by, after={"until": plain(until)}, reason=answer)
    settle(cohort=cohort, lab=lab, student=student)


@transaction.atomic
def decline_extension(*, extension: Extension, answer: str, by: User) -> None:
    """Raises Refused when somebody has answered meanwhile."""
    still_open = Extension.objects.filter(pk=extension.pk, state=Extension.State.ASKED)
    declined = {"state": Extension.State.DECLINED, "answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not still_open.update(**declined):
        raise Refused("answered")
    whose: dict[str, Any] = {"cohort": extension.cohort, "lab": extension.lab, "student": extension.student}
    write_down(Action.EXTENSION_DECLINED, **whose, by=by, before={"until": plain(extension.until)}, reason=answer)
    tell_terms(extension.cohort, extension.lab)


def settle(*, cohort: Cohort, lab: Lab, student: User | None = None) -> None:
    """Choose anew which run counts: for one student at once, for a class by a worker. In a transaction."""
    if student is None:
        settle_soon(cohort_id=cohort.pk, lab_id=lab.pk)
    elif place := place_of(cohort, student):
        settle_student(place=place, lab_id=lab.pk)
    tell_terms(cohort, lab)


def place_of(cohort: Cohort, student: User) -> Place | None:
    return Place.objects.filter(cloud=cohort.cloud_id, user=student).first()


def tell_terms(cohort: Cohort, lab: Lab) -> None:
    """Let open pages of the class know that a lab's dates or limits have changed."""
    if cohort.cloud_id:
        topics = [events.cloud_topic(cohort.cloud_id)]
        transaction.on_commit(lambda: events.publish(topics, "terms", lab=lab.pk))


@transaction.atomic
def settle_every_lab(*, cohort: Cohort) -> None:
    """After students have changed their groups, whose terms may differ."""
    for lab_id in cohort.assignments.exclude(group=None).values_list("lab", flat=True).distinct():
        settle_soon(cohort_id=cohort.pk, lab_id=lab_id)


@transaction.atomic
def settle_students(*, cohort: Cohort, users: Iterable[User]) -> None:
    """After students have come into the class: what was decided without them holds for what they have done."""
    places = list(Place.objects.filter(cloud=cohort.cloud_id, user__in=list(users)).values_list("pk", flat=True))
    for lab_id in set(scores_of(places).values_list("lab", flat=True)):
        settle_scores(place_ids=places, lab_id=lab_id)


def settle_soon(*, cohort_id: int, lab_id: int) -> None:
    moment = timezone.now()
    when = {"asked_at": moment, "sent_at": moment}
    settling, _ = Settling.objects.update_or_create(cohort_id=cohort_id, lab_id=lab_id, defaults=when)
    queue("course.settle", settling.pk)


def settle_class(*, settling_id: int) -> None:
    """A worker's part. What was changed meanwhile leaves the row, so that it is done once more."""
    settling = Settling.objects.select_related("cohort").filter(pk=settling_id).first()
    if settling is None:
        return
    places = list(places_in(settling.cohort))
    for start in range(0, len(places), PLACES_AT_ONCE):
        settle_scores(place_ids=places[start : start + PLACES_AT_ONCE], lab_id=settling.lab_id)
    Settling.objects.filter(pk=settling.pk, asked_at=settling.asked_at).delete()


def sweep_settlings() -> None:
    """Send again what no worker has done in time."""
    moment = timezone.now()
    for settling in Settling.objects.filter(sent_at__lt=moment - timedelta(seconds=SENT_AGAIN_S)):
        Settling.objects.filter(pk=settling.pk).update(sent_at=moment)
        queue("course.settle", settling.pk)
