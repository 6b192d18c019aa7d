"""What may be read of runs, verdicts and scores."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from grading.engine.verdicts import Outcome, Verdict
from grading.models import CheckVerdict, Run, Score
from labs.models import Cloud, Session

QUEUED_PATIENCE_S = 15  # a run queued for longer is sent to the workers again


def latest_run(session: Session) -> Run | None:
    return session.runs.select_related("definition").order_by("-number").first()


def list_runs(session: Session) -> QuerySet[Run]:
    """All runs of a session, the newest first."""
    return session.runs.order_by("-number")


def list_verdicts(run: Run) -> QuerySet[CheckVerdict]:
    return run.verdicts.order_by("position")


UNKNOWN = CheckVerdict.objects.filter(run=OuterRef("pk"), outcome=Outcome.UNKNOWN)
OWN_SOURCES = (Run.Source.PAGE, Run.Source.COMMAND)


def failed_by_us(run: Run) -> bool:
    """Whether we could not grade a run, or could not see everything in it."""
    return run.state == Run.State.ERROR or run.verdicts.filter(outcome=Outcome.UNKNOWN).exists()


def attempts_used(place_id: int, lab_id: int, phase: str = "") -> tuple[int, datetime | None]:
    """How many gradings a student has had in a lab, and when the last was asked for.

    What a teacher or the classroom asked for, and what failed by our own fault, uses up nothing.
    """
    runs = Run.objects.filter(session__place=place_id, session__lab=lab_id, phase=phase, source__in=OWN_SOURCES)
    counted = runs.exclude(state=Run.State.ERROR).exclude(Exists(UNKNOWN)).order_by()
    used = counted.aggregate(many=Count("pk"), last=Max("queued_at"))
    return used["many"], used["last"]


def queue_length() -> int:
    """Runs that wait for a worker."""
    return Run.objects.filter(state=Run.State.QUEUED).count()


def queue_position(run: Run) -> int:
    """How many runs are ahead of a queued one."""
    return Run.objects.filter(state=Run.State.QUEUED, pk__lt=run.pk).count()


def scores_of(place_ids: Iterable[int]) -> QuerySet[Score]:
    return Score.objects.filter(place__in=place_ids)


def list_runs_to_sweep(moment: datetime | None = None) -> QuerySet[Run]:
    """Runs whose worker's lease has run out, and queued ones that no worker has taken in time."""
    moment = moment or timezone.now()
    overdue = Q(state=Run.State.RUNNING, lease_until__lt=moment)
    return Run.objects.filter(overdue | Q(state=Run.State.QUEUED, lease_until__lt=moment))


def list_runs_to_retry(moment: datetime | None = None) -> QuerySet[Run]:
    """Settled runs with something unseen that are due for another look, their sessions still open.

    While a cloud is known to be down no look is wasted on it: those runs are due as soon as it answers again.
    """
    moment = moment or timezone.now()
    due = Run.objects.filter(retry_at__lte=moment, session__state=Session.State.OPEN)
    due = due.exclude(session__place__cloud__state=Cloud.State.DOWN)
    return due.exclude(session__runs__number__gt=F("number")).select_related("session")


def earlier_verdicts(session: Session) -> dict[str, Verdict]:
    """Check id → what it said when its own phase was last graded."""
    found = CheckVerdict.objects.filter(run__session=session, run__state=Run.State.GRADED).exclude(run__phase="")
    phases = {check["id"]: check.get("phase") for check in session.definition.content["checks"]}
    rows = found.select_related("run").order_by("run__number")
    return {row.check_id: row.verdict() for row in rows if phases.get(row.check_id) == row.run.phase}
