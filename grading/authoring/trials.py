"""A worker's part in trying a definition: look once at what an open session has in its cloud, and judge that."""

import logging
from dataclasses import replace

from celery.exceptions import SoftTimeLimitExceeded

from grading.authoring.one_look import NowhereToLook, look_once, where_of_session
from grading.engine.judging import judge
from grading.engine.verdicts import Verdict
from grading.models import Trial
from grading.trials import Content, claim_trial, end_trial
from labs.models import Session
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.diagnosing import cause_of
from labs.site import file_records, fill_definition

log = logging.getLogger(__name__)


def work_at_trial(*, trial_id: int) -> None:
    """What stands in the way is kept with the trial."""
    if not claim_trial(trial_id=trial_id):
        return
    trial = Trial.objects.select_related("session__place", "session__lab").get(pk=trial_id)
    try:
        verdicts = _look_and_judge(trial.session, trial.content)
    except NowhereToLook as error:
        end_trial(trial, cause=Cause(Trouble.MISSING, "classroom", str(error)))
    except SoftTimeLimitExceeded:
        end_trial(trial, cause=Cause(Trouble.TIMEOUT, "cloud", "the look took too long"))
    except Exception as error:  # noqa: BLE001  three libraries raise; the author must see why
        log.warning("trial %s: %s", trial_id, error)
        end_trial(trial, cause=cause_of(error, "cloud"))
    else:
        end_trial(trial, verdicts=verdicts)


def _look_and_judge(session: Session, content: Content) -> list[Verdict]:
    where = where_of_session(session.place, session.lab)
    sightings = [seen for _kind, _seconds, seen in look_once(content, where)]
    if not sightings:
        raise NowhereToLook("the definition asks for nothing that can be looked at")
    seen = sightings[-1]
    filled = fill_definition(content, seen.parameters.variables)
    parameters = replace(seen.parameters, files=file_records(filled, seen.parameters.variables))
    return judge(filled, parameters, seen.observation)
