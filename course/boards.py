"""The class at a glance: every student in every lab, in a constant number of queries and without heavy objects."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from course.columns import Column, columns_of
from course.marks import At, Decision, Mark, Points, decisions_of, mark_of, measured_of
from course.models import Cohort, Question, QuizAnswer, User, VerdictQuestion
from course.narrowing import Student, Wanted, list_students
from course.progress import standing_of
from course.queries import labs_of_class, students_for
from course.wording import STANDINGS, Word
from grading.models import Run, Score
from grading.queries import scores_of
from labs.models import Lab, Place, Session

DAYS = 7
EVERYBODY = Wanted(per_page=0)


class Begun(NamedTuple):
    """The last session; only one that is not finished, or that has left no score."""

    pk: int
    state: str


class Cell(NamedTuple):
    """One student in one lab. `code`: how it stands (course.wording.STANDINGS).

    `unseen`: the last run could not see everything, or could not be graded at all. `away`: the run waits because the
    cloud cannot be reached. `questioned`: the student has asked about a verdict and waits for the answer.
    """

    place_id: int
    lab: Lab
    code: str
    begun: Begun | None
    mark: Mark | None
    running: bool
    unseen: bool
    away: bool = False
    questioned: bool = False

    @property
    def word(self) -> Word:
        return STANDINGS[self.code]

    @property
    def session(self) -> Begun | None:
        """The session that is not finished yet."""
        return self.begun if self.begun and self.begun.state != Session.State.FINISHED else None

    @property
    def signs(self) -> list[str]:
        """What is told at the corners (course.wording.SIGNS)."""
        mark = self.mark
        found = {
            "late": mark is not None and mark.is_late,
            "overridden": mark is not None and mark.override is not None,
            "excused": mark is not None and mark.is_excused,
            "questioned": self.questioned,
            "unseen": self.unseen,
        }
        return [sign for sign, is_so in found.items() if is_so]

    def is_in(self, state: str) -> bool:
        """Whether it stands so, or bears the sign."""
        return self.code == state or state in self.signs


@dataclass(frozen=True)
class Line:
    """A student with their cells; there are none while the student has no place in a cloud."""

    student: Student
    place_id: int | None
    cells: list[Cell]
    week: list[int]  # gradings on each of the last seven days, today last
    quiz: int = 0  # questions answered right at least once

    @property
    def earned(self) -> int:
        return sum(cell.mark.earned for cell in self.cells if cell.mark and not cell.mark.is_excused)


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
    wanted: Wanted = EVERYBODY
    questions: int | None = None
    groups: list[tuple[int, str]] = field(default_factory=list)

    @property
    def chapters(self) -> list[tuple[int, int]]:
        """Each chapter with the number of its labs, for the row of headings."""
        return [(chapter, len(list(labs))) for chapter, labs in groupby(self.columns, lambda one: one.lab.chapter)]


@dataclass(frozen=True)
class Facts:
    """What was read for some places, by place and lab."""

    begun: dict[At, Begun]
    measured: dict[At, Points]
    decided: dict[At, Decision]
    running: set[At]
    unseen: set[At]
    away: set[At]
    questioned: set[At]
    weeks: dict[int, list[int]] = field(default_factory=dict)

    def cell(self, place_id: int, lab: Lab) -> Cell:
        at = (place_id, lab.pk)
        begun, mark = self.begun.get(at), mark_of(self.measured.get(at), self.decided.get(at))
        code = standing_of(begun.state if begun else None, mark)
        signs = (at in self.running, at in self.unseen, at in self.away, at in self.questioned)
        return Cell(place_id, lab, code, begun, mark, *signs)

    def is_found(self, place_id: int | None, labs: list[Lab], state: str) -> bool:
        """Whether a student has a cell in this state; whoever has no place yet has begun nothing."""
        if place_id is None:
            return state == "not_started"
        return any(self.cell(place_id, lab).is_in(state) for lab in labs)


def board_for(user: User, cohort: Cohort, wanted: Wanted = EVERYBODY) -> Board:
    """A page of the board of a class; a stranger's has no lines. As many queries for any class and page."""
    everybody = students_for(user, cohort)
    places = students_places(user, cohort)
    labs = [lab for lab in labs_of_class(cohort) if wanted.lab in ("", lab.slug)]
    page = _page_of(list_students(everybody, cohort, wanted, labs), cohort, wanted, labs)
    quizzes = count_right([line.student for line in page.lines]) if cohort.counts_quizzes else {}
    many = everybody.count()
    return replace(
        page,
        columns=columns_of(labs, places, many),
        lines=[replace(line, quiz=quizzes.get(line.student.user_id, 0)) for line in page.lines],
        students=many,
        questions=count_questions() if cohort.counts_quizzes else None,
        groups=list(cohort.groups.values_list("pk", "name")),
    )


def _page_of(students: list[Student], cohort: Cohort, wanted: Wanted, labs: list[Lab]) -> Board:
    """The page that is asked for, of the students in their order; a state is looked for in everybody's cells."""
    lab = labs[0] if wanted.lab and labs else None
    places = places_by_user(cohort, [one.user_id for one in students]) if wanted.state else {}
    facts = read_facts(list(places.values()), lab) if wanted.state else None
    if facts:
        students = [one for one in students if facts.is_found(places.get(one.user_id), labs, wanted.state)]
    found = len(students)
    pages = max(1, -(-found // wanted.per_page)) if wanted.per_page else 1
    page = min(max(1, wanted.page), pages)
    if wanted.per_page:
        students = students[(page - 1) * wanted.per_page : page * wanted.per_page]
    if not facts:
        places = places_by_user(cohort, [one.user_id for one in students])
        facts = read_facts(list(places.values()), lab)
    lines = [line_of(student, places.get(student.user_id), labs, facts) for student in students]
    return Board([], lines, 0, found, pages, replace(wanted, page=page))


def places_found(user: User, cohort: Cohort, wanted: Wanted) -> list[int]:
    """The places of all students whom a filter finds, whatever page of them is shown."""
    labs = [lab for lab in labs_of_class(cohort) if wanted.lab in ("", lab.slug)]
    students = list_students(students_for(user, cohort), cohort, wanted, labs)
    found = _page_of(students, cohort, replace(wanted, per_page=0), labs).lines
    places = places_by_user(cohort, [line.student.user_id for line in found])
    return list(places.values())


def places_by_user(cohort: Cohort, users: list[int]) -> dict[int, int]:
    places = Place.objects.filter(cloud=cohort.cloud_id, user__in=users)
    return dict(places.values_list("user_id", "pk"))


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
    """Seven queries, however many places; those that matter to few cells bring few rows."""
    sessions = Session.objects.filter(place__in=place_ids)
    runs = Run.objects.filter(session__place__in=place_ids).order_by()
    scores = scores_of(place_ids)
    asked = VerdictQuestion.objects.filter(place__in=place_ids, closed_at=None)
    if lab is not None:
        sessions, runs, scores = sessions.filter(lab=lab), runs.filter(session__lab=lab), scores.filter(lab=lab)
    scored = Score.objects.filter(place=OuterRef("place"), lab=OuterRef("lab"))
    active = list(runs.filter(state__in=Run.ACTIVE).values_list(*PLACE_AND_LAB, "cause__isnull"))
    telling = sessions.filter(~Q(state=Session.State.FINISHED) | ~Exists(scored)).order_by("pk")
    return Facts(
        begun={
            (place, at): Begun(pk, state) for place, at, pk, state in telling.values_list("place", "lab", "pk", "state")
        },
        measured=measured_of(scores),
        decided=decisions_of(place_ids),
        running={(place, at) for place, at, _is_silent in active},
        away={(place, at) for place, at, is_silent in active if not is_silent},
        questioned=set(asked.order_by().values_list("place", "lab")),
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
        return Line(student, None, [], [0] * DAYS)
    cells = [facts.cell(place_id, lab) for lab in labs]
    return Line(student, place_id, cells, facts.weeks.get(place_id, [0] * DAYS))
