"""What changes a class's students: one verb each, written down with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from course.assigning import settle_every_lab, settle_students
from course.auditing import write_down
from course.models import AuditEntry, Cohort, Enrolment, Group, User
from course.passwords import FirstPassword
from course.queries import accounts_held_by
from course.roster.planning import Change, Kind, Plan, Step, make_plan
from course.roster.reading import Entry
from course.roster.state import read_state
from course.services import seat
from labs.services import Refused

Action = AuditEntry.Action
Password = tuple[str, str, str]  # account, name, first password


class Faulty(Exception):
    """What was asked for cannot be; `plan` says why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__([fault.code for fault in plan.faults])
        self.plan = plan


def take_in(*, cohort: Cohort, entry: Entry, by: User) -> list[Password]:
    """Add or change one student as a file's line would, and give the password of an account that was made for it.

    Raises Faulty.
    """
    first = passwords_for(make_plan([entry], read_state(cohort, [entry.account], by)))
    with transaction.atomic():
        lock(cohort)
        plan = make_plan([entry], read_state(cohort, [entry.account], by))
        if plan.faults or plan.new_accounts > len(first):
            raise Faulty(plan)
        return apply_steps(cohort=cohort, steps=plan.steps, first=first, by=by)


def passwords_for(plan: Plan) -> dict[str, FirstPassword]:
    """One for each account that a plan makes."""
    return {step.account: FirstPassword.make() for step in plan.steps if step.user_id is None}


def lock(cohort: Cohort) -> None:
    """Whoever plans next for the class sees what this transaction has done to it."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)


def apply_steps(
    *, cohort: Cohort, steps: Sequence[Step], first: Mapping[str, FirstPassword], by: User
) -> list[Password]:
    """Do what a plan says, for a class that is locked. Gives the passwords of new accounts."""
    groups = {group.name: group for group in cohort.groups.all()}
    for name in sorted({group for step in steps if (group := step.becomes("group"))} - set(groups)):
        groups[name] = make_group(cohort=cohort, name=name, by=by)
    free = iter(read_state(cohort, [], by).free_numbers)
    passwords: list[Password] = []
    for step in steps:
        if step.kind is Kind.ADDED:
            user = _add(cohort, step, groups, free, first.get(step.account), by)
            if step.user_id is None:
                passwords.append((user.username, user.display_name, first[step.account].plain))
        elif step.kind is not Kind.SAME:
            _change(cohort, step, groups, by)
    _settle(cohort, steps)
    return passwords


def _settle(cohort: Cohort, steps: Sequence[Step]) -> None:
    """Whoever comes into the class or changes the group may have other deadlines for what is done already."""
    coming = [step.user_id for step in steps if step.user_id and step.kind in {Kind.ADDED, Kind.RETURNED}]
    settle_students(cohort=cohort, users=User.objects.filter(pk__in=coming))
    if any(step.user_id and step.becomes("group") is not None for step in steps):
        settle_every_lab(cohort=cohort)


def _add(
    cohort: Cohort,
    step: Step,
    groups: Mapping[str, Group],
    free: Iterator[int],
    first: FirstPassword | None,
    by: User,
) -> User:
    user = User.objects.get(pk=step.user_id) if step.user_id else User(username=step.account)
    _put_values(user, step)
    if first:
        user.password = first.hashed
    user.save()
    place = user.places.filter(cloud=cohort.cloud_id).first()
    enrolment = Enrolment.objects.create(
        cohort=cohort,
        user=user,
        handle=step.handle,
        number=place.number if place else next(free),
        group=groups.get(step.becomes("group") or ""),
    )
    seat(enrolment)
    after = {"handle": step.handle, "number": enrolment.number, **values_of(step.changes)}
    write_down(Action.STUDENT_ADDED, cohort=cohort, by=by, student=user, after=after)
    return user


def _change(cohort: Cohort, step: Step, groups: Mapping[str, Group], by: User) -> None:
    """Change a student of the class, or take back one who had left."""
    enrolment = cohort.enrolments.select_related("user").get(user=step.user_id)
    _put_values(enrolment.user, step)
    enrolment.user.save(update_fields=["display_name", "email"])
    group = step.becomes("group")
    if group is not None:
        enrolment.group = groups.get(group)
    enrolment.left_at = None
    enrolment.save(update_fields=["group", "left_at"])
    seat(enrolment)
    if step.kind is Kind.RETURNED:
        write_down(Action.STUDENT_TAKEN_BACK, cohort=cohort, by=by, student=enrolment.user)
    if step.changes:
        before = {change.field: change.before for change in step.changes}
        after = values_of(step.changes)
        write_down(Action.STUDENT_CHANGED, cohort=cohort, by=by, student=enrolment.user, before=before, after=after)


def _put_values(user: User, step: Step) -> None:
    user.display_name = step.becomes("name") or user.display_name
    user.email = step.becomes("email") or user.email


def values_of(changes: Iterable[Change]) -> dict[str, str]:
    return {change.field: change.after for change in changes}


@transaction.atomic
def drop_students(*, cohort: Cohort, enrolments: Iterable[Enrolment], by: User) -> int:
    """Let students leave the class. Their sessions, runs and scores stay, and so does their place in the cloud."""
    return _move(cohort, [one for one in enrolments if one.left_at is None], True, by)


@transaction.atomic
def take_back(*, cohort: Cohort, enrolments: Iterable[Enrolment], by: User) -> int:
    """Students who had left are in the class again, as if they had never left it."""
    coming = [one for one in enrolments if one.left_at is not None]
    many = _move(cohort, coming, False, by)
    settle_students(cohort=cohort, users=[one.user for one in coming])
    return many


def _move(cohort: Cohort, enrolments: list[Enrolment], leaves: bool, by: User) -> int:
    action = Action.STUDENT_DROPPED if leaves else Action.STUDENT_TAKEN_BACK
    for enrolment in enrolments:
        enrolment.left_at = timezone.now() if leaves else None
        enrolment.save(update_fields=["left_at"])
        write_down(action, cohort=cohort, by=by, student=enrolment.user)
    return len(enrolments)


@transaction.atomic
def put_in_group(*, cohort: Cohort, enrolments: Iterable[Enrolment], group: Group | None, by: User) -> int:
    """Put students in a group, or in none. Gives how many that has moved."""
    moved = [one for one in enrolments if one.group_id != (group.pk if group else None)]
    for enrolment in moved:
        before = {"group": enrolment.group.name if enrolment.group else ""}
        enrolment.group = group
        enrolment.save(update_fields=["group"])
        after = {"group": group.name if group else ""}
        write_down(Action.STUDENT_CHANGED, cohort=cohort, by=by, student=enrolment.user, before=before, after=after)
    if moved:
        settle_every_lab(cohort=cohort)
    return len(moved)


@transaction.atomic
def make_group(*, cohort: Cohort, name: str, by: User) -> Group:
    """Raises Refused for a name that is taken."""
    group, is_new = Group.objects.get_or_create(cohort=cohort, name=name)
    if not is_new:
        raise Refused("group_taken")
    write_down(Action.GROUP_MADE, cohort=cohort, by=by, after={"group": name})
    return group


@transaction.atomic
def rename_group(*, group: Group, name: str, by: User) -> None:
    """Raises Refused for a name that is taken."""
    if group.cohort.groups.filter(name=name).exclude(pk=group.pk).exists():
        raise Refused("group_taken")
    before = {"group": group.name}
    group.name = name
    group.save(update_fields=["name"])
    write_down(Action.GROUP_RENAMED, cohort=group.cohort, by=by, before=before, after={"group": name})


@transaction.atomic
def delete_group(*, group: Group, by: User) -> None:
    """Its students stay in the class, in no group; what held for it alone holds no more."""
    settle_every_lab(cohort=group.cohort)
    write_down(Action.GROUP_DELETED, cohort=group.cohort, by=by, before={"group": group.name})
    group.delete()


def reset_password(*, user: User, by: User, cohort: Cohort | None = None) -> str:
    """Give somebody a new password, told only now. Pages and programs that are signed in with the old one are out.

    Raises Refused when the account is not this person's to change.
    """
    if not accounts_held_by(by).filter(pk=user.pk).exists():
        raise Refused("account_of_others")
    first = FirstPassword.make()
    with transaction.atomic():
        user.password = first.hashed
        user.save(update_fields=["password"])
        AuthToken.objects.filter(user=user).delete()
        write_down(Action.PASSWORD_RESET, cohort=cohort, by=by, student=user)
    return first.plain
