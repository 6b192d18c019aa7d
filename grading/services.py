"""What changes runs and scores: one verb each."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from config.queueing import queue
from grading.engine.judging import Parameters
from grading.engine.observation import Observation
from grading.engine.scoring import Attempt, Policy, choose, score
from grading.engine.verdicts import Verdict
from grading.events import tell
from grading.models import CheckVerdict, Run, Score, StoredObservation
from grading.policies import policies_of
from grading.queries import QUEUED_PATIENCE_S, failed_by_us, list_runs_to_retry, list_runs_to_sweep
from grading.whatif import attempts_of
from labs import events
from labs.models import Place, Session
from labs.overcloud.causes import Cause, Trouble
from labs.services import Refused

TOGETHER_MAX = 50  # sessions for one look: what a worker judges and writes well within its lease
TOGETHER_PATIENCE_S = 600
WAIT_S = 4  # before a run whose cloud is away is tried again


class LostClaim(Exception):
    """The run was taken for dead and given to another worker."""


def request_run(
    *, session: Session, by: Any = None, source: Run.Source = Run.Source.PAGE, retries: int = 0, phase: str = ""
) -> Run:
    """Ask for a grading. A session has one active run: a second click gets the same one. Raises Refused."""
    if phase and phase not in session.definition.content.get("phases", []):
        raise Refused("unknown_phase")
    try:
        with transaction.atomic():
            locked = Session.objects.select_for_update().get(pk=session.pk)
            if locked.state != Session.State.OPEN:
                raise Refused("not_open")
            active = locked.runs.filter(state__in=Run.ACTIVE).first()
            if active:
                return _taken_over(active, by=by, source=source)
            run = _new_run(session, by=by, source=source, retries=retries, phase=phase)
            queue("grading.grade_run", run.pk)
    except IntegrityError:
        return session.runs.get(state__in=Run.ACTIVE)
    transaction.on_commit(lambda: tell(run))
    return run


def _taken_over(run: Run, *, by: Any, source: Run.Source) -> Run:
    """A click while a watch has its session graded makes that run the clicker's own."""
    if run.source == Run.Source.WATCH and source not in Run.NO_ATTEMPT:
        Run.objects.filter(pk=run.pk).update(source=source, requested_by=by)
        run.refresh_from_db()
    return run


def request_runs_together(*, sessions: Iterable[Session], by: Any = None) -> list[Run]:
    """Ask for a grading of many sessions: one look at each cloud serves all of them, behind the live clicks.

    Sessions that are not open, or are being graded already, are left out.
    """
    by_cloud: dict[int, list[Run]] = {}
    for session in sessions:
        with suppress(IntegrityError), transaction.atomic():
            locked = Session.objects.select_for_update().get(pk=session.pk)
            if locked.state == Session.State.OPEN and not locked.runs.filter(state__in=Run.ACTIVE).exists():
                run = _new_run(session, by=by, source=Run.Source.TEACHER, patience_s=TOGETHER_PATIENCE_S)
                by_cloud.setdefault(session.place.cloud_id, []).append(run)
    for runs in by_cloud.values():
        for several in batched(runs, TOGETHER_MAX):
            queue("grading.grade_together", *(run.pk for run in several))
    return [run for runs in by_cloud.values() for run in runs]


def batched(items: Sequence[Run], size: int) -> Iterator[Sequence[Run]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _new_run(
    session: Session,
    *,
    by: Any,
    source: Run.Source,
    retries: int = 0,
    phase: str = "",
    patience_s: int = QUEUED_PATIENCE_S,
) -> Run:
    last = session.runs.aggregate(last=Max("number"))["last"] or 0
    moment = timezone.now()
    session.runs.filter(retry_at__isnull=False).update(retry_at=None)
    return Run.objects.create(
        session=session,
        number=last + 1,
        asked_at=_first_asked_at(session, source, phase, moment),
        source=source,
        phase=phase,
        requested_by=by,
        definition_id=session.definition_id,
        retries=retries,
        lease_until=moment + timedelta(seconds=patience_s),
    )


def _first_asked_at(session: Session, source: Run.Source, phase: str, moment: datetime) -> datetime:
    """Since when a grading is waited for: a run that repeats one which failed by our own fault counts by its moment."""
    before = session.runs.exclude(source=Run.Source.REGRADE).filter(phase=phase).order_by("-number").first()
    if before is None or not before.published_at:
        return moment
    soon = before.published_at + timedelta(seconds=settings.RUN_AGAIN_S) >= moment
    repeats = source == Run.Source.RETRY or (soon and failed_by_us(before))
    return before.asked_at if repeats else moment


def claim_run(*, run_id: int) -> bool:
    """Take a queued run; False means that another worker has it."""
    queued = Run.objects.filter(pk=run_id, state=Run.State.QUEUED)
    moment = timezone.now()
    return (
        queued.update(
            state=Run.State.RUNNING,
            claimed_at=moment,
            cause=None,
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


def put_off_run(run: Run, cause: Cause) -> None:
    """Give a claimed run back to the queue because its cloud is away; it says so, and is tried again."""
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, claims=run.claims)
    mine.update(
        state=Run.State.QUEUED,
        claimed_at=None,
        cause=cause.as_json(),
        waits=F("waits") + 1,
        lease_until=timezone.now() + timedelta(seconds=WAIT_S),
    )
    run.refresh_from_db()
    tell(run)


@transaction.atomic
def record_run(*, run: Run, parameters: Parameters, observation: Observation, verdicts: Sequence[Verdict]) -> None:
    """Write a run's result, once: a late worker that lost its claim changes nothing. Raises NothingJudged."""
    result = score(verdicts)
    moment = timezone.now()
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, claims=run.claims)
    stored = keep_observation(observation)
    written = mine.update(
        state=Run.State.GRADED,
        parameters=parameters.as_json() | {"read_at": observation.read_at()},
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
    record_verdicts(run, verdicts)
    run.refresh_from_db()
    settle_score(run)
    transaction.on_commit(lambda: tell(run))


def keep_observation(observation: Observation) -> StoredObservation:
    """The stored row of this content; seen again, it is as young as today and not forgotten meanwhile."""
    known = StoredObservation.objects.filter(digest=observation.digest)
    known.update(seen_at=timezone.now())
    stored, _ = known.get_or_create(digest=observation.digest, defaults={"content": observation.packed()})
    return stored


def record_verdicts(run: Run, verdicts: Sequence[Verdict]) -> None:
    CheckVerdict.objects.bulk_create(_row(run, position, verdict) for position, verdict in enumerate(verdicts))


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


def _read_at(observation: Observation) -> datetime | None:
    """The moment the last kind was read; None when nothing was."""
    moments = observation.read_at().values()
    return datetime.fromisoformat(max(moments)) if moments else None


def _retry_at(run: Run, verdicts: Sequence[Verdict], moment: datetime) -> datetime | None:
    """When to look again by ourselves: while something is open, after longer and longer pauses, with an end.

    A watch looks again anyway.
    """
    if run.source == Run.Source.WATCH or run.retries >= len(settings.RUN_RETRY_S):
        return None
    if not any(verdict.outcome.is_open for verdict in verdicts):
        return None
    return moment + timedelta(seconds=settings.RUN_RETRY_S[run.retries])


def settle_score(run: Run) -> None:
    """Let the run that counts by the class's policy be the student's score in the lab of this run. In a transaction."""
    settle_student(place=run.session.place, lab_id=run.session.lab_id)


def settle_student(*, place: Place, lab_id: int) -> None:
    """Choose anew the run that counts for one student, and tell of it. In a transaction."""
    counted = settle_scores(place_ids=[place.pk], lab_id=lab_id).get(place.pk)
    if counted is not None:
        told = {"place": place.pk, "lab": lab_id, "earned": counted.score.earned, "total": counted.score.total}
        topics = [events.place_topic(place.pk), events.cloud_topic(place.cloud_id)]
        transaction.on_commit(lambda: events.publish(topics, "score", **told))


@transaction.atomic
def settle_scores(*, place_ids: Iterable[int], lab_id: int) -> dict[int, Attempt]:
    """Choose anew the run that counts for each place, by the class's policy; places without a run are left out."""
    places = Place.objects.select_for_update(no_key=True).filter(pk__in=list(place_ids)).order_by("pk")
    attempts = attempts_of([place.pk for place in places], lab_id)  # one settles a place at a time
    policies = policies_of(attempts, lab_id)
    chosen = {place: choose(policies.get(place, Policy.BEST), tried) for place, tried in attempts.items()}
    counted = {place: attempt for place, attempt in chosen.items() if attempt}
    Score.objects.bulk_create(
        [
            Score(place_id=at, lab_id=lab_id, run_id=one.run, percent=one.percent, **asdict(one.score))
            for at, one in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["place", "lab"],
        update_fields=["run", "earned", "possible", "total", "percent", "changed_at"],
    )
    return counted


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
        if run.claims - run.waits >= settings.RUN_CLAIMS_MAX:
            end_in_error(run, Cause(Trouble.UNEXPECTED, "classroom", "the worker was lost"))
        else:
            _queue_again(run)
    for run in list_runs_to_retry():
        Run.objects.filter(pk=run.pk).update(retry_at=None)
        request_run(session=run.session, source=Run.Source.RETRY, retries=run.retries + 1, phase=run.phase)


def _queue_again(run: Run) -> None:
    """Only one sweep of several does it: the lease that it saw must still stand."""
    overdue = Run.objects.filter(pk=run.pk, state=run.state, lease_until=run.lease_until)
    with transaction.atomic():
        patience = timezone.now() + timedelta(seconds=QUEUED_PATIENCE_S)
        if overdue.update(state=Run.State.QUEUED, claimed_at=None, lease_until=patience):
            queue("grading.grade_run", run.pk)
    run.refresh_from_db()
    tell(run)
