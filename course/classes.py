"""What admins change about classes, and who teaches and helps in them: one verb each, written down with it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from course.auditing import write_down
from course.models import AuditEntry, Cohort, Enrolment, User
from course.roster.members import lock
from course.roster.planning import handle_from
from course.roster.state import read_state
from course.services import seat
from labs.models import Cloud, Place, Session
from labs.services import Refused

Action = AuditEntry.Action
Role = Enrolment.Role
UNTYPED = ("cloud", "archived_at")  # what nobody types, and may be missing


@transaction.atomic
def make_class(*, slug: str, title: str, cloud: Cloud | None, by: User) -> Cohort:
    """Raises Refused."""
    cohort = Cohort(slug=slug, title=title, cloud=cloud)
    try:
        cohort.clean_fields(exclude=UNTYPED)
    except ValidationError:
        raise Refused("class_form") from None
    if Cohort.objects.filter(slug=slug).exists():
        raise Refused("class_taken")
    cohort.save()
    write_down(Action.CLASS_MADE, cohort=cohort, by=by, after=told(cohort))
    return cohort


@transaction.atomic
def change_class(*, cohort: Cohort, title: str, cloud: Cloud | None, by: User) -> None:
    """Another cloud only while nobody has worked on the old one: scores are of places there. Raises Refused."""
    lock(cohort)
    before = told(cohort)
    moves = cohort.cloud != cloud
    if moves:
        refuse_to_move(cohort, cloud)
    cohort.title, cohort.cloud = title, cloud
    try:
        cohort.clean_fields(exclude=UNTYPED)
    except ValidationError:
        raise Refused("class_form") from None
    cohort.save(update_fields=["title", "cloud"])
    if moves:
        for enrolment in cohort.enrolments.filter(role=Role.STUDENT):
            seat(enrolment)
    if before != told(cohort):
        write_down(Action.CLASS_CHANGED, cohort=cohort, by=by, before=before, after=told(cohort))


def refuse_to_move(cohort: Cohort, cloud: Cloud | None) -> None:
    students = cohort.enrolments.filter(role=Role.STUDENT)
    users = list(students.values_list("user", flat=True))
    if cohort.cloud and Session.objects.filter(place__cloud=cohort.cloud, place__user__in=users).exists():
        raise Refused("class_at_work")
    strangers = Place.objects.filter(cloud=cloud).exclude(user__in=users) if cloud else Place.objects.none()
    if strangers.filter(handle__in=students.values("handle")) or strangers.filter(number__in=students.values("number")):
        raise Refused("cloud_crowded")


@transaction.atomic
def archive_class(*, cohort: Cohort, archived: bool, by: User) -> None:
    """Take a class out of everybody's sight with all that is in it, or bring it back."""
    before = told(cohort)
    cohort.archived_at = (cohort.archived_at or timezone.now()) if archived else None
    cohort.save(update_fields=["archived_at"])
    if before != told(cohort):
        write_down(Action.CLASS_CHANGED, cohort=cohort, by=by, before=before, after=told(cohort))


def told(cohort: Cohort) -> dict[str, object]:
    """A class in plain words, for the book of what was done."""
    cloud = cohort.cloud.slug if cohort.cloud else None
    return {"title": cohort.title, "cloud": cloud, "archived": cohort.archived_at is not None}


@transaction.atomic
def give_role(*, cohort: Cohort, user: User, role: str, by: User) -> Enrolment:
    """Make somebody teacher, assistant or student of a class, whatever they were in it before. Raises Refused."""
    lock(cohort)
    enrolment = cohort.enrolments.filter(user=user).first()
    before = enrolment.role if enrolment and enrolment.left_at is None else None
    enrolment = enrolment or Enrolment(cohort=cohort, user=user)
    enrolment.role, enrolment.left_at = role, None
    if role == Role.STUDENT and enrolment.handle is None:
        _name_in_cloud(enrolment, by)
    enrolment.save()
    if role == Role.STUDENT:
        seat(enrolment)
    if before != role:
        write_down(Action.ROLE_GIVEN, cohort=cohort, by=by, student=user, before={"role": before}, after={"role": role})
    return enrolment


def _name_in_cloud(enrolment: Enrolment, by: User) -> None:
    """A handle and a number: those of the place that the person has in the class's cloud, or free ones."""
    state = read_state(enrolment.cohort, [enrolment.user.username], by)
    known = state.accounts[enrolment.user.username]
    free = state.free_numbers
    if known.place is None and not free:
        raise Refused("class_full")
    enrolment.handle, enrolment.number = known.place or (handle_from(known.account, set(state.handles)), free[0])


@transaction.atomic
def take_role(*, enrolment: Enrolment, by: User) -> None:
    """Somebody is no longer in a class; their work in it stays."""
    if enrolment.left_at is None:
        enrolment.left_at = timezone.now()
        enrolment.save(update_fields=["left_at"])
        before = {"role": enrolment.role}
        write_down(Action.ROLE_TAKEN, cohort=enrolment.cohort, by=by, student=enrolment.user, before=before)
