"""Where one student stands: in every lab, and in the course as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone

from course.language import language_now
from course.marks import TOTAL, Decision, Mark, decisions_of, mark_of, points_of
from course.models import Chapter, Question, QuizAnswer, Reading, User
from course.terms import NO_TERMS, Terms, terms_by_lab
from course.wording import STANDINGS, Word
from grading.models import Run, Score
from grading.queries import scores_of
from labs.models import Lab, Place, Session


@dataclass(frozen=True)
class Standing:
    """One lab of one student. `session`: the one that is not finished yet; `tried`: there has ever been one.

    `score`: as measured; None too while an exam conceals it, then `handed_in` says that there is one. `decided`: what
    a teacher said beside it; while an exam conceals it, only that the student is excused.
    """

    lab: Lab
    session: Session | None
    score: Score | None
    tried: bool = False
    terms: Terms = NO_TERMS
    handed_in: bool = False
    decided: Decision | None = None

    @property
    def mark(self) -> Mark | None:
        """What counts."""
        return mark_of(points_of(self.score), self.decided)

    @property
    def earned(self) -> int:
        return self.mark.earned if self.mark else 0

    @property
    def possible(self) -> int:
        return self.mark.possible if self.mark else 0

    @property
    def total(self) -> int:
        return self.mark.total if self.mark else TOTAL

    @property
    def is_complete(self) -> bool:
        return self.mark is not None and self.mark.is_full

    @property
    def is_excused(self) -> bool:
        return self.mark is not None and self.mark.is_excused

    @property
    def is_settled(self) -> bool:
        """The student need not do anything more in it."""
        return self.is_complete or self.is_excused

    @property
    def is_locked(self) -> bool:
        """What has been begun stays open to the student."""
        return self.session is None and self.terms.is_locked(timezone.now())

    @property
    def is_late(self) -> bool:
        """A deadline has taken a part of the points."""
        return self.score is not None and self.score.percent < 100

    @property
    def waits(self) -> bool:
        """Nothing can be done in it now: it is not open yet, or not any longer."""
        return self.is_locked or self.terms.is_closed(timezone.now())

    @property
    def code(self) -> str:
        if self.session is None and self.handed_in:
            return "handed_in"
        if self.is_locked and not self.tried:
            return "locked"
        state = self.session.state if self.session else Session.State.FINISHED if self.tried else None
        return standing_of(state, self.mark)

    @property
    def word(self) -> Word:
        return STANDINGS[self.code]


class Filled(Protocol):
    """A mark, or plain points."""

    @property
    def is_full(self) -> bool: ...

    @property
    def is_excused(self) -> bool: ...


def standing_of(state: str | None, mark: Filled | None) -> str:
    """How a lab stands, as a key of course.wording.STANDINGS: what goes on first, then what was left.

    `state`: of the last session, None when there was none.
    """
    is_full = mark is not None and mark.is_full
    if state == Session.State.OPEN and is_full:
        return "done"
    if state is not None and state != Session.State.FINISHED:
        return state
    if state is None and mark is None:
        return "not_started"
    if mark is not None and mark.is_excused:
        return "excused"
    return "complete" if is_full else "finished"


def word_of(state: str | None, mark: Filled | None) -> Word:
    return STANDINGS[standing_of(state, mark)]


def list_standings(labs: Iterable[Lab], place: Place | None) -> list[Standing]:
    """The student in each of the labs, in their order."""
    if place is None:
        return [Standing(lab, None, None) for lab in labs]
    scores = {score.lab_id: score for score in scores_of([place.pk])}
    terms, moment = terms_by_lab(place), timezone.now()
    concealed = {lab for lab, of_lab in terms.items() if of_lab.conceals(moment)}
    decided = {
        lab: one for (_place, lab), one in decisions_of([place.pk]).items() if one.excused or lab not in concealed
    }
    active, tried = {}, set()
    for session in Session.objects.filter(place=place).only("lab_id", "state", "place_id").order_by("pk"):
        tried.add(session.lab_id)
        if session.state != Session.State.FINISHED:
            active[session.lab_id] = session
    return [
        Standing(
            lab,
            active.get(lab.pk),
            None if lab.pk in concealed else scores.get(lab.pk),
            lab.pk in tried,
            terms.get(lab.pk, NO_TERMS),
            lab.pk in concealed and lab.pk in scores,
            decided.get(lab.pk),
        )
        for lab in labs
    ]


def list_deadlines(standings: Iterable[Standing]) -> list[Standing]:
    """What is due next: the labs that still can be done and are not complete, the nearest first."""
    ahead = [one for one in standings if one.terms.due and not (one.is_settled or one.handed_in)]
    now = timezone.now()
    due = [one for one in ahead if one.terms.end is None or one.terms.end > now]
    return sorted(due, key=lambda one: (one.terms.due or now, one.lab.pk))


def next_standing(standings: list[Standing]) -> Standing | None:
    """What to do next: what is open, else the first lab that is not complete and can be done."""
    unfinished = [one for one in standings if not (one.is_settled or one.waits or one.handed_in)]
    return next((one for one in unfinished if one.session), None) or next(iter(unfinished), None)


@dataclass(frozen=True)
class Totals:
    """Points over all labs that count, as a percentage for the ring."""

    earned: int
    total: int
    complete: int
    labs: int

    @property
    def percent(self) -> int:
        return 100 * self.earned // self.total if self.total else 0


@dataclass(frozen=True)
class Share:
    """How many of all, for a ring."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 0


def quiz_share(user: User) -> Share:
    """The questions that somebody has answered right at least once, of those that are asked now."""
    asked = Question.objects.filter(is_retired=False)
    right = QuizAnswer.objects.filter(user=user, first_right_at__isnull=False, question__is_retired=False)
    return Share(right.count(), asked.count())


def chapter_share(chapters: Iterable[Chapter], read: set[int]) -> Share:
    numbers = [chapter.number for chapter in chapters]
    return Share(len(read.intersection(numbers)), len(numbers))


def add_up(standings: list[Standing]) -> Totals:
    counted = [standing for standing in standings if not standing.is_excused]
    return Totals(
        earned=sum(standing.earned for standing in counted),
        total=sum(standing.total for standing in counted),
        complete=sum(standing.is_complete for standing in counted),
        labs=len(counted),
    )


def list_chapters() -> QuerySet[Chapter]:
    """The chapters of the page's language, without their text."""
    return Chapter.objects.filter(language=language_now()).defer("html").order_by("number")


def chapters_read(user: User) -> set[int]:
    return set(Reading.objects.filter(user=user).values_list("chapter_number", flat=True))


def list_recent_runs(places: list[int], limit: int = 6) -> QuerySet[Run]:
    """The last gradings of some places, the newest first."""
    runs = (
        Run.objects.filter(session__place__in=places)
        .exclude(source__in=Run.NO_ATTEMPT)
        .select_related("session__lab", "session__place__user")
    )
    return runs.order_by("-pk")[:limit]
