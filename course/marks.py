"""The mark of a student in a lab: what was measured, what a deadline left of it, and what a teacher decided beside it.

Its one home: pages, API, totals and exports read marks from here and add up nothing by themselves.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable, ExpressionWrapper

from course.models import Override
from grading.engine.scoring import credited
from grading.models import Score
from grading.queries import scores_of
from labs.models import Lab, Place

TOTAL = 100  # the points of every lab (labs.schema.lab); of a lab that was never graded nothing else says it
At = tuple[int, int]  # place and lab
IN_FORCE = Q(ended_at=None)
DECIDING = Q(excused=True) | Q(points__isnull=False)


class Points(NamedTuple):
    """As measured by the run that counts; `percent`: what a deadline left."""

    earned: int
    possible: int
    total: int
    percent: int = 100

    @property
    def is_full(self) -> bool:
        return self.earned == self.total

    @property
    def is_excused(self) -> bool:
        """To excuse is a person's decision."""
        return False


class Decision(NamedTuple):
    """What a teacher decided, as far as it changes what counts."""

    points: int | None
    excused: bool


class Mark(NamedTuple):
    """What counts. `measured` is None while nothing was graded, `decided` while no teacher has said otherwise."""

    measured: Points | None
    decided: Decision | None = None

    @property
    def total(self) -> int:
        return self.measured.total if self.measured else TOTAL

    @property
    def credited(self) -> int:
        """What was measured, as far as a deadline left it."""
        return credited(self.measured.earned, self.measured.percent) if self.measured else 0

    @property
    def earned(self) -> int:
        """The points that count."""
        return self.credited if self.override is None else self.override

    @property
    def possible(self) -> int:
        """The points that may still count; a decision leaves nothing open."""
        if self.override is not None:
            return self.override
        return credited(self.measured.possible, self.measured.percent) if self.measured else 0

    @property
    def override(self) -> int | None:
        """The points that a teacher gave in place of what was measured."""
        return self.decided.points if self.decided else None

    @property
    def is_excused(self) -> bool:
        """It counts in no total."""
        return self.decided is not None and self.decided.excused

    @property
    def is_late(self) -> bool:
        return self.measured is not None and self.measured.percent < 100

    @property
    def is_full(self) -> bool:
        """Everything that was asked is done, if late; or a teacher has decided so."""
        if self.override is not None:
            return self.override == self.total
        return self.measured is not None and self.measured.is_full


def mark_of(measured: Points | None, decided: Decision | None) -> Mark | None:
    """None where there is nothing to mark."""
    return Mark(measured, decided) if measured or decided else None


def points_of(score: Score | None) -> Points | None:
    return Points(score.earned, score.possible, score.total, score.percent) if score else None


def decision_of(override: Override | None) -> Decision | None:
    return Decision(override.points, override.excused) if override and override.is_deciding else None


def marks_of(places: Collection[int] | QuerySet[Place, int]) -> dict[At, Mark]:
    """The marks of some places in every lab, by place and lab. Two queries."""
    measured, decided = measured_of(scores_of(places)), decisions_of(places)
    return {at: Mark(measured.get(at), decided.get(at)) for at in measured.keys() | decided.keys()}


def measured_of(scores: QuerySet[Score]) -> dict[At, Points]:
    rows = scores.values_list("place", "lab", "earned", "possible", "total", "percent")
    return {(place, lab): Points(*points) for place, lab, *points in rows}


def overrides_in_force(places: Iterable[int] | QuerySet[Place, int]) -> QuerySet[Override]:
    return Override.objects.filter(IN_FORCE, place__in=places)


def decisions_of(places: Iterable[int] | QuerySet[Place, int]) -> dict[At, Decision]:
    """What teachers have decided, where it changes what counts."""
    rows = overrides_in_force(places).filter(DECIDING).order_by().values_list("place", "lab", "points", "excused")
    return {(place, lab): Decision(points, excused) for place, lab, points, excused in rows}


def override_for(place: Place, lab: Lab) -> Override | None:
    """The one in force, be it a comment only."""
    return overrides_in_force([place.pk]).filter(lab=lab).select_related("by").first()


def history_of(place: Place, lab: Lab) -> QuerySet[Override]:
    """Every decision, the newest first."""
    return Override.objects.filter(place=place, lab=lab).select_related("by", "ended_by")


CREDITED: Combinable = ExpressionWrapper((F("earned") * F("percent") + 50) / 100, output_field=IntegerField())
"""`credited` for the database: of a score, what a deadline left of its points."""


class DecidedMark(NamedTuple):
    """A mark that a teacher decided. `score`: the id of what was measured beside it, if anything was."""

    score: int | None
    mark: Mark


def marks_decided(places: Iterable[int] | QuerySet[Place, int]) -> dict[At, DecidedMark]:
    """Where teachers decided: few rows, which sums over scores leave out and count by themselves. One query."""
    beside = Score.objects.filter(place=OuterRef("place"), lab=OuterRef("lab"))
    fields = ("pk", "earned", "possible", "total", "percent")
    measured = [Subquery(beside.values(name)[:1]) for name in fields]
    rows = overrides_in_force(places).filter(DECIDING).order_by()
    found = {}
    for place, lab, points, excused, score, *numbers in rows.values_list(
        "place", "lab", "points", "excused", *measured
    ):
        beside_it = Points(*numbers) if score else None
        found[place, lab] = DecidedMark(score, Mark(beside_it, Decision(points, excused)))
    return found
