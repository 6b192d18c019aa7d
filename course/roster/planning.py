"""What a roster's file would change in a class: decided from plain values, and nothing changed by it."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from course.models import HANDLE, Enrolment, User
from course.roster.reading import EMAIL_LENGTH, GROUP_LENGTH, NAME_LENGTH, Entry, Fault
from course.roster.state import Account, ClassState, Member

ACCOUNT_LENGTH = 150
HANDLE_LENGTH = 12
USERNAME = UnicodeUsernameValidator()


class Kind(StrEnum):
    ADDED = "added"
    RETURNED = "returned"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """A value of a student: `field` is name, email or group."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What happens to one student. `user_id` is None for an account that is yet to be made."""

    line: int
    kind: Kind
    account: str
    name: str
    handle: str
    user_id: int | None
    changes: tuple[Change, ...] = ()
    name_kept: bool = False  # the file has another name, but the account is not ours to change

    def becomes(self, field: str) -> str | None:
        """The new value; None where it stays."""
        return next((change.after for change in self.changes if change.field == field), None)


@dataclass(frozen=True)
class Plan:
    """`missing`: students of the class who are not in the file, by account."""

    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()
    missing: tuple[Account, ...] = ()
    new_groups: tuple[str, ...] = ()

    def of(self, kind: Kind) -> list[Step]:
        return [step for step in self.steps if step.kind is kind]

    @property
    def new_accounts(self) -> int:
        return sum(step.user_id is None for step in self.steps)

    @property
    def changes_something(self) -> bool:
        return any(step.kind is not Kind.SAME for step in self.steps)

    @property
    def digest(self) -> str:
        """Stands for exactly this plan: whoever agrees to it agrees to nothing else."""
        whole = [[asdict(step) for step in self.steps], [one.account for one in self.missing], len(self.faults)]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@dataclass
class Planner:
    """Goes through a file line by line, and remembers what earlier lines have taken."""

    state: ClassState
    handles: set[str] = field(default_factory=set)
    lines: dict[str, int] = field(default_factory=dict)  # account, folded → line
    numbers_left: int = 0

    def __post_init__(self) -> None:
        self.handles = set(self.state.handles)
        self.numbers_left = len(self.state.free_numbers)

    def step(self, entry: Entry) -> Step | Fault:
        account = User.normalize_username(entry.account)
        fault = self._fault_of_account(entry, account) or fault_of_values(entry)
        if fault:
            return fault
        known = self.state.accounts.get(account)
        if known is None or known.member is None:
            return self._joining(entry, account, known)
        return self._member(entry, known, known.member)

    def _fault_of_account(self, entry: Entry, account: str) -> Fault | None:
        if not account:
            return Fault(entry.line, "no_account")
        earlier = self.lines.setdefault(account.casefold(), entry.line)
        if earlier != entry.line:
            return Fault(entry.line, "account_twice", str(earlier))
        if len(account) > ACCOUNT_LENGTH or not _passes(USERNAME, account):
            return Fault(entry.line, "account_form", account)
        known = self.state.accounts.get(account)
        return fault_of_person(entry, known) if known else None

    def _joining(self, entry: Entry, account: str, known: Account | None) -> Step | Fault:
        """Somebody new to the class; `known` when they have an account all the same."""
        place = known.place if known else None
        if place is None and self.numbers_left < 1:
            return Fault(entry.line, "class_full")
        if place and entry.handle and entry.handle != place[0]:
            return Fault(entry.line, "handle_fixed", place[0])
        handle = place[0] if place else entry.handle or handle_from(account, self.handles)
        if not place and handle in self.handles:
            return Fault(entry.line, "handle_taken", handle)
        if known is None and not entry.name:
            return Fault(entry.line, "no_name")
        self.handles.add(handle)
        self.numbers_left -= place is None
        changes = tuple(changes_of(entry, known, group=""))
        user_id, name = (known.user_id, known.name) if known else (None, entry.name or "")
        return Step(entry.line, Kind.ADDED, account, name, handle, user_id, changes, keeps_name(entry, known))

    def _member(self, entry: Entry, known: Account, member: Member) -> Step | Fault:
        if entry.handle and entry.handle != member.handle:
            return Fault(entry.line, "handle_fixed", member.handle)
        changes = tuple(changes_of(entry, known, group=member.group))
        kind = Kind.RETURNED if member.has_left else Kind.CHANGED if changes else Kind.SAME
        return Step(
            entry.line,
            kind,
            known.account,
            known.name,
            member.handle,
            known.user_id,
            changes,
            keeps_name(entry, known),
        )


def make_plan(entries: Sequence[Entry], state: ClassState, faults: Iterable[Fault] = ()) -> Plan:
    """Everything that the entries would change. Lines with faults are left out, and nobody counts as missing then."""
    planner = Planner(state)
    made = [planner.step(entry) for entry in entries]
    steps = tuple(one for one in made if isinstance(one, Step))
    found = sorted([*faults, *(one for one in made if isinstance(one, Fault))], key=lambda fault: fault.line)
    named = {step.account for step in steps}
    missing = () if found else tuple(one for one in state.present if one.account not in named)
    groups = {group for step in steps if (group := step.becomes("group"))}
    return Plan(steps, tuple(found), missing, tuple(sorted(groups - state.groups)))


def fault_of_values(entry: Entry) -> Fault | None:
    checks = (
        ("name_form", entry.name, lambda value: len(value) <= NAME_LENGTH and value.isprintable()),
        ("email_form", entry.email, lambda value: len(value) <= EMAIL_LENGTH and _passes(validate_email, value)),
        ("handle_form", entry.handle, lambda value: _passes(HANDLE, value)),
        ("group_form", entry.group, lambda value: len(value) <= GROUP_LENGTH and value.isprintable()),
    )
    return next((Fault(entry.line, code, value) for code, value, holds in checks if value and not holds(value)), None)


def fault_of_person(entry: Entry, known: Account) -> Fault | None:
    """Why somebody who has an account cannot be a student of the class."""
    if known.is_superuser:
        return Fault(entry.line, "is_admin", known.account)
    if known.member and known.member.role != Enrolment.Role.STUDENT:
        return Fault(entry.line, "is_staff", known.account)
    return None if known.is_active else Fault(entry.line, "is_inactive", known.account)


def changes_of(entry: Entry, known: Account | None, group: str) -> Iterator[Change]:
    """What differs between what a line says and what is so; `group`: the name of the one the student is in.

    An empty cell takes a name or an address away from nobody, but it takes a student out of a group.
    """
    said = {"name": entry.name, "email": entry.email} if known is None or known.held else {}
    for name, value in said.items():
        before = getattr(known, name) if known else ""
        if value and value != before:
            yield Change(name, before, value)
    if entry.group is not None and entry.group != group:
        yield Change("group", group, entry.group)


def keeps_name(entry: Entry, known: Account | None) -> bool:
    return known is not None and not known.held and bool(entry.name) and entry.name != known.name


def handle_from(account: str, taken: set[str]) -> str:
    """A free handle that is as near to the account as the rules for handles allow."""
    letters = re.sub(r"[^a-z0-9]", "", account.partition("@")[0].lower())
    stem = (letters if letters[:1].isalpha() else f"s{letters}")[:HANDLE_LENGTH]
    wanted, count = stem, 1
    while wanted in taken or len(wanted) < 2:
        count += 1
        wanted = f"{stem[: HANDLE_LENGTH - len(str(count))]}{count}"
    return wanted


def _passes(validator: Callable[[str], object], value: str) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True
