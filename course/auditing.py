"""The one way to write down what was done to a grade, a class or a cloud, in the transaction that does it."""

from collections.abc import Mapping
from typing import Any

from course.models import AuditEntry, Cohort, User
from labs.models import Cloud, Lab


def write_down(
    action: AuditEntry.Action,
    *,
    cohort: Cohort | None,
    by: User | None,
    student: User | None = None,
    lab: Lab | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """`by` is None when the classroom itself did it, `cohort` when it concerns no class. Values must be plain JSON."""
    return AuditEntry.objects.create(
        cohort=cohort,
        action=action,
        by=by,
        student=student,
        lab=lab,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )


def write_down_operation(
    action: AuditEntry.Action,
    *,
    by: User,
    cloud: Cloud | None = None,
    student: User | None = None,
    lab: Lab | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """What an admin did to the classroom itself; it belongs to no class."""
    return AuditEntry.objects.create(
        action=action,
        by=by,
        cloud=cloud,
        student=student,
        lab=lab,
        before=dict(before or {}),
        after=dict(after or {}),
    )
