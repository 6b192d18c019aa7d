"""The roster as its page shows it: found, sorted, and when each student was last seen."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import DateTimeField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from course.models import Bookmark, Cohort, Enrolment, User
from course.queries import roster_for
from grading.models import Run

PER_PAGE = 200
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # sorts before every day on which somebody was seen


class Order(StrEnum):
    NUMBER = "number"
    NAME = "name"
    ACCOUNT = "account"
    GROUP = "group"
    SEEN = "seen"


FIELDS: dict[Order, tuple[str, ...]] = {
    Order.NUMBER: ("number",),
    Order.NAME: ("user__display_name", "user__username"),
    Order.ACCOUNT: ("user__username",),
    Order.GROUP: ("group__name",),
    Order.SEEN: ("seen_at",),
}


@dataclass(frozen=True)
class Wanted:
    """Which part of a roster is asked for. `group`: its id, or None for all; `left`: those who have left."""

    find: str = ""
    group: int | None = None
    left: bool = False
    order: Order = Order.NUMBER
    descending: bool = False
    page: int = 1

    def address(self, **changed: Any) -> str:
        """This part, or one that differs in what is given, as the query of an address."""
        other = replace(self, **changed)
        order = f"{'-' if other.descending else ''}{other.order}"
        left = {"left": "yes"} if other.left else {}
        group = {"group": other.group} if other.group else {}
        return urlencode({"find": other.find, **group, **left, "order": order, "page": other.page})

    @property
    def narrows(self) -> bool:
        return bool(self.find or self.group)


def roster_page(user: User, cohort: Cohort, wanted: Wanted) -> Page[Enrolment]:
    """Students with `seen_at`. As many queries for any class."""
    students = find_students(roster_for(user, cohort).filter(left_at__isnull=not wanted.left), wanted)
    turned = "-" if wanted.descending else ""
    order = [f"{turned}{name}" for name in FIELDS[wanted.order]]
    return Paginator(with_seen(students, cohort).order_by(*order, "number", "pk"), PER_PAGE).get_page(wanted.page)


def find_students(students: QuerySet[Enrolment], wanted: Wanted) -> QuerySet[Enrolment]:
    for word in wanted.find.split():
        named = Q(handle__icontains=word) | Q(user__display_name__icontains=word) | Q(user__username__icontains=word)
        students = students.filter(named)
    return students.filter(group=wanted.group) if wanted.group else students


def with_seen(students: QuerySet[Enrolment], cohort: Cohort) -> QuerySet[Enrolment]:
    """Signing in leaves a trace, and so do reading and grading."""
    never = Value(NEVER, DateTimeField())
    reading = Bookmark.objects.filter(user=OuterRef("user")).order_by().values("user")
    runs = Run.objects.filter(session__place__user=OuterRef("user"), session__place__cloud=cohort.cloud_id)
    mine = runs.filter(source__in=(Run.Source.PAGE, Run.Source.COMMAND)).order_by().values("session__place__user")
    return students.annotate(
        seen_at=Greatest(
            Coalesce("user__last_login", never),
            Coalesce(Subquery(reading.annotate(at=Max("moved_at")).values("at")), never),
            Coalesce(Subquery(mine.annotate(at=Max("queued_at")).values("at")), never),
        )
    )
