"""A class as a roster's plan needs to know it, read once in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from course.models import Cohort, Enrolment, User
from course.queries import accounts_held_by
from course.services import NUMBER_MAX
from labs.models import Place


@dataclass(frozen=True)
class Member:
    """A person's part in the class."""

    enrolment_id: int
    role: str
    has_left: bool
    handle: str
    group: str

    @property
    def is_present_student(self) -> bool:
        return self.role == Enrolment.Role.STUDENT and not self.has_left


@dataclass(frozen=True)
class Account:
    """Somebody who has an account. `held`: whoever plans may change its name. `place`: its handle in the class's cloud,
    and its number there.
    """

    user_id: int
    account: str
    name: str
    email: str
    is_active: bool
    is_superuser: bool
    held: bool
    member: Member | None = None
    place: tuple[str, int] | None = None


@dataclass(frozen=True)
class ClassState:
    """`handles` and `numbers` are those that are taken, in the class or in its cloud."""

    accounts: dict[str, Account] = field(default_factory=dict)
    handles: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def present(self) -> list[Account]:
        """The students of the class who have not left."""
        return [one for one in self.accounts.values() if one.member and one.member.is_present_student]

    @property
    def free_numbers(self) -> list[int]:
        return [number for number in range(1, NUMBER_MAX + 1) if number not in self.numbers]


def read_state(cohort: Cohort, names: Iterable[str], by: User) -> ClassState:
    """What concerns these accounts, and everybody who is in the class."""
    members = {one.user_id: one for one in cohort.enrolments.select_related("group")}
    users = User.objects.filter(username__in=list(names)) | User.objects.filter(pk__in=members)
    held = set(accounts_held_by(by).values_list("pk", flat=True))
    places = {
        user: (handle, number)
        for user, handle, number in Place.objects.filter(cloud=cohort.cloud_id).values_list("user", "handle", "number")
    }
    own = {one.handle: one.number for one in members.values() if one.handle}
    return ClassState(
        accounts={
            user.username: _account(user, members.get(user.pk), places.get(user.pk), user.pk in held) for user in users
        },
        handles=frozenset(own) | {handle for handle, _number in places.values()},
        numbers=frozenset(number for number in own.values() if number) | {number for _, number in places.values()},
        groups=frozenset(cohort.groups.values_list("name", flat=True)),
    )


def _account(user: User, enrolment: Enrolment | None, place: tuple[str, int] | None, held: bool) -> Account:
    return Account(
        user.pk,
        user.username,
        user.display_name,
        user.email,
        user.is_active,
        user.is_superuser,
        held,
        _member(enrolment) if enrolment else None,
        place,
    )


def _member(enrolment: Enrolment) -> Member:
    group = enrolment.group.name if enrolment.group else ""
    return Member(enrolment.pk, enrolment.role, enrolment.left_at is not None, enrolment.handle or "", group)
