"""Try a definition that is being written: on a stored observation, or on a cloud as it is now. Nothing is graded."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.queueing import queue
from grading.authoring.one_look import NowhereToLook, look_once, where_of_session
from grading.engine.judging import judge
from grading.engine.verdicts import Verdict
from grading.models import Run, Trial
from grading.rejudging import Rejudged, rejudge
from labs.models import Definition, Session
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.diagnosing import cause_of
from labs.site import file_records, fill_definition

log = logging.getLogger(__name__)
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


def work_at_trial(*, trial_id: int) -> None:
    """Look once and judge; what stands in the way is kept with the trial."""
    if not claim_trial(trial_id=trial_id):
        return
    trial = Trial.objects.select_related("session__place", "session__lab").get(pk=trial_id)
    try:
        verdicts = _look_and_judge(trial.session, trial.content)
    except NowhereToLook as error:
        _end(trial, cause=Cause(Trouble.MISSING, "classroom", str(error)))
    except Exception as error:  # noqa: BLE001  three libraries raise; the author must see why
        log.warning("trial %s: %s", trial_id, error)
        _end(trial, cause=cause_of(error, "cloud"))
    else:
        _end(trial, verdicts=verdicts)


def give_up_lost_trial(trial: Trial) -> None:
    """Say so of a trial whose worker is gone."""
    if trial.is_at_work and trial.requested_at + PATIENCE < timezone.now():
        _end(trial, cause=LOST)


def _look_and_judge(session: Session, content: Content) -> list[Verdict]:
    where = where_of_session(session.place, session.lab)
    sightings = [seen for _kind, _seconds, seen in look_once(content, where)]
    if not sightings:
        raise NowhereToLook("the definition asks for nothing that can be looked at")
    seen = sightings[-1]
    filled = fill_definition(content, seen.parameters.variables)
    parameters = replace(seen.parameters, files=file_records(filled, seen.parameters.variables))
    return judge(filled, parameters, seen.observation)


def _end(trial: Trial, *, verdicts: list[Verdict] | None = None, cause: Cause | None = None) -> None:
    Trial.objects.filter(pk=trial.pk, state__in=(Trial.State.QUEUED, Trial.State.RUNNING)).update(
        state=Trial.State.ERROR if cause else Trial.State.DONE,
        cause=cause and cause.as_json(),
        verdicts=[verdict.as_json() for verdict in verdicts or ()],
        seen_at=timezone.now(),
    )
    trial.refresh_from_db()
