"""Many sessions graded again as one job: asked for, done some at a time, cancelled, resumed, swept up after.

All that it knows stands in rows, and each step is one short transaction: a worker that dies in it leaves nothing half
done, and whoever takes the next step goes on from there. So a job needs no lease.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from config.queueing import queue
from grading.events import tell_rerun
from grading.models import Rerun, RerunItem, Run, Score
from grading.services import TOGETHER_MAX, request_runs_together
from labs.models import Cloud, Session
from labs.overcloud.causes import Cause, Trouble
from labs.services import Refused

log = logging.getLogger(__name__)
AT_ONCE = 500  # rows for one statement
WAITING = Q(run=None, skipped=False)
UNDER_WAY = Q(run__state__in=Run.ACTIVE)


@dataclass(frozen=True)
class Progress:
    """How far a job is, in items. `left_s`: seconds until its end at the pace so far; None while nobody can know."""

    total: int
    waiting: int
    under_way: int
    skipped: int
    failed: int
    left_s: float | None = None

    @property
    def done(self) -> int:
        return self.total - self.waiting - self.under_way

    @property
    def graded(self) -> int:
        return self.done - self.skipped - self.failed

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


@transaction.atomic
def request_rerun(*, scope: int, sessions: Iterable[Session], by: Any) -> Rerun:
    """Ask for a new grading of many sessions. Raises Refused when none is open."""
    chosen = list(Session.objects.filter(pk__in=[one.pk for one in sessions], state=Session.State.OPEN).order_by("pk"))
    if not chosen:
        raise Refused("nothing_to_rerun")
    earned = _earned_of(chosen)
    rerun = Rerun.objects.create(scope=scope, requested_by=by)
    RerunItem.objects.bulk_create(
        [RerunItem(rerun=rerun, session=one, earned_before=earned.get((one.place_id, one.lab_id))) for one in chosen],
        AT_ONCE,
    )
    queue("grading.rerun", rerun.pk)
    return rerun


def _earned_of(sessions: Sequence[Session]) -> dict[tuple[int, int], int]:
    scores = Score.objects.filter(
        place__in={one.place_id for one in sessions}, lab__in={one.lab_id for one in sessions}
    )
    return {(place, lab): earned for place, lab, earned in scores.values_list("place", "lab", "earned")}


def go_on(*, rerun_id: int) -> None:
    """Take the next step of a job. Whatever goes wrong, it ends in a state that says so and can be resumed."""
    try:
        stepped = _step(rerun_id)
    except SoftTimeLimitExceeded:
        raise  # the sweep takes the step again
    except Exception as error:
        log.exception("rerun %s", rerun_id)
        cause = Cause(Trouble.UNEXPECTED, "classroom", str(error)).as_json()
        stepped = _end(Rerun.objects.filter(pk=rerun_id), Rerun.State.ERROR, cause=cause)
    if stepped:
        _tell(Rerun.objects.get(pk=rerun_id))


@transaction.atomic
def _step(rerun_id: int) -> bool:
    """Ask for the next gradings as soon as the last ones have ended; whether anything has changed."""
    mine = Rerun.objects.filter(pk=rerun_id, state=Rerun.State.RUNNING)
    rerun = mine.select_for_update().first()
    if rerun is None:
        return False
    mine.update(touched_at=timezone.now())
    if rerun.items.filter(UNDER_WAY).exists():
        return True
    items = list(rerun.items.filter(WAITING).select_related(*NEEDED)[:TOGETHER_MAX])
    if not items:
        return _end(mine, Rerun.State.DONE)
    _ask_for(items, rerun)
    return True


NEEDED = ("session__place", "session__lab", "session__definition")


def _ask_for(items: Sequence[RerunItem], rerun: Rerun) -> None:
    """A session that is being graded already is waited for; one that is no longer open is passed over."""
    runs = request_runs_together(sessions=[item.session for item in items], by=rerun.requested_by)
    made = {run.session_id: run for run in runs}
    others = Run.objects.filter(session__in=[item.session_id for item in items], state__in=Run.ACTIVE)
    found = {run.session_id: run for run in others} | made
    for item in items:
        item.run = found.get(item.session_id)
        item.skipped = item.run is None
    RerunItem.objects.bulk_update(items, ["run", "skipped"], AT_ONCE)
    if not found:
        queue("grading.rerun", rerun.pk)  # nothing will end that could take the next step


def go_on_after(*, run_ids: Iterable[int]) -> None:
    """Some gradings have ended: let the jobs that asked for them take their next step."""
    items = RerunItem.objects.filter(run__in=list(run_ids), rerun__state=Rerun.State.RUNNING)
    for rerun_id in items.order_by().values_list("rerun", flat=True).distinct():
        go_on(rerun_id=rerun_id)


def cancel_rerun(*, rerun: Rerun) -> bool:
    """Ask for no more gradings; those under way are graded to their end. False: it had stopped already."""
    done = _end(Rerun.objects.filter(pk=rerun.pk, state=Rerun.State.RUNNING), Rerun.State.CANCELLED)
    _tell(rerun)
    return done


@transaction.atomic
def resume_rerun(*, rerun: Rerun) -> bool:
    """Go on with what is left of a job that was cancelled or interrupted. False: it has not stopped."""
    moment = timezone.now()
    stopped = Rerun.objects.filter(pk=rerun.pk, state__in=Rerun.STOPPED)
    begun = {"resumed_at": moment, "resumed_with": progress_of(rerun).done, "touched_at": moment}
    if not stopped.update(state=Rerun.State.RUNNING, cause=None, finished_at=None, **begun):
        return False
    queue("grading.rerun", rerun.pk)
    transaction.on_commit(lambda: _tell(rerun))
    return True


def _end(reruns: QuerySet[Rerun], state: Rerun.State, cause: Any = None) -> bool:
    return reruns.update(state=state, cause=cause, finished_at=timezone.now()) == 1


def progress_of(rerun: Rerun) -> Progress:
    return progresses_of([rerun])[rerun.pk]


def progresses_of(reruns: Iterable[Rerun]) -> dict[int, Progress]:
    """Job → how far it is. One query, however many jobs and items."""
    several = {rerun.pk: rerun for rerun in reruns}
    rows = RerunItem.objects.filter(rerun__in=several).order_by().values("rerun").annotate(**COUNTS)
    found = {rerun_id: Progress(*counts) for rerun_id, *counts in rows.values_list("rerun", *COUNTS)}
    return {pk: _with_time_left(rerun, found.get(pk, Progress(0, 0, 0, 0, 0))) for pk, rerun in several.items()}


COUNTS = {
    "total": Count("pk"),
    "waiting": Count("pk", filter=WAITING),
    "under_way": Count("pk", filter=UNDER_WAY),
    "passed_over": Count("pk", filter=Q(skipped=True)),
    "failed": Count("pk", filter=Q(run__state=Run.State.ERROR)),
}


def _with_time_left(rerun: Rerun, progress: Progress) -> Progress:
    return replace(progress, left_s=_seconds_left(rerun, progress)) if rerun.is_running else progress


def _seconds_left(rerun: Rerun, progress: Progress) -> float | None:
    """At the pace since the job began, or was resumed."""
    done = progress.done - rerun.resumed_with
    if done <= 0:
        return None
    took = (timezone.now() - rerun.resumed_at).total_seconds()
    return took / done * (progress.total - progress.done)


def sweep_reruns() -> None:
    """Take the next step of jobs that nobody has got on with: a worker or a message was lost, or the cloud was away."""
    overdue = timezone.now() - timedelta(seconds=settings.RERUN_PATIENCE_S)
    for pk in Rerun.objects.filter(state=Rerun.State.RUNNING, touched_at__lt=overdue).values_list("pk", flat=True):
        go_on(rerun_id=pk)


def _tell(rerun: Rerun) -> None:
    clouds = Cloud.objects.filter(places__sessions__in=rerun.items.values("session")).distinct()
    tell_rerun(rerun, list(clouds.values_list("pk", flat=True)))
