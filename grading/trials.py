"""Try a definition that is being written: on a stored observation, or on a cloud as it is now. Nothing is graded."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.queueing import queue
from grading.engine.verdicts import Verdict
from grading.models import Run, Trial
from grading.rejudging import Rejudged, rejudge
from labs.models import Definition, Session
from labs.overcloud.causes import Cause, Trouble

PATIENCE = timedelta(minutes=2)  # after this no worker will tell any more
LOST = Cause(Trouble.TIMEOUT, "classroom", "no worker has answered")
Content = dict[str, Any]


def try_on_run(run: Run, content: Content) -> Rejudged:
    """What the definition says of what a run saw. Needs the run's observation, session, definition and verdicts."""
    return rejudge(run, Definition(lab_id=run.session.lab_id, content=content))


def request_trial(*, session: Session, content: Content, by: Any) -> Trial:
    """Have a worker look at what the session has, and judge it."""
    trial = Trial.objects.create(session=session, content=content, requested_by=by)
    queue("grading.try_definition", trial.pk)
    return trial


def claim_trial(*, trial_id: int) -> bool:
    """False means that another worker has it."""
    waiting = Trial.objects.filter(pk=trial_id, state=Trial.State.QUEUED)
    return waiting.update(state=Trial.State.RUNNING) == 1


def end_trial(trial: Trial, *, verdicts: list[Verdict] | None = None, cause: Cause | None = None) -> None:
    """Write once what came of it; a cause says why nothing did."""
    Trial.objects.filter(pk=trial.pk, state__in=(Trial.State.QUEUED, Trial.State.RUNNING)).update(
        state=Trial.State.ERROR if cause else Trial.State.DONE,
        cause=cause and cause.as_json(),
        verdicts=[verdict.as_json() for verdict in verdicts or ()],
        seen_at=timezone.now(),
    )
    trial.refresh_from_db()


def give_up_lost_trial(trial: Trial) -> None:
    """Say so of a trial whose worker is gone."""
    if trial.is_at_work and trial.requested_at + PATIENCE < timezone.now():
        end_trial(trial, cause=LOST)
