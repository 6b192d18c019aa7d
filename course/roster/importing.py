"""A roster's file on its way: uploaded, looked at, agreed to, applied, and its first passwords told once."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.queueing import queue
from course.auditing import write_down
from course.csv_files import Unreadable, decode
from course.models import AuditEntry, Cohort, Enrolment, RosterImport, User
from course.passwords import FirstPassword
from course.roster.members import Password, apply_steps, drop_students, lock, passwords_for
from course.roster.planning import Kind, Plan, make_plan
from course.roster.reading import FILE_BYTES_MAX, Read, read_roster
from course.roster.state import read_state
from labs.services import Refused

FILE_NAME_LENGTH = 200
State = RosterImport.State


@dataclass(frozen=True)
class Preview:
    """A file and what it would change now."""

    read: Read
    plan: Plan


def upload(*, cohort: Cohort, by: User, file_name: str, content: bytes) -> RosterImport:
    """Keep a file for its preview. Raises Refused for one that is too big, or no text."""
    if len(content) > FILE_BYTES_MAX:
        raise Refused("file_too_big")
    try:
        text, encoding = decode(content)
    except Unreadable:
        raise Refused("file_no_text") from None
    RosterImport.objects.filter(cohort=cohort, by=by, state=State.READY).delete()  # what was only looked at
    return RosterImport.objects.create(
        cohort=cohort, by=by, file_name=file_name[-FILE_NAME_LENGTH:], encoding=encoding, text=text
    )


def preview(import_: RosterImport) -> Preview:
    read = read_roster(import_.text)
    names = [User.normalize_username(entry.account) for entry in read.entries]
    plan = make_plan(read.entries, read_state(import_.cohort, names, import_.by), read.faults)
    return Preview(read, plan)


def agree(*, import_: RosterImport, digest: str, drops: bool) -> None:
    """Apply what the person has seen: at once, or by a worker when many passwords are to be made.

    Raises Refused when it has been applied already, or when the class has changed since it was shown.
    """
    plan = preview(import_).plan
    if plan.digest != digest:
        raise Refused("roster_changed")
    waiting = RosterImport.objects.filter(pk=import_.pk).exclude(state=State.APPLIED)
    if not waiting.update(state=State.QUEUED, digest=digest, drops=drops):
        raise Refused("already_applied")
    if plan.new_accounts > settings.ROSTER_AT_ONCE:
        queue("course.apply_roster_import", import_.pk)
    else:
        apply_import(import_id=import_.pk)


def apply_import(*, import_id: int) -> None:
    """All of it or nothing. Asked twice, it is done once; what is no longer as agreed to waits for another look."""
    import_ = RosterImport.objects.select_related("cohort", "by").get(pk=import_id)
    if import_.state != State.QUEUED:
        return
    first = passwords_for(preview(import_).plan)
    with transaction.atomic():
        import_ = RosterImport.objects.select_for_update(of=("self",)).select_related("cohort", "by").get(pk=import_id)
        if import_.state != State.QUEUED:
            return
        lock(import_.cohort)
        plan = preview(import_).plan
        if plan.digest == import_.digest:
            _apply(import_, plan, first)
        else:
            import_.state = State.CHANGED
        import_.save(update_fields=["state", "counts", "passwords", "applied_at"])


def _apply(import_: RosterImport, plan: Plan, first: dict[str, FirstPassword]) -> None:
    cohort, by = import_.cohort, import_.by
    passwords = apply_steps(cohort=cohort, steps=plan.steps, first=first, by=by)
    leaving = [one.member.enrolment_id for one in plan.missing if one.member] if import_.drops else []
    enrolments = Enrolment.objects.select_related("user").filter(pk__in=leaving)
    dropped = drop_students(cohort=cohort, enrolments=enrolments, by=by)
    import_.state, import_.applied_at = State.APPLIED, timezone.now()
    import_.passwords = passwords or None
    import_.counts = {kind.value: len(plan.of(kind)) for kind in Kind} | {"dropped": dropped}
    after = {"file": import_.file_name, **import_.counts}
    write_down(AuditEntry.Action.ROSTER_IMPORTED, cohort=cohort, by=by, after=after)


@transaction.atomic
def tell_passwords(*, import_: RosterImport) -> list[Password]:
    """The first passwords, this once: they are forgotten with it. Raises Refused when they have been told."""
    kept = RosterImport.objects.select_for_update().get(pk=import_.pk)
    if not kept.passwords:
        raise Refused("passwords_told")
    passwords: list[Password] = [(account, name, password) for account, name, password in kept.passwords]
    kept.passwords = None
    kept.save(update_fields=["passwords"])
    return passwords
