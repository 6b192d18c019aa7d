"""What admins change about accounts: one verb each, written down with it. The last admin stays one."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from knox.models import AuthToken

from course.auditing import write_down
from course.models import AuditEntry, User
from course.passwords import FirstPassword
from labs.services import Refused

Action = AuditEntry.Action


def make_account(*, account: str, name: str, email: str, by: User) -> tuple[User, str]:
    """An account with its first password, which is told only now. Raises Refused."""
    user = User(username=User.normalize_username(account), display_name=name, email=email)
    first = FirstPassword.make()
    user.password = first.hashed
    try:
        user.clean_fields()
    except ValidationError as error:
        raise Refused("account_form" if "username" in error.message_dict else "person_form") from None
    try:
        with transaction.atomic():
            user.save()
            write_down(Action.ACCOUNT_MADE, cohort=None, by=by, student=user, after={"account": user.username})
    except IntegrityError:
        raise Refused("account_taken") from None
    return user, first.plain


@transaction.atomic
def change_account(*, user: User, name: str, email: str, by: User) -> None:
    """Raises Refused for what is no name or no address."""
    before = {"name": user.display_name, "email": user.email}
    user.display_name, user.email = name, email
    try:
        user.clean_fields()
    except ValidationError:
        raise Refused("person_form") from None
    user.save(update_fields=["display_name", "email"])
    _tell(user, by, before, {"name": name, "email": email})


@transaction.atomic
def open_account(*, user: User, by: User) -> None:
    _set(user, by, is_active=True)


@transaction.atomic
def close_account(*, user: User, by: User) -> None:
    """Nobody can sign in with it any more, and what is signed in is out. Raises Refused for the last admin."""
    keep_an_admin_beside(user)
    _set(user, by, is_active=False)
    AuthToken.objects.filter(user=user).delete()


@transaction.atomic
def make_admin(*, user: User, by: User) -> None:
    _set(user, by, is_superuser=True)


@transaction.atomic
def unmake_admin(*, user: User, by: User) -> None:
    """Raises Refused for the last admin."""
    keep_an_admin_beside(user)
    _set(user, by, is_superuser=False)


def keep_an_admin_beside(user: User) -> None:
    """Raises Refused when nobody else could run the classroom. Admins are locked: two cannot remove each other."""
    admins = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if set(admins.values_list("pk", flat=True)) == {user.pk}:
        raise Refused("last_admin")


def _set(user: User, by: User, **values: bool) -> None:
    before = {name: getattr(user, name) for name in values}
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
    _tell(user, by, before, values)


def _tell(user: User, by: User, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    """Only what is different now."""
    changed = {name for name, value in after.items() if before[name] != value}
    if changed:
        write_down(
            Action.ACCOUNT_CHANGED,
            cohort=None,
            by=by,
            student=user,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
