"""Which students of a class the board shows, and in which order."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum

from course.marks import CREDITED, marks_decided, overrides_in_force
from course.models import Cohort, Enrolment
from course.queries import places_in
from grading.models import Score
from labs.models import Lab


class Student(NamedTuple):
    number: int | None
    handle: str
    user_id: int
    username: str
    name: str


class Order(StrEnum):
    """How students may be sorted; a minus before it turns it round."""

    NUMBER = "number"
    NAME = "name"
    POINTS = "points"


@dataclass(frozen=True)
class Wanted:
    """Which part of a class's board is asked for. `find`: words in name or handle; `per_page` 0: everybody.

    `group`: its id, 0 for everybody; `lab`: a slug, empty for all; `state`: how a cell stands or what it bears, so
    that students without such a cell are left out.
    """

    find: str = ""
    group: int = 0
    lab: str = ""
    state: str = ""
    order: Order = Order.NUMBER
    descending: bool = False
    page: int = 1
    per_page: int = 200

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def following(self) -> int:
        return self.page + 1

    @property
    def order_key(self) -> str:
        """As an address has it: with a minus when it is turned round."""
        return f"{'-' if self.descending else ''}{self.order}"

    def address(self, **changed: Any) -> str:
        """This part, or one that differs in what is given, as the query of an address."""
        other = replace(self, **changed)
        chosen = {"find": other.find, "group": other.group or "", "lab": other.lab, "state": other.state}
        return urlencode(
            {name: value for name, value in chosen.items() if value} | {"order": other.order_key, "page": other.page}
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.find or self.group or self.lab or self.state)


def list_students(everybody: QuerySet[Enrolment], cohort: Cohort, wanted: Wanted, labs: list[Lab]) -> list[Student]:
    """Those of a group, and whose names hold the words; in the order that is asked for."""
    chosen = everybody.filter(group=wanted.group) if wanted.group else everybody
    for word in wanted.find.split():
        named = Q(handle__icontains=word) | Q(user__display_name__icontains=word) | Q(user__username__icontains=word)
        chosen = chosen.filter(named)
    by_name = ("user__display_name", "user__username", "number", "pk")
    names = by_name if wanted.order is Order.NAME else ("number", "pk")
    turned = "-" if wanted.descending and wanted.order is not Order.POINTS else ""
    rows = chosen.order_by(f"{turned}{names[0]}", *names[1:]).values_list(
        "number", "handle", "user_id", "user__display_name", "user__username"
    )
    students = [
        Student(number, handle or "", pk, account, name or account) for number, handle, pk, name, account in rows
    ]
    if wanted.order is Order.POINTS:
        sums = points_by_user(cohort, labs)
        students.sort(key=lambda student: sums[student.user_id], reverse=wanted.descending)
    return students


def points_by_user(cohort: Cohort, labs: list[Lab]) -> Counter[int]:
    """The sum of each one's marks: what was measured where no teacher decided, and what teachers gave."""
    places = places_in(cohort)
    left_out = [one.score for one in marks_decided(places).values() if one.score]
    measured = Score.objects.filter(place__in=places, lab__in=labs).exclude(pk__in=left_out).order_by()
    given = overrides_in_force(places).filter(lab__in=labs, excused=False, points__isnull=False).order_by()
    sums = Counter(dict(measured.values_list("place__user").annotate(sum=Sum(CREDITED))))
    return sums + Counter(dict(given.values_list("place__user").annotate(sum=Sum("points"))))
