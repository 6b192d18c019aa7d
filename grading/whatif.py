"""Who would rise and who would fall: each student's counted run before and after a regrade."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from grading.engine.scoring import Attempt, Policy, Score, Timeline, choose, credit_at
from grading.models import Regrade, RegradeRow, Run
from grading.policies import policies_of, timelines_of


class Change(StrEnum):
    RISES = "rises"
    FALLS = "falls"
    SAME = "same"


@dataclass(frozen=True)
class Standing:
    """One student in a regrade. `row`: what becomes of the run that counted before; None when it was not judged anew.

    `troubles`: why some runs cannot be judged. `promoted`: the new verdicts hold.
    """

    place: int
    before: Score
    after: Score
    worth_before: int  # points, as far as a deadline leaves them
    worth_after: int
    row: RegradeRow | None
    troubles: tuple[str, ...]
    promoted: bool

    @property
    def change(self) -> Change:
        if not self.points:
            return Change.SAME
        return Change.RISES if self.points > 0 else Change.FALLS

    @property
    def points(self) -> int:
        """What the student gains by it, as far as a deadline leaves it."""
        return self.worth_after - self.worth_before

    @property
    def is_late(self) -> bool:
        """A deadline leaves less than was measured."""
        return (self.worth_before, self.worth_after) != (self.before.earned, self.after.earned)

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What differs by check in the run that counted; nothing when that run stays as it is."""
        return list(self.row.changes) if self.row and not self.row.trouble else []


def list_standings(regrade: Regrade, places: Iterable[int] | None = None) -> list[Standing]:
    """Every student who has a run that was judged anew, by place; only the given ones if there are some.

    A constant number of queries.
    """
    rows = regrade.rows.select_related("run__session").order_by("run")
    rows = rows if places is None else rows.filter(run__session__place__in=places)
    by_place: dict[int, list[RegradeRow]] = defaultdict(list)
    for row in rows:
        by_place[row.run.session.place_id].append(row)
    others = _other_attempts(regrade, by_place)
    policies = policies_of(by_place, regrade.lab_id)
    timelines = timelines_of(by_place, regrade.lab_id)
    return [
        _standing(
            place, by_place[place], others.get(place, []), policies.get(place, Policy.BEST), timelines.get(place, ())
        )
        for place in sorted(by_place)
    ]


def _other_attempts(regrade: Regrade, places: Iterable[int]) -> Mapping[int, list[Attempt]]:
    """Runs that count as they are: neither judged anew nor made by this regrade, and not made after it."""
    until = regrade.finished_at or timezone.now()
    runs = Run.objects.filter(session__lab=regrade.lab_id, session__place__in=list(places), queued_at__lte=until)
    rows = regrade.rows.all()
    made = Q(pk__in=rows.filter(promoted_run__isnull=False).values("promoted_run"))
    return _attempts(runs.exclude(made | Q(pk__in=rows.values("run"))), timelines_of(places, regrade.lab_id))


def attempts_of(place_ids: Iterable[int], lab_id: int) -> dict[int, list[Attempt]]:
    """The attempts in a lab that count as they are now, by place."""
    places = list(place_ids)
    runs = Run.objects.filter(session__place__in=places, session__lab=lab_id)
    return _attempts(runs, timelines_of(places, lab_id))


def _attempts(runs: QuerySet[Run], timelines: Mapping[int, Timeline]) -> dict[int, list[Attempt]]:
    graded = runs.filter(state=Run.State.GRADED, replaced_by__isnull=True).order_by("pk")
    moments = ("observed_at", "queued_at", "asked_at")
    rows = graded.values_list("session__place", "pk", "source", *moments, "earned", "possible", "total")
    found: dict[int, list[Attempt]] = defaultdict(list)
    for place, pk, source, seen, queued, asked, *points in rows:
        percent = credit_at(timelines.get(place, ()), asked)
        found[place].append(Attempt(pk, seen or queued, Score(*points), percent, source == Run.Source.WATCH))
    return dict(found)


def _attempt(run: Run, score: Score, timeline: Timeline) -> Attempt:
    seen_at, is_quiet = run.observed_at or run.queued_at, run.source == Run.Source.WATCH
    return Attempt(run.pk, seen_at, score, credit_at(timeline, run.asked_at), is_quiet)


def _standing(
    place: int, rows: list[RegradeRow], others: list[Attempt], policy: Policy, timeline: Timeline
) -> Standing:
    old = [_attempt(row.run, before_of(row), timeline) for row in rows]
    new = [_attempt(row.run, after_of(row), timeline) for row in rows]
    before, after = choose(policy, [*others, *old]), choose(policy, [*others, *new])
    assert before and after  # noqa: S101, PT018  there is a row
    return Standing(
        place=place,
        before=before.score,
        after=after.score,
        worth_before=before.points,
        worth_after=after.points,
        row=next((row for row in rows if row.run_id == before.run), None),
        troubles=tuple(dict.fromkeys(row.trouble for row in rows if row.trouble)),
        promoted=any(row.promoted_run_id for row in rows),
    )


def before_of(row: RegradeRow) -> Score:
    return Score(row.earned_before, row.possible_before, row.total_before)


def after_of(row: RegradeRow) -> Score:
    return Score(row.earned_after, row.possible_after, row.total_after)


@dataclass(frozen=True)
class CheckFigures:
    """How many students gain or lose by one check, in the run that counts for them, and how many points in all."""

    check: str
    gain: int
    lose: int
    points: int


def count_by_check(standings: Iterable[Standing]) -> list[CheckFigures]:
    points: dict[str, list[int]] = defaultdict(list)
    for standing in standings:
        for change in standing.changes:
            points[change["check"]].append(change["points"])
    return [
        CheckFigures(check, sum(one > 0 for one in found), sum(one < 0 for one in found), sum(found))
        for check, found in sorted(points.items())
    ]
