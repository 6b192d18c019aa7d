"""Where one student stands: in every lab, and in the course as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone

from course.language import language_now
from course.models import Chapter, Reading, User
from course.terms import NO_TERMS, Terms, terms_by_lab
from course.wording import STANDINGS, Word
from grading.models import Run, Score
from grading.queries import scores_of
from labs.models import Lab, Place, Session


@dataclass(frozen=True)
class Standing:
    """One lab of one student. `session`: the one that is not finished yet; `tried`: there has ever been one.

    `score`: None too while an exam conceals it; then `handed_in` says that there is one.
    """

    lab: Lab
    session: Session | None
    score: Score | None
    tried: bool = False
    terms: Terms = NO_TERMS
    handed_in: bool = False

    @property
    def earned(self) -> int:
        return self.score.earned if self.score else 0

    @property
    def possible(self) -> int:
        return self.score.possible if self.score else 0

    @property
    def total(self) -> int:
        return self.score.total if self.score else 100

    @property
    def is_complete(self) -> bool:
        return self.score is not None and self.score.earned == self.score.total

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
        return standing_of(state, self.score)

    @property
    def word(self) -> Word:
        return STANDINGS[self.code]


class Scored(Protocol):
    """Points, whether they come as a row or as plain numbers."""

    @property
    def earned(self) -> int: ...

    @property
    def total(self) -> int: ...


def standing_of(state: str | None, score: Scored | None) -> str:
    """How a lab stands, as a key of course.wording.STANDINGS: what goes on first, then what was left.

    `state`: of the last session, None when there was none.
    """
    is_full = score is not None and score.earned == score.total
    if state == Session.State.OPEN and is_full:
        return "done"
    if state is not None and state != Session.State.FINISHED:
        return state
    if state is None and score is None:
        return "not_started"
    return "complete" if is_full else "finished"


def word_of(state: str | None, score: Scored | None) -> Word:
    return STANDINGS[standing_of(state, score)]


def list_standings(labs: Iterable[Lab], place: Place | None) -> list[Standing]:
    """The student in each of the labs, in their order."""
    if place is None:
        return [Standing(lab, None, None) for lab in labs]
    scores = {score.lab_id: score for score in scores_of([place.pk])}
    terms, moment = terms_by_lab(place), timezone.now()
    concealed = {lab for lab in scores if terms.get(lab, NO_TERMS).conceals(moment)}
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
            lab.pk in concealed,
        )
        for lab in labs
    ]


def list_deadlines(standings: Iterable[Standing]) -> list[Standing]:
    """What is due next: the labs that still can be done and are not complete, the nearest first."""
    ahead = [one for one in standings if one.terms.due and not one.is_complete and not one.handed_in]
    now = timezone.now()
    due = [one for one in ahead if one.terms.end is None or one.terms.end > now]
    return sorted(due, key=lambda one: (one.terms.due or now, one.lab.pk))


def next_standing(standings: list[Standing]) -> Standing | None:
    """What to do next: what is open, else the first lab that is not complete and can be done."""
    unfinished = [one for one in standings if not (one.is_complete or one.waits or one.handed_in)]
    return next((one for one in unfinished if one.session), None) or next(iter(unfinished), None)


@dataclass(frozen=True)
class Totals:
    """Points over all labs, as a percentage for the ring."""

    earned: int
    total: int
    complete: int
    labs: int

    @property
    def percent(self) -> int:
        return 100 * self.earned // self.total if self.total else 0


def add_up(standings: list[Standing]) -> Totals:
    return Totals(
        earned=sum(standing.earned for standing in standings),
        total=sum(standing.total for standing in standings),
        complete=sum(standing.is_complete for standing in standings),
        labs=len(standings),
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
