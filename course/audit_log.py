"""Entries of the audit log as people read them, and which of them are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from course.audit_words import ACTIONS, VALUES
from course.models import AuditEntry
from course.wording import POLICIES


@dataclass(frozen=True)
class AuditFilter:
    """Empty: any. `student` is a user name, `lab` a slug."""

    student: str = ""
    lab: str = ""
    action: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> Self:
        return cls(**{name: asked.get(name, "").replace("\0", "")[:150] for name in ("student", "lab", "action")})

    def narrow(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        wanted = {"student__username": self.student, "lab__slug": self.lab, "action": self.action}
        return entries.filter(**{name: value for name, value in wanted.items() if value})

    @property
    def address(self) -> str:
        """The same entries as the query of an address, without the page."""
        values = {"student": self.student, "lab": self.lab, "action": self.action}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Change:
    """A value by its name; `before` is empty where there was none."""

    name: StrPromise | str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    row: AuditEntry
    title: StrPromise | str
    changes: tuple[Change, ...]


def list_entries(rows: Iterable[AuditEntry]) -> list[Entry]:
    return [Entry(row, ACTIONS.get(row.action, row.action), changes_of(row.before, row.after)) for row in rows]


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs, name by name."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return tuple(Change(VALUES.get(name, name), said(before.get(name)), said(after.get(name))) for name in names)


def said(value: Any) -> str:
    """A plain value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(said(one) for one in value)
    return str(POLICIES.get(str(value), value))
