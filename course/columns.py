"""The figures of a class, lab by lab and as a whole, by the marks that count."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from course.marks import CREDITED, Mark, marks_decided
from grading.models import Run, Score
from labs.models import Lab, Place, Session


@dataclass(frozen=True)
class Column:
    """A lab with the class's figures. `mean` counts students who have a score; None when nobody has.

    `outdated`: some score rests on an earlier definition of the lab.
    """

    lab: Lab
    mean: int | None
    passed_percent: int
    outdated: bool = False


@dataclass
class Tally:
    """What is added up for a lab. `marked`: students with a mark that counts; `full`: with all points."""

    marked: int = 0
    points: int = 0
    full: int = 0
    old: int = 0
    excused: int = 0

    def add(self, mark: Mark) -> None:
        self.excused += mark.is_excused
        if not mark.is_excused:
            self.marked += 1
            self.points += mark.earned
            self.full += mark.is_full


def columns_of(labs: list[Lab], places: QuerySet[Place, int], students: int) -> list[Column]:
    """Each lab with the figures of the whole class, whatever page of it is shown. Two queries."""
    tallies = tally(places)
    return [column_of(lab, tallies.get(lab.pk, Tally()), students) for lab in labs]


def tally(places: QuerySet[Place, int]) -> dict[int, Tally]:
    """By lab: the database adds up what was measured, and the few marks that teachers decided are added one by one."""
    decided = marks_decided(places)
    measured = ~Q(pk__in=[one.score for one in decided.values() if one.score])
    figures = (
        Score.objects.filter(place__in=places)
        .order_by()
        .values("lab")
        .annotate(
            marked=Count("pk", filter=measured),
            points=Sum(CREDITED, filter=measured, default=0),
            full=Count("pk", filter=measured & Q(earned=F("total"))),
            old=Count("pk", filter=~Q(run__definition=F("lab__definition"))),
        )
    )
    rows = figures.values_list("lab", "marked", "points", "full", "old")
    found = {lab: Tally(*numbers) for lab, *numbers in rows}
    for (_place, lab), one in decided.items():
        found.setdefault(lab, Tally()).add(one.mark)
    return found


def column_of(lab: Lab, sums: Tally, students: int) -> Column:
    counted = students - sums.excused
    mean = round(sums.points / sums.marked) if sums.marked else None
    return Column(lab, mean, round(100 * sums.full / counted) if counted > 0 else 0, sums.old > 0)


@dataclass(frozen=True)
class ClassFigures:
    """What a class is doing: `working` sessions that are not finished, `running` gradings, `complete` labs."""

    working: int
    running: int
    complete: int


def class_figures_of(places: QuerySet[Place, int]) -> ClassFigures:
    return ClassFigures(
        Session.objects.filter(place__in=places).exclude(state=Session.State.FINISHED).count(),
        Run.objects.filter(session__place__in=places, state__in=Run.ACTIVE).count(),
        sum(sums.full for sums in tally(places).values()),
    )
