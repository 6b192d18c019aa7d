"""What a worker does with a run: look, judge, have it recorded."""

import logging
import time
from collections.abc import Iterator

from django.conf import settings

from grading.engine.agreement import distrust
from grading.engine.judging import Parameters, judge
from grading.engine.needs import kinds_needed, kinds_of
from grading.engine.observation import Observation
from grading.engine.verdicts import Outcome
from grading.events import tell, tell_verdicts
from grading.models import Run
from grading.observing.looking import observe
from grading.services import LostClaim, claim_run, end_in_error, record_run, renew_lease
from labs.overcloud.connections import grader
from labs.overcloud.diagnosing import cause_of
from labs.schema import LabDefinition
from labs.site import fill_definition, variables_of

log = logging.getLogger(__name__)
POLL_S = 1.0
CONTRADICTION_S = 5  # a change between two list calls is over by then


def grade_run(*, run_id: int) -> None:
    """Do one run: look, judge, record. Whatever happens, the run ends or goes back to the queue."""
    if not claim_run(run_id=run_id):
        return
    run = Run.objects.select_related("session__place__cloud", "session__lab", "definition").get(pk=run_id)
    tell(run)
    try:
        _grade(run)
    except LostClaim:
        log.warning("run %s is another worker's now", run_id)
    except Exception as error:  # our own fault: it must end as such, and never as the student's
        log.exception("run %s could not be graded", run_id)
        end_in_error(run, cause_of(error, "classroom"))


def _grade(run: Run) -> None:
    variables = variables_of(run.session)
    definition = fill_definition(run.definition.content, variables)
    parameters = parameters_of(run, variables)
    for observation in look_until_settled(run, definition, parameters):
        verdicts = judge(definition, parameters, observation)
    record_run(run=run, parameters=parameters, observation=observation, verdicts=verdicts)


def parameters_of(run: Run, variables: dict[str, str]) -> Parameters:
    session = run.session
    return Parameters(
        variables=variables,
        recorded=dict(session.prepared.filter(removed_at=None).values_list("binding", "resource_id")),
        answers=dict(session.answers.values_list("name", "value")),
        capabilities=frozenset(session.place.cloud.site.get("capabilities", [])),
        started_at=session.started_at.isoformat(),
    )


def look_until_settled(run: Run, definition: LabDefinition, parameters: Parameters) -> Iterator[Observation]:
    """Yield whole observations: one, and more while something is in transition and a check's limit allows."""
    began = time.monotonic()
    limits = {check.id: check.limit_s for check in definition.checks}
    while True:
        seen = look_once(run, definition, parameters)
        observation = distrust(seen)
        yield observation
        pending = [v.check_id for v in judge(definition, parameters, observation) if v.outcome is Outcome.PENDING]
        least = 0 if observation is seen else CONTRADICTION_S
        patience = min(settings.RUN_PATIENCE_S, max((limits[check_id] for check_id in pending), default=least))
        if time.monotonic() - began + POLL_S > patience:
            return
        time.sleep(POLL_S)
        renew_lease(run)


def look_once(run: Run, definition: LabDefinition, parameters: Parameters) -> Observation:
    """One look at the cloud; each check is announced as soon as all that it reads has arrived."""
    told: set[str] = set()
    connection = grader(run.session.place.cloud)
    looks = observe(
        connection, project_id=run.session.project_id, kinds=kinds_of(definition), limit_s=settings.OBSERVATION_S
    )
    observation = Observation(run.session.project_id)
    for observation in looks:
        seen = observation.collections.keys()
        ready = [c.id for c in definition.checks if c.id not in told and seen >= set(kinds_needed(c, definition))]
        if ready:
            tell_verdicts(run, judge(definition, parameters, distrust(observation)), ready)
            told.update(ready)
    return observation
