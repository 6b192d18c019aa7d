"""What a worker does with runs: look, try, judge, have it recorded; for one session or for a class at once."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from grading.engine.agreement import distrust
from grading.engine.judging import Parameters, judge
from grading.engine.needs import kinds_needed, kinds_of
from grading.engine.observation import Collection, Observation, Tenancy
from grading.engine.trying import list_tries
from grading.engine.verdicts import Outcome, Verdict
from grading.events import tell, tell_verdicts
from grading.models import Run
from grading.observing.looking import Look, observe
from grading.observing.reach import note_look
from grading.observing.scope import deal
from grading.observing.trying import reach_of, try_all
from grading.queries import earlier_verdicts
from grading.services import LostClaim, claim_run, end_in_error, put_off_run, record_run, renew_lease
from labs.models import Cloud
from labs.overcloud.breaker import may_look
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import observer
from labs.overcloud.diagnosing import cause_of
from labs.schema import LabDefinition
from labs.site import fill_definition, variables_of

log = logging.getLogger(__name__)
POLL_S = 1.0
CONTRADICTION_S = 5  # a change between two list calls is over by then
AWAY = Cause(Trouble.REFUSED, "cloud", "left in peace after several looks without an answer")


@dataclass(frozen=True)
class Job:
    """A claimed run with all that judging it takes."""

    run: Run

    @property
    def cloud(self) -> Cloud:
        return self.run.session.place.cloud

    @cached_property
    def definition(self) -> LabDefinition:
        return fill_definition(self.run.definition.content, self.variables)

    @cached_property
    def variables(self) -> dict[str, str]:
        return variables_of(self.run.session)

    @cached_property
    def tenancy(self) -> Tenancy:
        session = self.run.session
        return Tenancy(session.project_id, "", session.place.domain_id, session.place.handle)

    @cached_property
    def parameters(self) -> Parameters:
        session = self.run.session
        return Parameters(
            variables=self.variables,
            recorded=dict(session.prepared.filter(removed_at=None).values_list("binding", "resource_id")),
            answers=dict(session.answers.values_list("name", "value")),
            capabilities=frozenset(self.cloud.site.get("capabilities", [])),
            started_at=session.started_at.isoformat(),
            phase=self.run.phase,
            earlier=earlier_verdicts(session),
        )

    def judge(self, observation: Observation) -> list[Verdict]:
        return judge(self.definition, self.parameters, observation)

    def record(self, observation: Observation) -> None:
        verdicts = self.judge(observation)
        record_run(run=self.run, parameters=self.parameters, observation=observation, verdicts=verdicts)

    def with_tries(self, observation: Observation, deadline: float) -> Observation:
        """The observation, and what the checks want tried beyond listing."""
        tries = list_tries(self.definition, self.parameters, observation)
        if not tries:
            return observation
        reach = reach_of(self.cloud, observation.tenancy)
        tried = try_all(tries, reach, limit_s=max(0.0, deadline - time.monotonic()))
        return Observation(observation.tenancy, {**observation.collections, **tried})


def grade_run(*, run_id: int) -> None:
    """Do one run: look, judge, record. Whatever happens, the run ends or goes back to the queue."""
    job = _take(run_id)
    if not job:
        return
    try:
        if _may_look(job):
            for observation in look_until_settled(job):
                last = observation
            job.record(last)
    except LostClaim:
        log.warning("run %s is another worker's now", run_id)
    except Exception as error:  # our own fault: it must end as such, and never as the student's
        log.exception("run %s could not be graded", run_id)
        end_in_error(job.run, cause_of(error, "classroom"))


def grade_together(*, run_ids: Sequence[int]) -> None:
    """Do runs of one cloud with one look for all of them: one list call for each kind, then to each what is theirs."""
    jobs = [job for run_id in run_ids for job in [_take(run_id)] if job]
    jobs = [job for job in jobs if _may_look(job)]
    if not jobs:
        return
    deadline = time.monotonic() + settings.OBSERVATION_S
    *_parts, look = _observe(jobs)
    note_look(jobs[0].cloud, look)
    for job in jobs:
        _end_one_of_many(job, distrust(deal(look, job.tenancy)), deadline)


def _end_one_of_many(job: Job, observation: Observation, deadline: float) -> None:
    """What goes wrong with one session's run must not touch the others'."""
    try:
        renew_lease(job.run)
        job.record(job.with_tries(observation, deadline))
    except LostClaim:
        log.warning("run %s is another worker's now", job.run.pk)
    except Exception as error:
        log.exception("run %s could not be graded", job.run.pk)
        end_in_error(job.run, cause_of(error, "classroom"))


def _take(run_id: int) -> Job | None:
    if not claim_run(run_id=run_id):
        return None
    run = Run.objects.select_related("session__place__cloud", "session__lab", "definition").get(pk=run_id)
    tell(run)
    return Job(run)


def _may_look(job: Job) -> bool:
    """Leave a cloud that is away in peace: the run waits, and after some time ends as `unknown` with the cause."""
    if may_look(job.cloud):
        return True
    if timezone.now() - job.run.queued_at < timedelta(seconds=settings.RUN_WAIT_S):
        put_off_run(job.run, AWAY)
    else:
        unseen = {kind: Collection(cause=AWAY.as_json()) for kind in kinds_of(job.definition)}
        job.record(Observation(job.tenancy, unseen))
    return False


def look_until_settled(job: Job) -> Iterator[Observation]:
    """Yield whole observations: one, and more while something is in transition and a check's limit allows."""
    began = time.monotonic()
    limits = {check.id: check.limit_s for check in job.definition.checks}
    while True:
        seen = look_once(job)
        observation = distrust(seen)
        yield observation
        pending = [v.check_id for v in job.judge(observation) if v.outcome is Outcome.PENDING]
        least = 0 if observation is seen else CONTRADICTION_S
        patience = min(settings.RUN_PATIENCE_S, max((limits[check_id] for check_id in pending), default=least))
        if time.monotonic() - began + POLL_S > patience:
            return
        time.sleep(POLL_S)
        renew_lease(job.run)


def look_once(job: Job) -> Observation:
    """One look at the cloud; each check is announced as soon as all that it reads has arrived."""
    told: set[str] = set()
    deadline = time.monotonic() + settings.OBSERVATION_S
    observation, look = Observation(job.tenancy), Look()
    for look in _observe([job]):
        observation = deal(look, job.tenancy)
        _announce(job, observation, told)
    note_look(job.cloud, look)
    observation = job.with_tries(observation, deadline)
    _announce(job, observation, told)
    return observation


def _observe(jobs: Sequence[Job]) -> Iterator[Look]:
    kinds = dict.fromkeys(kind for job in jobs for kind in kinds_of(job.definition))
    tenancies = [job.tenancy for job in jobs]
    return observe(observer(jobs[0].cloud), tenancies=tenancies, kinds=kinds, limit_s=settings.OBSERVATION_S)


def _announce(job: Job, observation: Observation, told: set[str]) -> None:
    seen = observation.collections.keys()
    ready = [
        check.id
        for check in job.definition.checks
        if check.id not in told and not check.hidden and seen >= set(kinds_needed(check, job.definition))
    ]
    if ready:
        tell_verdicts(job.run, job.judge(distrust(observation)), ready)
        told.update(ready)
