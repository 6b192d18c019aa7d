"""What holds for one student in one lab: the terms of the class, the group and the student, and extensions, as one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple, Protocol

from django.db.models import F, Q
from django.utils import timezone

from course.models import Assignment, Enrolment, Extension, User
from grading.engine.scoring import Step, Timeline, credit_at
from labs.models import Lab, Place


class Layer(Protocol):
    """What a class, a group or a student has of its own; None where it inherits."""

    opens: Any
    due: Any
    late: Any
    closes: Any
    attempts: Any
    pause_min: Any
    exam: Any


@dataclass(frozen=True)
class Terms:
    """Everything inherited; without a date there is no limit. `attempts` 0: as many as one likes.

    `timeline`: full credit up to `due`, then the late credit; empty without a due date.
    `is_extended`: an extension has moved the due date.
    """

    opens: datetime | None = None
    due: datetime | None = None
    timeline: Timeline = ()
    closes: datetime | None = None
    attempts: int = 0
    pause: timedelta = timedelta()
    exam: bool = False
    is_extended: bool = False

    @property
    def end(self) -> datetime | None:
        """After it nothing is left to be earned: the lab is closed, or the last step is over."""
        return self.timeline[-1].until if self.timeline else self.closes

    @property
    def late_steps(self) -> Timeline:
        return self.timeline[1:]

    @property
    def pause_min(self) -> int:
        return int(self.pause.total_seconds() // 60)

    @property
    def is_set(self) -> bool:
        return self != NO_TERMS

    def is_locked(self, moment: datetime) -> bool:
        return self.opens is not None and moment < self.opens

    def is_closed(self, moment: datetime) -> bool:
        return self.closes is not None and moment > self.closes

    def is_late(self, moment: datetime) -> bool:
        return self.due is not None and moment > self.due

    def credit(self, moment: datetime) -> int:
        """The percentage that a grading asked for at this moment is worth."""
        return 0 if self.is_closed(moment) else credit_at(self.timeline, moment)

    def conceals(self, moment: datetime) -> bool:
        """Whether the student is shown no results yet. An exam without an end says nothing until it has one."""
        return self.exam and (self.end is None or moment <= self.end)

    def step_at(self, moment: datetime) -> Step | None:
        """The step that a moment lies in; None without a due date and after the last step."""
        return next((step for step in self.timeline if moment <= step.until), None)


NO_TERMS = Terms()
FAR = datetime.max.replace(tzinfo=UTC)
At = tuple[int, int]  # place and lab


def combine(layers: Sequence[Layer], extended_to: Iterable[datetime] = ()) -> Terms:
    """The terms that hold, of layers from the class to the student.

    A field is that of the last layer that has one. Of several due or closing dates the latest counts, so that nobody
    loses by an override or an extension; a lab is open until it is due at least.
    """
    extensions = list(extended_to)
    dues = [layer.due for layer in layers if layer.due]
    before = max(dues, default=None)
    due = max([before, *extensions]) if before else None
    closings = [layer.closes for layer in layers if layer.closes]
    closes = max([*closings, due]) if closings and due else max(closings, default=None)
    return Terms(
        opens=_last(layers, "opens"),
        due=due,
        timeline=cut_off(timeline_of(due, _last(layers, "late") or []), closes) if due else (),
        closes=closes,
        attempts=_last(layers, "attempts") or 0,
        pause=timedelta(minutes=_last(layers, "pause_min") or 0),
        exam=bool(_last(layers, "exam")),
        is_extended=due != before,
    )


def _last(layers: Sequence[Layer], name: str) -> Any:
    return next((value for layer in reversed(layers) if (value := getattr(layer, name)) is not None), None)


def timeline_of(due: datetime, late: Iterable[dict[str, int]]) -> Timeline:
    return (Step(due, 100), *(Step(due + timedelta(hours=step["hours"]), step["percent"]) for step in late))


def cut_off(timeline: Timeline, closes: datetime | None) -> Timeline:
    """A timeline up to the closing date, which ends the step that it falls into."""
    if closes is None:
        return timeline
    before = [step for step in timeline if step.until < closes]
    ended = [Step(closes, step.percent) for step in timeline[len(before) : len(before) + 1]]
    return (*before, *ended)


class Seat(NamedTuple):
    """A student's place in a class; one on a cloud that two classes share has two."""

    place: int
    user: int
    cohort: int
    group: int | None

    def layers(self, several: Iterable[Assignment]) -> list[Assignment]:
        """Those of a class's assignments that concern this student, the class's own first."""
        own = [one for one in several if one.student_id in (None, self.user) and one.group_id in (None, self.group)]
        return sorted(own, key=lambda one: (one.student_id is not None, one.group_id is not None))


def terms_in(place_ids: Iterable[int], lab_ids: Iterable[int] | None = None) -> dict[At, Terms]:
    """Place and lab → terms, in three queries; what is not there has no limits. Of two classes the kinder one counts.

    `lab_ids`: None for all labs.
    """
    seats = list_seats(place_ids)
    wanted = Q(cohort__in={seat.cohort for seat in seats})
    wanted &= Q() if lab_ids is None else Q(lab__in=list(lab_ids))
    layers: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for one in Assignment.objects.filter(wanted).order_by():
        layers[one.cohort_id, one.lab_id].append(one)
    extended = extensions_in(wanted) if layers else {}
    found: dict[At, list[Terms]] = defaultdict(list)
    for seat, lab in product(seats, {lab for _cohort, lab in layers}):
        own = seat.layers(layers.get((seat.cohort, lab), ()))
        found[seat.place, lab].append(combine(own, extended.get((seat.cohort, lab, seat.user), ())))
    return {at: max(several, key=lambda terms: terms.end or FAR) for at, several in found.items()}


def list_seats(place_ids: Iterable[int]) -> list[Seat]:
    places = Place.objects.filter(
        pk__in=list(place_ids),
        user__enrolments__role=Enrolment.Role.STUDENT,
        user__enrolments__cohort__cloud=F("cloud"),
    )
    return list(
        map(Seat._make, places.values_list("pk", "user", "user__enrolments__cohort", "user__enrolments__group"))
    )


def extensions_in(wanted: Q) -> dict[tuple[int, int, int], list[datetime]]:
    """Class, lab and student → until when."""
    given = Extension.objects.filter(wanted, state=Extension.State.GIVEN).order_by()
    found: dict[tuple[int, int, int], list[datetime]] = defaultdict(list)
    for cohort, lab, student, until in given.values_list("cohort", "lab", "student", "until"):
        found[cohort, lab, student].append(until)
    return found


def terms_of(place: Place | None, lab: Lab) -> Terms:
    """One student in one lab; whoever has no place has no limits."""
    return terms_in([place.pk], [lab.pk]).get((place.pk, lab.pk), NO_TERMS) if place else NO_TERMS


def terms_by_lab(place: Place | None) -> dict[int, Terms]:
    """One student in every lab that has terms."""
    return {lab: terms for (_place, lab), terms in terms_in([place.pk]).items()} if place else {}


def score_timelines(place_ids: Iterable[int], lab_id: int) -> dict[int, Timeline]:
    """Place → timeline, for grading (settings.SCORE_TIMELINES)."""
    return {place: terms.timeline for (place, _lab), terms in terms_in(place_ids, [lab_id]).items()}


def concealed_labs(place: Place | None) -> frozenset[int]:
    """The labs whose results an exam keeps from this student now."""
    moment = timezone.now()
    return frozenset(lab for lab, terms in terms_by_lab(place).items() if terms.conceals(moment))


def conceals_from(user: User, place: Place, lab: Lab) -> bool:
    """Whether an exam keeps a student's results from whoever looks: the student, and nobody of the staff."""
    return place.user_id == user.pk and terms_of(place, lab).conceals(timezone.now())
