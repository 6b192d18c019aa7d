"""Reads what figures of a class are made of, in a constant number of queries; only runs that count are looked at."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from course.figures.difficulty import Difficulty, Look, difficulty_of, story_of
from course.figures.mistakes import Failing, Mistake, list_mistakes
from course.language import language_now
from course.marks import marks_of
from course.rows import expected_words
from course.wording import name_of_field
from grading.engine.explaining import shown
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run, Score
from labs.models import Lab, Place, Session

OWN_LENGTH = 3  # a handle that is shorter is found in too many words


SEEN_AT = Coalesce("observed_at", "queued_at")  # when the cloud was looked at; judging anew does not change it


def runs_that_count(places: QuerySet[Place, int]) -> QuerySet[Run]:
    """Graded; what was judged anew instead of the run that it replaces; in the order in which the cloud was seen."""
    runs = Run.objects.filter(session__place__in=places, state=Run.State.GRADED, replaced_by=None)
    return runs.order_by(SEEN_AT, "number")


class Points(NamedTuple):
    """Earned and total points of one student in one lab, as they count."""

    place: int
    lab: int
    earned: int
    total: int


def list_points(places: QuerySet[Place, int]) -> list[Points]:
    """After deadlines and teachers' decisions; whoever is excused from a lab is left out of it."""
    marks = marks_of(places).items()
    return [Points(place, lab, mark.earned, mark.total) for (place, lab), mark in marks if not mark.is_excused]


def minutes_to_solve(places: QuerySet[Place, int]) -> dict[int, list[float]]:
    """Lab → for each student who got all points, the minutes from the start of that session to that grading."""
    runs = runs_that_count(places).filter(earned=F("total"), total__gt=0)
    first: dict[tuple[int, int], float] = {}
    for place, lab, *times in runs.values_list("session__place", "session__lab", *TIMES):
        first.setdefault((place, lab), minutes_between(*times))
    found: dict[int, list[float]] = defaultdict(list)
    for (_place, lab), minutes in first.items():
        found[lab].append(minutes)
    return found


TIMES = ("session__started_at", "session__opened_at", SEEN_AT)


def minutes_between(started_at: datetime, opened_at: datetime | None, seen_at: datetime) -> float:
    return max(0.0, (seen_at - (opened_at or started_at)).total_seconds() / 60)


def difficulty_by_check(places: QuerySet[Place, int], lab: Lab) -> dict[str, Difficulty]:
    """Check → how hard it is; checks that nobody has attempted are left out."""
    looks: dict[str, dict[int, list[Look]]] = defaultdict(lambda: defaultdict(list))
    runs = {run: rest for run, *rest in _runs_of(places, lab)}
    rows = CheckVerdict.objects.filter(run__in=runs_that_count(places).filter(session__lab=lab).values("pk"))
    by_run = defaultdict(list)
    for run, check, outcome in rows.order_by().values_list("run", "check_id", "outcome"):
        by_run[run].append((check, outcome))
    for run, (place, retries, *times) in runs.items():
        for check, outcome in by_run[run]:
            looks[check][place].append(Look(outcome, minutes_between(*times), retries > 0))
    told = {check: [story_of(one) for one in of_check.values()] for check, of_check in looks.items()}
    return {check: difficulty_of(one for one in stories if one) for check, stories in told.items() if any(stories)}


def _runs_of(places: QuerySet[Place, int], lab: Lab) -> Iterable[tuple[Any, ...]]:
    """In the order in which the cloud was looked at."""
    runs = runs_that_count(places).filter(session__lab=lab)
    return runs.values_list("pk", "session__place", "retries", *TIMES)


def mistakes_by_check(places: QuerySet[Place, int], lab: Lab) -> dict[str, list[Mistake]]:
    runs = runs_that_count(places).filter(session__lab=lab).values("pk")
    rows = CheckVerdict.objects.filter(run__in=runs, outcome=Outcome.FAILED).order_by()
    columns = ("run__session__place", "run__session__place__handle", "check_id", "evidence")
    return list_mistakes(
        failing
        for place, handle, check, evidence in rows.values_list(*columns)
        for failing in _failing(place, handle, check, evidence)
    )


def _failing(place: int, handle: str, check: str, evidence: dict[str, Any]) -> Iterable[Failing]:
    for finding in evidence.get("findings") or ():
        if not finding.get("holds"):
            field = str(finding.get("field") or "")
            words = expected_words(finding, field), shown(finding.get("observed"), field, language_now())
            yield Failing(place, check, name_of_field(field), *(_without_own(word, handle) for word in words))


def _without_own(text: str, handle: str) -> str:
    """A student's name in the cloud is part of many names that they give."""
    return text.replace(handle, "…") if len(handle) >= OWN_LENGTH else text


class Lost(NamedTuple):
    """A check that failed in the run that counts, of so many students."""

    lab: int
    definition: int
    check: str
    students: int


def points_lost_most(places: QuerySet[Place, int], limit: int) -> list[Lost]:
    """Where the class loses points as it stands, the most students first."""
    counting = Score.objects.filter(place__in=places).values("run")
    failed = CheckVerdict.objects.filter(run__in=counting, outcome=Outcome.FAILED).order_by()
    rows = failed.values("run__session__lab", "run__definition", "check_id").annotate(students=Count("pk"))
    columns = ("run__session__lab", "run__definition", "check_id", "students")
    return [
        Lost(*row) for row in rows.order_by("-students", "run__session__lab", "check_id").values_list(*columns)[:limit]
    ]


def count_begun(places: QuerySet[Place, int]) -> dict[int, int]:
    """Lab → how many students have ever begun it."""
    rows = Session.objects.filter(place__in=places).order_by().values("lab")
    return dict(rows.annotate(many=Count("place", distinct=True)).values_list("lab", "many"))
