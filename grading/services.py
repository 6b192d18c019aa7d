"""What changes runs and scores: one verb each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from config.queueing import queue
from grading.engine.judging import Parameters
from grading.engine.observation import Observation
from grading.engine.scoring import score
from grading.engine.verdicts import Verdict
from grading.events import tell, topics_of
from grading.models import CheckVerdict, Run, Score, StoredObservation
from grading.queries import QUEUED_PATIENCE_S, list_runs_to_retry, list_runs_to_sweep
from labs import events
from labs.models import Session
from labs.overcloud.causes import Cause, Trouble
from labs.services import Refused


class LostClaim(Exception):
    """The run was taken for dead and given to another worker."""


def request_run(*, session: Session, by: Any = None, source: Run.Source = Run.Source.PAGE, retries: int = 0) -> Run:
    """Ask for a grading. A session has one active run: a second click gets the same one. Raises Refused."""
    try:
        with transaction.atomic():
            locked = Session.objects.select_for_update().get(pk=session.pk)
            if locked.state != Session.State.OPEN:
                raise Refused("not_open")
            active = locked.runs.filter(state__in=Run.ACTIVE).first()
            if active:
                return active
            run = _new_run(session, by=by, source=source, retries=retries)
    except IntegrityError:
        return session.runs.get(state__in=Run.ACTIVE)
    tell(run)
    return run


def _new_run(session: Session, *, by: Any, source: Run.Source, retries: int) -> Run:
    last = session.runs.aggregate(last=Max("number"))["last"] or 0
    session.runs.filter(retry_at__isnull=False).update(retry_at=None)
    run = Run.objects.create(
        session=session,
        number=last + 1,
        source=source,
        requested_by=by,
        definition_id=session.definition_id,
        retries=retries,
        lease_until=timezone.now() + timedelta(seconds=QUEUED_PATIENCE_S),
    )
    queue("grading.grade_run", run.pk)
    return run


def claim_run(*, run_id: int) -> bool:
    """Take a queued run; False means that another worker has it."""
    queued = Run.objects.filter(pk=run_id, state=Run.State.QUEUED)
    moment = timezone.now()
    return (
        queued.update(
            state=Run.State.RUNNING,
            claimed_at=moment,
            claims=F("claims") + 1,
            lease_until=moment + timedelta(seconds=settings.RUN_LEASE_S),
        )
        == 1
    )


def renew_lease(run: Run) -> None:
    """Keep a claim for another look. Raises LostClaim when the run went to another worker meanwhile."""
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, claims=run.claims)
    if not mine.update(lease_until=timezone.now() + timedelta(seconds=settings.RUN_LEASE_S)):
        raise LostClaim


@transaction.atomic
def record_run(*, run: Run, parameters: Parameters, observation: Observation, verdicts: Sequence[Verdict]) -> None:
    """Write a run's result, once: a late worker that lost its claim changes nothing. Raises NothingJudged."""
    result = score(verdicts)
    moment = timezone.now()
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, claims=run.claims)
    stored, _ = StoredObservation.objects.get_or_create(
        digest=observation.digest, defaults={"content": observation.packed()}
    )
    written = mine.update(
        state=Run.State.GRADED,
        parameters=_as_json(parameters) | {"read_at": observation.read_at()},
        observation=stored,
        earned=result.earned,
        possible=result.possible,
        total=result.total,
        observed_at=_read_at(observation) or moment,
        judged_at=moment,
        published_at=moment,
        lease_until=None,
        retry_at=_retry_at(run, verdicts, moment),
    )
    if not written:
        return
    CheckVerdict.objects.bulk_create(_row(run, position, verdict) for position, verdict in enumerate(verdicts))
    run.refresh_from_db()
    raise_score(run)
    transaction.on_commit(lambda: tell(run))


def _row(run: Run, position: int, verdict: Verdict) -> CheckVerdict:
    return CheckVerdict(
        run=run,
        position=position,
        check_id=verdict.check_id,
        outcome=verdict.outcome,
        points=verdict.points,
        earned=verdict.earned,
        evidence=verdict.evidence(),
    )


def _as_json(parameters: Parameters) -> dict[str, Any]:
    return {
        "variables": dict(parameters.variables),
        "recorded": dict(parameters.recorded),
        "answers": dict(parameters.answers),
        "capabilities": sorted(parameters.capabilities),
        "started_at": parameters.started_at,
    }


def _read_at(observation: Observation) -> datetime | None:
    """The moment the last kind was read; None when nothing was."""
    moments = observation.read_at().values()
    return datetime.fromisoformat(max(moments)) if moments else None


def _retry_at(run: Run, verdicts: Sequence[Verdict], moment: datetime) -> datetime | None:
    """When to look again by ourselves: while something is open, after longer and longer pauses, with an end."""
    if run.retries >= len(settings.RUN_RETRY_S) or not any(verdict.outcome.is_open for verdict in verdicts):
        return None
    return moment + timedelta(seconds=settings.RUN_RETRY_S[run.retries])


def raise_score(run: Run) -> None:
    """Keep the best run as the student's score. A worse run changes nothing."""
    place, lab = run.session.place, run.session.lab
    best, made = Score.objects.select_for_update().get_or_create(
        place=place,
        lab=lab,
        defaults={"run": run, "earned": run.earned, "possible": run.possible, "total": run.total},
    )
    same_run_elsewhere = best.earned > run.earned
    if not made and not same_run_elsewhere:
        best.run, best.earned, best.possible, best.total = run, run.earned, run.possible, run.total
        best.save(update_fields=["run", "earned", "possible", "total", "changed_at"])
    transaction.on_commit(
        lambda: events.publish(
            topics_of(run), "score", place=place.pk, lab=lab.pk, earned=best.earned, total=best.total
        )
    )


def end_in_error(run: Run, cause: Cause) -> None:
    """End a run that could not be graded, if it is still ours to end. It costs the student nothing."""
    Run.objects.filter(pk=run.pk, state__in=Run.ACTIVE, claims=run.claims).update(
        state=Run.State.ERROR, cause=cause.as_json(), published_at=timezone.now(), lease_until=None
    )
    run.refresh_from_db()
    tell(run)


def sweep_runs() -> None:
    """Return overdue runs to the queue, end those that no worker survives, and start retries that are due."""
    for run in list_runs_to_sweep().select_related("session__place"):
        if run.claims >= settings.RUN_CLAIMS_MAX:
            end_in_error(run, Cause(Trouble.UNEXPECTED, "classroom", "the worker was lost"))
        else:
            _queue_again(run)
    for run in list_runs_to_retry():
        Run.objects.filter(pk=run.pk).update(retry_at=None)
        request_run(session=run.session, source=Run.Source.RETRY, retries=run.retries + 1)


def _queue_again(run: Run) -> None:
    """Only one sweep of several does it: the lease that it saw must still stand."""
    overdue = Run.objects.filter(pk=run.pk, state=run.state, lease_until=run.lease_until)
    with transaction.atomic():
        patience = timezone.now() + timedelta(seconds=QUEUED_PATIENCE_S)
        if overdue.update(state=Run.State.QUEUED, claimed_at=None, lease_until=patience):
            queue("grading.grade_run", run.pk)
    run.refresh_from_db()
    tell(run)
