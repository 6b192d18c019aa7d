"""The class at a glance: every student in every lab, in a constant number of queries and without heavy objects."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from course.models import Cohort, Enrolment, Question, QuizAnswer, User
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
    quiz: int = 0  # questions answered right at least once

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


class Order(StrEnum):
    """How students may be sorted; a minus before it turns it round."""

    NUMBER = "number"
    NAME = "name"
    POINTS = "points"


@dataclass(frozen=True)
class Wanted:
    """Which part of a class's board is asked for. `find`: words in name or handle; `per_page` 0: everybody."""

    find: str = ""
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

    def address(self, **changed: Any) -> str:
        """This part, or one that differs in what is given, as the query of an address."""
        other = replace(self, **changed)
        order = f"{'-' if other.descending else ''}{other.order}"
        return urlencode({"find": other.find, "order": order, "page": other.page})


@dataclass(frozen=True)
class Board:
    """The lines of one page; what is told of the whole class: `columns`, `students`, `found` (those that were found).

    `questions`: how many there are in all; None where the class does not count them.
    """

    columns: list[Column]
    lines: list[Line]
    students: int = 0
    found: int = 0
    pages: int = 1
    wanted: Wanted = Wanted()
    questions: int | None = None

    @property
    def chapters(self) -> list[tuple[int, int]]:
        """Each chapter with the number of its labs, for the row of headings."""
        return [(chapter, len(list(labs))) for chapter, labs in groupby(self.columns, lambda one: one.lab.chapter)]


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


def board_for(user: User, cohort: Cohort, wanted: Wanted = Wanted(per_page=0)) -> Board:
    """A page of the board of a class; a stranger's has no lines. As many queries for any class and page."""
    everybody = students_for(user, cohort)
    students, found, pages, page = choose_students(everybody, cohort, wanted)
    places = places_by_user(cohort, [one.user_id for one in students])
    facts = read_facts(list(places.values()))
    labs = list(labs_of_class(cohort))
    quizzes = count_right(students) if cohort.counts_quizzes else {}
    lines = [
        replace(line_of(student, places.get(student.user_id), labs, facts), quiz=quizzes.get(student.user_id, 0))
        for student in students
    ]
    many = everybody.count()
    columns = columns_of(labs, students_places(user, cohort), many)
    questions = count_questions() if cohort.counts_quizzes else None
    return Board(columns, lines, many, found, pages, replace(wanted, page=page), questions)


def choose_students(
    everybody: QuerySet[Enrolment], cohort: Cohort, wanted: Wanted
) -> tuple[list[Student], int, int, int]:
    """The students of the page, how many were found, how many pages that makes, and which of these it is."""
    chosen = everybody
    for word in wanted.find.split():
        named = Q(handle__icontains=word) | Q(user__display_name__icontains=word) | Q(user__username__icontains=word)
        chosen = chosen.filter(named)
    found = chosen.count()
    pages = max(1, -(-found // wanted.per_page)) if wanted.per_page else 1
    page = min(max(1, wanted.page), pages)
    ordered = in_order(chosen, cohort, wanted)
    start = (page - 1) * wanted.per_page
    some = ordered[start : start + wanted.per_page] if wanted.per_page else ordered
    rows = some.values_list("number", "handle", "user_id", "user__display_name", "user__username")
    students = [
        Student(number, handle or "", pk, account, name or account) for number, handle, pk, name, account in rows
    ]
    return students, found, pages, page


def in_order(students: QuerySet[Enrolment], cohort: Cohort, wanted: Wanted) -> QuerySet[Enrolment]:
    """Whoever has no points comes after those who have, or before them when it is turned round."""
    if wanted.order is Order.POINTS:
        scores = Score.objects.filter(place__user=OuterRef("user"), place__cloud=cohort.cloud_id).order_by()
        points = scores.values("place__user").annotate(points=Sum("earned")).values("points")
        students = students.annotate(points=Coalesce(Subquery(points), 0))
    names = {Order.NUMBER: ("number",), Order.NAME: ("user__display_name", "user__username"), Order.POINTS: ("points",)}
    turned = "-" if wanted.descending else ""
    return students.order_by(*(f"{turned}{name}" for name in names[wanted.order]), "number", "pk")


def places_by_user(cohort: Cohort, users: list[int]) -> dict[int, int]:
    places = Place.objects.filter(cloud=cohort.cloud_id, user__in=users)
    return dict(places.values_list("user_id", "pk"))


def columns_of(labs: list[Lab], places: QuerySet[Place, int], students: int) -> list[Column]:
    """Each lab with the figures of the whole class, whatever page of it is shown."""
    full = Count("pk", filter=Q(earned=F("total")))
    old = Count("pk", filter=~Q(run__definition=F("lab__definition")))
    figures = Score.objects.filter(place__in=places).order_by().values("lab")
    rows = figures.annotate(mean=Avg("earned"), full=full, old=old).values_list("lab", "mean", "full", "old")
    found = {lab: (round(mean), full, old) for lab, mean, full, old in rows}
    return [column_of(lab, *found.get(lab.pk, (None, 0, 0)), students) for lab in labs]


def column_of(lab: Lab, mean: int | None, full: int, old: int, students: int) -> Column:
    return Column(lab, mean, round(100 * full / students) if students else 0, old > 0)


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
        Score.objects.filter(place__in=places, earned=F("total")).count(),
    )


def count_questions() -> int:
    return Question.objects.filter(is_retired=False).count()


def count_right(students: list[Student]) -> dict[int, int]:
    """User → how many questions they have answered right at least once."""
    answers = QuizAnswer.objects.filter(
        user__in=[student.user_id for student in students], first_right_at__isnull=False, question__is_retired=False
    )
    return dict(answers.values("user").annotate(many=Count("pk")).values_list("user", "many"))


def students_places(user: User, cohort: Cohort) -> QuerySet[Place, int]:
    """The ids of the places of a class's students, for whoever looks after it."""
    students = students_for(user, cohort).values("user")
    return Place.objects.filter(cloud=cohort.cloud_id, user__in=students).values_list("pk", flat=True)


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
    runs = runs.exclude(source__in=Run.NO_ATTEMPT)
    counts = runs.values("session__place").annotate(**days).values_list("session__place", *days)
    return {place_id: list(week) for place_id, *week in counts}


def line_of(student: Student, place_id: int | None, labs: list[Lab], facts: Facts) -> Line:
    if place_id is None:
        return Line(student, [], [0] * DAYS)
    return Line(student, [facts.cell(place_id, lab) for lab in labs], facts.weeks.get(place_id, [0] * DAYS))
