"""The one way to write down what was done to a grade or a class, in the transaction that does it."""

from collections.abc import Mapping
from typing import Any

from course.models import AuditEntry, Cohort, User
from labs.models import Lab


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
