"""Who of a class works on what now, how it goes and who is stuck: in as many queries for any class."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from course.aliases import alias
from course.boards import places_by_user
from course.check_names import CheckNames
from course.deadline_words import EXAM
from course.marks import Points
from course.models import Cohort, User, WatchRules
from course.narrowing import Student
from course.progress import word_of
from course.queries import students_for
from course.stuck import Reason, Rules, Work, why_stuck
from course.terms import terms_in
from course.wording import OUTCOMES, STUCK, Word
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run
from labs.models import Lab, Session

AT_WORK = timedelta(hours=3)  # a lab in which nothing has happened for longer was left open
SIZES = ((12, "large"), (35, "medium"), (90, "small"))
BUSY = (Session.State.PREPARING, Session.State.FINISHING)
NOT_ASKED_FOR = (Run.Source.RETRY, Run.Source.REGRADE)
COUNTS = Q(state=Run.State.GRADED, replaced_by=None, retries=0)  # retries: looks that nobody asked for


@dataclass(frozen=True)
class Mark:
    """One check in the last grading: its outcome as icon and word, and what it is called."""

    check: str
    title: str
    word: Word


@dataclass(frozen=True)
class Cause:
    """A reason in words: `word` with its number put in, `check` by its title."""

    word: Word
    number: int
    check: str = ""

    @property
    def text(self) -> str:
        return str(self.word.text) % {"number": self.number}


class LastRun(NamedTuple):
    pk: int
    queued_at: datetime
    earned: int
    possible: int
    total: int


@dataclass(frozen=True)
class AtWork:
    """A student in the lab that they touched last. `place_id` is None where nobody may be known by it.

    `others`: further labs that they have open; `marks`: of the last grading, in the order of the lab.
    """

    name: str
    handle: str
    place_id: int | None
    lab: Lab
    word: Word
    since: datetime
    moved_at: datetime
    gradings: int
    run: LastRun | None
    is_running: bool
    marks: tuple[Mark, ...]
    causes: tuple[Cause, ...]
    others: int = 0

    @property
    def is_stuck(self) -> bool:
        return bool(self.causes)

    @property
    def tone(self) -> str:
        """The colour of what is worst; empty where nothing is."""
        return self.causes[0].word.tone if self.causes else ""

    @property
    def is_concealed(self) -> bool:
        return self.word is EXAM

    @property
    def is_full(self) -> bool:
        return self.points is not None and self.points.earned == self.points.total

    @property
    def points(self) -> Points | None:
        return Points(self.run.earned, self.run.possible, self.run.total) if self.run else None

    @property
    def outcomes(self) -> list[tuple[Word, int]]:
        """How many checks have which outcome, in the order of the outcomes."""
        counted = Counter(mark.word for mark in self.marks)
        return [(word, counted[word]) for word in OUTCOMES.values() if counted[word]]

    @property
    def failing(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.word is OUTCOMES[Outcome.FAILED]]


@dataclass(frozen=True)
class ClassAtWork:
    """`workers`: the stuck first; `left`: those whose lab was left open; `away`: the names of those who have none."""

    workers: list[AtWork]
    left: list[AtWork]
    away: list[str]
    rules: WatchRules

    @property
    def size(self) -> str:
        """How large cards may be so that a class fits on one screen."""
        return next((name for most, name in SIZES if len(self.workers) <= most), "tiny")

    @property
    def stuck(self) -> int:
        return sum(one.is_stuck for one in self.workers)

    @property
    def running(self) -> int:
        return sum(one.is_running for one in (*self.workers, *self.left))

    @property
    def full(self) -> int:
        return sum(one.is_full for one in self.workers)

    @cached_property
    def labs(self) -> list[tuple[Lab, int]]:
        """Where the class is: each lab with how many work in it, in the order of the course."""
        counted = Counter(one.lab.pk for one in self.workers)
        known = {one.lab.pk: one.lab for one in self.workers}
        return sorted(
            ((known[pk], many) for pk, many in counted.items()), key=lambda at: (at[0].chapter, at[0].position)
        )


def rules_of_class(cohort: Cohort) -> WatchRules:
    """Those that were chosen, or the usual ones."""
    return WatchRules.objects.filter(cohort=cohort).first() or WatchRules(cohort=cohort)


def rules_in_force(chosen: WatchRules) -> Rules:
    return Rules(**{name: chosen.number_of(name) for name in WatchRules.NAMES})


def class_at_work(
    user: User, cohort: Cohort, now: datetime, *, anonymous: bool = False, for_all: bool = False
) -> ClassAtWork:
    """The class as it works now; a stranger's is empty. Anonymous, it holds nothing that tells who somebody is.

    `for_all`: students see it too, so that nothing is told of what an exam keeps from them.
    """
    rows = students_for(user, cohort).values_list("number", "handle", "user_id", "user__display_name", "user__username")
    students = [Student(number, handle or "", pk, name, display or name) for number, handle, pk, display, name in rows]
    chosen = rules_of_class(cohort)
    places = places_by_user(cohort, [student.user_id for student in students])
    facts = Facts(list(places.values()))
    if for_all or anonymous:
        facts.conceal(now)
    reader = Reader(cohort, facts, rules_in_force(chosen), now, anonymous=anonymous)
    read = {student: reader.read(student, places.get(student.user_id)) for student in students}
    begun = in_order(read.values(), by_name=anonymous)
    away = [reader.name_of(student) for student, found in read.items() if found is None]
    return ClassAtWork(
        workers=[one for one in begun if now - one.moved_at <= AT_WORK],
        left=[one for one in begun if now - one.moved_at > AT_WORK],
        away=sorted(away) if anonymous else away,
        rules=chosen,
    )


def in_order(read: Iterable[AtWork | None], *, by_name: bool) -> list[AtWork]:
    """The stuck first, by how grave it is, then as the class is numbered; where nobody may be known, by name."""
    gravity = [*STUCK.values()]

    def place_of(one: AtWork) -> tuple[int, str]:
        grave = gravity.index(one.causes[0].word) if one.causes else len(gravity)
        return grave, one.name if by_name else ""

    return sorted((one for one in read if one), key=place_of)


class Facts:
    """What is read of the labs that some places have begun and not finished; seven queries."""

    def __init__(self, place_ids: list[int]) -> None:
        self.sessions: dict[int, list[Session]] = defaultdict(list)
        for session in open_sessions(place_ids):
            self.sessions[session.place_id].append(session)
        ids = [session.pk for sessions in self.sessions.values() for session in sessions]
        self.definitions = {one.definition_id for sessions in self.sessions.values() for one in sessions}
        self.counts = count_gradings(ids)
        self.last = last_runs(ids)
        self.running = set(Run.objects.filter(session__in=ids, state__in=Run.ACTIVE).values_list("session", flat=True))
        self.verdicts = outcomes_of(run.pk for run in self.last.values())
        self.failures = count_failures(ids)
        self.concealed: set[int] = set()

    def conceal(self, now: datetime) -> None:
        """Forget what gradings said in sessions whose results an exam keeps back; that they were is no secret."""
        open_now = [session for sessions in self.sessions.values() for session in sessions]
        terms = terms_in(self.sessions, {session.lab_id for session in open_now})
        exams = {at for at, found in terms.items() if found.conceals(now)}
        self.concealed = {session.pk for session in open_now if (session.place_id, session.lab_id) in exams}
        for pk in self.concealed:
            self.last.pop(pk, None)
            self.failures.pop(pk, None)
            if pk in self.counts:
                self.counts[pk] = self.counts[pk]._replace(most=None)


def open_sessions(place_ids: list[int]) -> QuerySet[Session]:
    sessions = Session.objects.filter(place__in=place_ids).exclude(state=Session.State.FINISHED)
    return sessions.select_related("lab").defer("cause", "nonce", "lab__goal_ko", "lab__goal_en").order_by("pk")


class Gradings(NamedTuple):
    """`most`: the most points of any, None where that is not told; `last_at`: when somebody last asked for one."""

    many: int = 0
    most: int | None = 0
    last_at: datetime | None = None


def count_gradings(sessions: list[int]) -> dict[int, Gradings]:
    runs = Run.objects.filter(session__in=sessions).order_by().values("session")
    rows = runs.annotate(
        many=Count("pk", filter=COUNTS),
        most=Max("earned", filter=COUNTS, default=0),
        last_at=Max("queued_at", filter=~Q(source__in=NOT_ASKED_FOR)),
    )
    return {session: Gradings(*rest) for session, *rest in rows.values_list("session", "many", "most", "last_at")}


def last_runs(sessions: list[int]) -> dict[int, LastRun]:
    """The last graded run of each; what has been judged anew stands for the run that it replaces."""
    graded = Run.objects.filter(state=Run.State.GRADED, replaced_by=None)
    newer = graded.filter(session=OuterRef("session"), number__gt=OuterRef("number"))
    rows = graded.filter(session__in=sessions).exclude(Exists(newer)).order_by()
    return {session: LastRun(*rest) for session, *rest in rows.values_list("session", *LastRun._fields)}


def outcomes_of(runs: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Run → its checks with their outcomes, in the order of the lab."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = CheckVerdict.objects.filter(run__in=list(runs)).order_by("run", "position")
    for run, check, outcome in rows.values_list("run", "check_id", "outcome"):
        found[run].append((check, outcome))
    return found


def count_failures(sessions: list[int]) -> dict[int, dict[str, int]]:
    """Session → check → in how many gradings it failed."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    runs = Run.objects.filter(COUNTS, session__in=sessions)
    failed = CheckVerdict.objects.filter(run__in=runs, outcome=Outcome.FAILED).order_by()
    rows = failed.values("run__session", "check_id").annotate(times=Count("pk"))
    for session, check, times in rows.values_list("run__session", "check_id", "times"):
        found[session][check] = times
    return found


class Reader:
    """Turns facts into what is shown of each student."""

    def __init__(self, cohort: Cohort, facts: Facts, rules: Rules, now: datetime, *, anonymous: bool) -> None:
        self._cohort = cohort
        self._facts = facts
        self._rules = rules
        self._now = now
        self._anonymous = anonymous
        self._names = CheckNames(cohort, facts.definitions, shows_hidden=not anonymous)

    def read(self, student: Student, place_id: int | None) -> AtWork | None:
        """None for somebody who has no lab begun."""
        sessions = self._facts.sessions.get(place_id, []) if place_id else []
        if not sessions:
            return None
        session = max(sessions, key=self._moved_at)
        run = self._facts.last.get(session.pk)
        points = Points(run.earned, run.possible, run.total) if run else None
        return AtWork(
            name=self.name_of(student),
            handle="" if self._anonymous else student.handle,
            place_id=None if self._anonymous else place_id,
            lab=session.lab,
            word=EXAM if session.pk in self._facts.concealed else word_of(session.state, points),
            since=session.opened_at or session.started_at,
            moved_at=self._moved_at(session),
            gradings=self._facts.counts.get(session.pk, Gradings()).many,
            run=run,
            is_running=session.pk in self._facts.running,
            marks=tuple(self._marks_of(session, run)),
            causes=tuple(self._cause_of(session, reason) for reason in self._why_stuck(session, run)),
            others=len(sessions) - 1,
        )

    def name_of(self, student: Student) -> str:
        return alias(self._cohort.pk, student.number or 0) if self._anonymous else student.name

    def _moved_at(self, session: Session) -> datetime:
        last = self._facts.counts.get(session.pk, Gradings()).last_at
        begun = session.opened_at or session.started_at
        return max(last, begun) if last else begun

    def _why_stuck(self, session: Session, run: LastRun | None) -> tuple[Reason, ...]:
        counted = self._facts.counts.get(session.pk, Gradings())
        outcomes = self._facts.verdicts.get(run.pk, []) if run else []
        times = self._facts.failures.get(session.pk, {})
        work = Work(
            moved_at=self._moved_at(session),
            is_broken=session.state == Session.State.BROKEN,
            is_busy=session.state in BUSY or session.pk in self._facts.running,
            is_full=run is not None and run.earned == run.total,
            gradings=counted.many,
            most=counted.most,
            failures={check: times.get(check, 1) for check, outcome in outcomes if outcome == Outcome.FAILED},
        )
        return why_stuck(work, self._rules, self._now)

    def _cause_of(self, session: Session, reason: Reason) -> Cause:
        title = self._names.say(session.definition_id, reason.check) if reason.check else ""
        return Cause(STUCK[reason.why], reason.number, title)

    def _marks_of(self, session: Session, run: LastRun | None) -> Iterator[Mark]:
        for check, outcome in self._facts.verdicts.get(run.pk, []) if run else ():
            yield Mark(check, self._names.say(session.definition_id, check), OUTCOMES[outcome])
