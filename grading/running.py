"""What a worker does with runs: look, try, judge, have it recorded; for one session or for a class at once."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
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
from grading.observing.own_projects import OwnProjects, Wanted, look_for_own_projects
from grading.observing.reach import note_look
from grading.observing.scope import deal
from grading.observing.trying import reach_of, try_all
from grading.queries import earlier_verdicts
from grading.services import LostClaim, claim_run, end_in_error, put_off_run, record_run, renew_lease
from labs.kinds import Kind
from labs.models import NO_BINDINGS, SECOND, SECOND_PROJECT, Cloud
from labs.overcloud.breaker import may_look
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import observer
from labs.overcloud.diagnosing import cause_of
from labs.schema import LabDefinition
from labs.site import file_records, fill_definition, variables_of

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
    def recorded(self) -> dict[str, str]:
        return dict(self.run.session.prepared.filter(removed_at=None).values_list("binding", "resource_id"))

    @property
    def own_project(self) -> Wanted | None:
        """Domain and name of the project that the student makes, in a lab where that is asked."""
        name = self.definition.start.own_project
        return (self.run.session.place.domain_id, name) if name else None

    def tenancy_with(self, own: OwnProjects) -> Tenancy:
        """Whose things the session is about. An own project that is not there yet has nothing."""
        session, second = self.run.session, self.recorded.get(SECOND_PROJECT, "")
        project_id = own.found.get(self.own_project, "") if self.own_project else session.project_id
        return Tenancy(project_id, second, session.place.domain_id, session.place.handle)

    @cached_property
    def parameters(self) -> Parameters:
        session = self.run.session
        persons = {"user": session.place.user_id_in_cloud, "second": self.recorded.get(SECOND, "")}
        return Parameters(
            variables=self.variables,
            recorded={name: id_ for name, id_ in self.recorded.items() if name not in NO_BINDINGS},
            persons=persons,
            files=file_records(self.definition, self.variables),
            answers=dict(session.answers.values_list("name", "value")),
            capabilities=self.cloud.capabilities,
            started_at=session.started_at.isoformat(),
            phase=self.run.phase,
            earlier=earlier_verdicts(session),
        )

    def unseen(self, cause: Cause) -> Observation:
        """What there is to judge when nothing could be looked at."""
        unseen = {kind: Collection(cause=cause.as_json()) for kind in kinds_of(self.definition)}
        return Observation(self.tenancy_with(OwnProjects()), unseen)

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
    own = own_projects_of(jobs)
    *_parts, look = _observe(jobs, own)
    note_look(jobs[0].cloud, look)
    for job in jobs:
        if own.cause and job.own_project:
            _end_one_of_many(job, job.unseen(own.cause), deadline)
        else:
            _end_one_of_many(job, distrust(deal(look, job.tenancy_with(own))), deadline)


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
    run = Run.objects.select_related("session__place__cloud", "session__lab", "session__definition", "definition").get(
        pk=run_id
    )
    tell(run)
    return Job(run)


def _may_look(job: Job) -> bool:
    """Leave a cloud that is away in peace: the run waits, and after some time ends as `unknown` with the cause."""
    if may_look(job.cloud):
        return True
    if timezone.now() - job.run.queued_at < timedelta(seconds=settings.RUN_WAIT_S):
        put_off_run(job.run, AWAY)
    else:
        job.record(job.unseen(AWAY))
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
    own = own_projects_of([job])
    if own.cause:
        observation = job.unseen(own.cause)
        note_look(job.cloud, observation.collections)
        return observation
    tenancy = job.tenancy_with(own)
    observation, look = Observation(tenancy), Look()
    for look in _observe([job], own):
        observation = deal(look, tenancy)
        _announce(job, observation, told)
    note_look(job.cloud, look)
    observation = job.with_tries(observation, deadline)
    _announce(job, observation, told)
    return observation


def _observe(jobs: Sequence[Job], own: OwnProjects) -> Iterator[Look]:
    tenancies = [job.tenancy_with(own) for job in jobs]
    limit_s = settings.OBSERVATION_S
    return observe(observer(jobs[0].cloud), tenancies=tenancies, kinds=_kinds(jobs), limit_s=limit_s)


def own_projects_of(jobs: Sequence[Job]) -> OwnProjects:
    """Where the students make the lab's project; jobs of one cloud."""
    wanted = [job.own_project for job in jobs if job.own_project]
    return look_for_own_projects(observer(jobs[0].cloud), wanted, _kinds(jobs)) if wanted else OwnProjects()


def _kinds(jobs: Sequence[Job]) -> Iterable[Kind]:
    return dict.fromkeys(kind for job in jobs for kind in kinds_of(job.definition))


def _announce(job: Job, observation: Observation, told: set[str]) -> None:
    if job.run.source == Run.Source.WATCH:  # quiet: the page shows its end alone
        return
    seen = observation.collections.keys()
    ready = [
        check.id
        for check in job.definition.checks
        if check.id not in told and not check.hidden and seen >= set(kinds_needed(check, job.definition))
    ]
    if ready:
        tell_verdicts(job.run, job.judge(distrust(observation)), ready)
        told.update(ready)
