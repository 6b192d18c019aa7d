"""A new definition over what was seen before: asked for, judged in turns, promoted or dropped by a person."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from config.queueing import queue
from grading.engine.scoring import Score
from grading.events import tell_regrade
from grading.models import Regrade, RegradeRow, Run
from grading.promoting import promote_next
from grading.queries import QUEUED_PATIENCE_S
from grading.rejudging import Rejudged, rejudge
from grading.services import LostClaim
from grading.whatif import Change, list_standings
from labs.models import Lab, Place
from labs.overcloud.causes import Cause, Trouble
from labs.services import Refused

log = logging.getLogger(__name__)
RUNS_AT_ONCE = 20  # judged between two looks at the clock, and written together


def request_regrade(*, lab: Lab, scope: int, place_ids: Iterable[int], by: Any) -> Regrade:
    """Ask what the lab's definition would make of the runs of some places. While one is open, that one. Raises Refused.

    One that was begun for an older definition is dropped for it, unless it is being promoted.
    """
    if lab.definition is None:
        raise Refused("no_definition")
    try:
        with transaction.atomic():
            Lab.objects.select_for_update(no_key=True).get(pk=lab.pk)  # one asks at a time
            current = Regrade.objects.filter(lab=lab, scope=scope, state__in=Regrade.OPEN).first()
            if current and (current.definition_id == lab.definition_id or current.state == Regrade.State.PROMOTING):
                return current
            if current:
                drop_regrade(regrade=current, by=by)
            return _begin(lab, scope, list(place_ids), by)
    except IntegrityError:
        return Regrade.objects.get(lab=lab, scope=scope, state__in=Regrade.OPEN)


def _begin(lab: Lab, scope: int, place_ids: list[int], by: Any) -> Regrade:
    assert lab.definition is not None  # noqa: S101  the caller has looked
    regrade = Regrade.objects.create(lab=lab, definition=lab.definition, scope=scope, requested_by=by)
    regrade.places.set(place_ids)
    regrade.total = list_runs_to_judge(regrade).count()
    if not regrade.total:
        raise Refused("nothing_to_regrade")
    regrade.save(update_fields=["total"])
    queue("grading.regrade", regrade.pk)
    return regrade


def list_runs_to_judge(regrade: Regrade) -> QuerySet[Run]:
    """The runs of the regrade's places that were seen and judged by another definition, and are not judged anew yet."""
    runs = Run.objects.filter(session__lab=regrade.lab_id, session__place__in=regrade.places.values("pk"))
    seen = runs.filter(state=Run.State.GRADED, replaced_by__isnull=True, observation__isnull=False)
    return seen.exclude(definition=regrade.definition_id).exclude(pk__in=regrade.rows.values("run")).order_by("pk")


def promote_regrade(*, regrade: Regrade, choice: Regrade.Choice, falls: Iterable[int] = (), by: Any) -> None:
    """Let the new verdicts hold. `falls`: the places whose fall the person has seen and agrees to. Raises Refused."""
    agreed = set(falls) if choice == Regrade.Choice.ALL else set()
    falling = {one.place for one in list_standings(regrade) if one.change is Change.FALLS}
    if choice == Regrade.Choice.ALL and not falling <= agreed:
        raise Refused("falls_changed")
    ready = Regrade.objects.filter(pk=regrade.pk, state=Regrade.State.READY)
    moment = timezone.now()
    values = {"choice": choice, "falls": sorted(agreed & falling), "decided_by": by, "decided_at": moment}
    work = {"total": regrade.places.count(), "done": 0, "lease_until": None, "touched_at": moment, "losses": 0}
    with transaction.atomic():
        if not ready.update(state=Regrade.State.PROMOTING, **values, **work):
            raise Refused("not_ready")
        queue("grading.regrade", regrade.pk)
    _tell(regrade)


def drop_regrade(*, regrade: Regrade, by: Any) -> None:
    """Leave everything as it is. What is being promoted or has been decided stays. A worker at it loses its claim."""
    moment = timezone.now()
    undecided = Regrade.objects.filter(pk=regrade.pk, state__in=UNDECIDED)
    undecided.update(
        state=Regrade.State.DROPPED, decided_by=by, decided_at=moment, finished_at=moment, claims=F("claims") + 1
    )
    _tell(regrade)


UNDECIDED = (Regrade.State.QUEUED, Regrade.State.RUNNING, Regrade.State.READY)


def work_at_regrade(*, regrade_id: int) -> None:
    """A worker's turn: go on where the last one stopped, then let others have theirs."""
    regrade = claim_regrade(regrade_id=regrade_id)
    if regrade is None:
        return
    try:
        if _work(regrade, until=time.monotonic() + settings.REGRADE_TURN_S):
            _end(regrade, Regrade.State.PROMOTED if _is_promoting(regrade) else Regrade.State.READY)
        else:
            _hand_back(regrade)
    except LostClaim:
        log.warning("regrade %s is another worker's now, or was dropped", regrade_id)
    except SoftTimeLimitExceeded:
        raise  # the sweep hands it out again
    except Exception as error:
        log.exception("regrade %s", regrade_id)
        _end(regrade, Regrade.State.ERROR, Cause(Trouble.UNEXPECTED, "classroom", str(error)))


def claim_regrade(*, regrade_id: int) -> Regrade | None:
    """Take a regrade that waits for work; None means that another worker has it, or that there is nothing to do."""
    waiting = Regrade.objects.filter(pk=regrade_id, state__in=Regrade.AT_WORK, lease_until__isnull=True)
    moment = timezone.now()
    lease = moment + timedelta(seconds=settings.REGRADE_LEASE_S)
    if not waiting.update(claims=F("claims") + 1, lease_until=lease, touched_at=moment):
        return None
    regrade = Regrade.objects.select_related("definition", "lab").get(pk=regrade_id)
    if regrade.state == Regrade.State.QUEUED:
        _mine(regrade).update(state=Regrade.State.RUNNING)
    return regrade


def _is_promoting(regrade: Regrade) -> bool:
    return regrade.state == Regrade.State.PROMOTING


def _mine(regrade: Regrade) -> QuerySet[Regrade]:
    """The row while this worker's claim stands."""
    return Regrade.objects.filter(pk=regrade.pk, claims=regrade.claims, state__in=Regrade.AT_WORK)


def hold(regrade: Regrade, **progress: Any) -> None:
    """Renew the lease and note the progress. Raises LostClaim. In a transaction nothing of a lost claim is written."""
    moment = timezone.now()
    lease = moment + timedelta(seconds=settings.REGRADE_LEASE_S)
    if not _mine(regrade).update(lease_until=lease, touched_at=moment, losses=0, **progress):
        raise LostClaim


def _work(regrade: Regrade, *, until: float) -> bool:
    """Work until the moment of the monotonic clock; True when nothing is left to do."""
    step = _promote_one if _is_promoting(regrade) else _judge_some
    while step(regrade):
        if time.monotonic() > until:
            return False
    return True


def _judge_some(regrade: Regrade) -> bool:
    """Judge the next few runs; False when there are none."""
    runs = list(list_runs_to_judge(regrade).select_related(*NEEDED).prefetch_related("verdicts")[:RUNS_AT_ONCE])
    rows = [row_of(regrade, run, rejudge(run, regrade.definition)) for run in runs]
    with transaction.atomic():
        hold(regrade, done=F("done") + len(rows))
        RegradeRow.objects.bulk_create(rows)
    return bool(rows)


NEEDED = ("observation", "definition", "session")


def row_of(regrade: Regrade, run: Run, found: Rejudged) -> RegradeRow:
    return RegradeRow(
        regrade=regrade,
        run=run,
        trouble=found.trouble,
        changes=found.changes,
        **_points(Score(run.earned, run.possible, run.total), "before"),
        **_points(found.score, "after"),
    )


def _points(score: Score, when: str) -> dict[str, int]:
    return {
        f"earned_{when}": score.earned,
        f"possible_{when}": score.possible,
        f"total_{when}": score.total,
    }


def _promote_one(regrade: Regrade) -> bool:
    """Promote the next place; False when there is none. What was graded since is judged first."""
    place = regrade.places.filter(pk__gt=regrade.reached).order_by("pk").first()
    if place is None:
        return False
    runs = list_runs_to_judge(regrade).filter(session__place=place).select_related(*NEEDED)
    with transaction.atomic():
        hold(regrade, done=F("done") + 1, reached=place.pk)
        late = list(runs.prefetch_related("verdicts"))
        RegradeRow.objects.bulk_create(row_of(regrade, run, rejudge(run, regrade.definition)) for run in late)
        promote_next(regrade, place)
    regrade.reached = place.pk
    return True


def _hand_back(regrade: Regrade) -> None:
    with transaction.atomic():
        if _mine(regrade).update(lease_until=None, touched_at=timezone.now()):
            queue("grading.regrade", regrade.pk)
    _tell(regrade)


def _end(regrade: Regrade, state: Regrade.State, cause: Cause | None = None) -> None:
    finished = None if state == Regrade.State.READY else timezone.now()
    _mine(regrade).update(state=state, cause=cause and cause.as_json(), lease_until=None, finished_at=finished)
    _tell(regrade)


def _tell(regrade: Regrade) -> None:
    clouds = Place.objects.filter(regrades=regrade).order_by().values_list("cloud", flat=True).distinct()
    tell_regrade(regrade, list(clouds))


def sweep_regrades() -> None:
    """Hand out again what no worker has taken in time or whose worker is gone; after three losses in a row end it."""
    moment = timezone.now()
    lost = Q(lease_until__lt=moment)
    forgotten = Q(lease_until__isnull=True, touched_at__lt=moment - timedelta(seconds=QUEUED_PATIENCE_S))
    for regrade in Regrade.objects.filter(lost | forgotten, state__in=Regrade.AT_WORK):
        losses = regrade.losses + (regrade.lease_until is not None)
        if losses >= settings.RUN_CLAIMS_MAX:
            _end(regrade, Regrade.State.ERROR, Cause(Trouble.UNEXPECTED, "classroom", "the worker was lost"))
            continue
        with transaction.atomic():  # only one sweep of several does it: what it saw must still stand
            seen = _mine(regrade).filter(touched_at=regrade.touched_at, lease_until=regrade.lease_until)
            if seen.update(lease_until=None, touched_at=moment, losses=losses):
                queue("grading.regrade", regrade.pk)
