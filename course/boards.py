"""The class at a glance: every student in every lab, in a constant number of queries and without heavy objects."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from course.models import Cohort, User
from course.progress import word_of
from course.queries import labs_of_class, students_for
from course.wording import Word
from grading.models import Run, Score
from grading.queries import scores_of
from labs.models import Lab, Place, Session

DAYS = 7
At = tuple[int, int]  # place and lab


class Begun(NamedTuple):
    """The last session; only one that is not finished, or that has left no score."""

    pk: int
    state: str


class Points(NamedTuple):
    earned: int
    possible: int
    total: int


class Cell(NamedTuple):
    """One student in one lab. `unseen`: the last run could not see everything, or could not be graded at all."""

    place_id: int
    lab: Lab
    word: Word
    begun: Begun | None
    score: Points | None
    running: bool
    unseen: bool
    away: bool = False  # the run waits because the cloud cannot be reached

    @property
    def session(self) -> Begun | None:
        """The session that is not finished yet."""
        return self.begun if self.begun and self.begun.state != Session.State.FINISHED else None

    @property
    def passed(self) -> bool:
        return self.score is not None and self.score.earned == self.score.total


class Student(NamedTuple):
    number: int | None
    handle: str
    user_id: int
    username: str
    name: str


@dataclass(frozen=True)
class Line:
    """A student with their cells; there are none while the student has no place in a cloud."""

    student: Student
    cells: list[Cell]
    week: list[int]  # gradings on each of the last seven days, today last

    @property
    def earned(self) -> int:
        return sum(cell.score.earned for cell in self.cells if cell.score)


@dataclass(frozen=True)
class Column:
    """A lab with the class's figures. `mean` counts students who have a score; None when nobody has.

    `outdated`: some score rests on an earlier definition of the lab.
    """

    lab: Lab
    mean: int | None
    passed_percent: int
    outdated: bool = False


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    lines: list[Line]

    @property
    def chapters(self) -> list[tuple[int, int]]:
        """Each chapter with the number of its labs, for the row of headings."""
        return [(chapter, len(list(labs))) for chapter, labs in groupby(self.columns, lambda one: one.lab.chapter)]

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def places(self) -> list[int]:
        return [line.cells[0].place_id for line in self.lines if line.cells]


@dataclass(frozen=True)
class Facts:
    """What was read for some places, by place and lab."""

    begun: dict[At, Begun]
    scores: dict[At, Points]
    running: set[At]
    unseen: set[At]
    away: set[At] = field(default_factory=set)
    weeks: dict[int, list[int]] = field(default_factory=dict)

    def cell(self, place_id: int, lab: Lab) -> Cell:
        at = (place_id, lab.pk)
        begun, score = self.begun.get(at), self.scores.get(at)
        word = word_of(begun.state if begun else None, score)
        return Cell(place_id, lab, word, begun, score, at in self.running, at in self.unseen, at in self.away)


def board_for(user: User, cohort: Cohort) -> Board:
    """The board of a class; a stranger's has no lines."""
    students = list_students(user, cohort)
    places = dict(
        Place.objects.filter(cloud=cohort.cloud_id, user__in=[one.user_id for one in students]).values_list(
            "user_id", "pk"
        )
    )
    facts = read_facts(list(places.values()))
    labs = list(labs_of_class(cohort))
    lines = [line_of(student, places.get(student.user_id), labs, facts) for student in students]
    outdated = labs_outdated(list(places.values()))
    return Board([column_of(lab, index, lines, lab.pk in outdated) for index, lab in enumerate(labs)], lines)


def labs_outdated(place_ids: list[int]) -> set[int]:
    """The labs in which some of these places' scores rest on an earlier definition."""
    old = scores_of(place_ids).exclude(run__definition=F("lab__definition"))
    return set(old.order_by().values_list("lab", flat=True).distinct())


def students_places(user: User, cohort: Cohort) -> QuerySet[Place, int]:
    """The ids of the places of a class's students, for whoever teaches it."""
    students = students_for(user, cohort).values("user")
    return Place.objects.filter(cloud=cohort.cloud_id, user__in=students).values_list("pk", flat=True)


def list_students(user: User, cohort: Cohort) -> list[Student]:
    rows = students_for(user, cohort).values_list("number", "handle", "user_id", "user__display_name", "user__username")
    return [Student(number, handle or "", pk, account, name or account) for number, handle, pk, name, account in rows]


def cell_of(place: Place, lab: Lab) -> Cell:
    return read_facts([place.pk], lab).cell(place.pk, lab)


def read_facts(place_ids: list[int], lab: Lab | None = None) -> Facts:
    """Five queries, however many places; those that matter to few cells bring few rows."""
    sessions = Session.objects.filter(place__in=place_ids)
    runs = Run.objects.filter(session__place__in=place_ids).order_by()
    scores = scores_of(place_ids)
    if lab is not None:
        sessions, runs, scores = sessions.filter(lab=lab), runs.filter(session__lab=lab), scores.filter(lab=lab)
    scored = Score.objects.filter(place=OuterRef("place"), lab=OuterRef("lab"))
    active = list(runs.filter(state__in=Run.ACTIVE).values_list(*PLACE_AND_LAB, "cause__isnull"))
    telling = sessions.filter(~Q(state=Session.State.FINISHED) | ~Exists(scored)).order_by("pk")
    return Facts(
        begun={
            (place, at): Begun(pk, state) for place, at, pk, state in telling.values_list("place", "lab", "pk", "state")
        },
        scores={
            (place, at): Points(*rest)
            for place, at, *rest in scores.values_list("place", "lab", "earned", "possible", "total")
        },
        running={(place, at) for place, at, _is_silent in active},
        away={(place, at) for place, at, is_silent in active if not is_silent},
        unseen=set(runs.filter(UNSEEN).exclude(Exists(NEWER)).values_list(*PLACE_AND_LAB)),
        weeks=count_week(place_ids),
    )


PLACE_AND_LAB = ("session__place", "session__lab")
UNSEEN = Q(state=Run.State.ERROR) | Q(state=Run.State.GRADED, possible__gt=F("earned"))
NEWER = Run.objects.filter(
    session__place=OuterRef("session__place"), session__lab=OuterRef("session__lab"), pk__gt=OuterRef("pk")
)


def count_week(place_ids: list[int]) -> dict[int, list[int]]:
    """Gradings of each place on each of the last seven days, today last."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mornings = [midnight - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    days = {
        f"day{index}": Count("pk", filter=Q(queued_at__gte=morning, queued_at__lt=morning + timedelta(days=1)))
        for index, morning in enumerate(mornings)
    }
    runs = Run.objects.filter(session__place__in=place_ids, queued_at__gte=mornings[0]).order_by()
    runs = runs.exclude(source=Run.Source.REGRADE)
    counts = runs.values("session__place").annotate(**days).values_list("session__place", *days)
    return {place_id: list(week) for place_id, *week in counts}


def line_of(student: Student, place_id: int | None, labs: list[Lab], facts: Facts) -> Line:
    if place_id is None:
        return Line(student, [], [0] * DAYS)
    return Line(student, [facts.cell(place_id, lab) for lab in labs], facts.weeks.get(place_id, [0] * DAYS))


def column_of(lab: Lab, index: int, lines: list[Line], outdated: bool = False) -> Column:
    cells = [line.cells[index] for line in lines if line.cells]
    points = [cell.score.earned for cell in cells if cell.score]
    passed = sum(cell.passed for cell in cells)
    return Column(
        lab,
        round(sum(points) / len(points)) if points else None,
        round(100 * passed / len(lines)) if lines else 0,
        outdated,
    )
