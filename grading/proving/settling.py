"""Wait until the cloud has done what a command asked for: many commands do not, and students look before they go on."""

import time

from django.conf import settings

from grading.engine.needs import kinds_of
from grading.engine.observation import Observation
from grading.engine.scene import is_settling
from grading.models import Run
from grading.observing.looking import observe
from grading.observing.scope import deal
from grading.running import Job, own_projects_of
from labs.kinds import KINDS, LISTED, Kind
from labs.models import Session
from labs.overcloud.connections import observer

POLL_S, PATIENCE_S = 0.3, 60.0


def wait_until_settled(session: Session) -> None:
    """Of what the lab is about. What has not settled after a minute, the next command or the grading tells."""
    job = Job(Run(session=session, definition=session.definition))
    kinds = _kinds_of(job)
    until = time.monotonic() + PATIENCE_S
    while kinds and time.monotonic() < until:
        seen = _look(job, kinds)
        if not any(is_settling(kind, record) for kind in kinds for record in seen.collections[kind].records):
            return
        time.sleep(POLL_S)


def _kinds_of(job: Job) -> list[Kind]:
    """What checks look at and start makes, where a state tells by itself that the cloud is at work."""
    about = {*kinds_of(job.definition), *(item.kind for item in job.definition.start.make)}
    return sorted(
        kind for kind in about & LISTED if KINDS[kind].busy or (KINDS[kind].settling and not KINDS[kind].settling_with)
    )


def _look(job: Job, kinds: list[Kind]) -> Observation:
    tenancy = job.tenancy_with(own_projects_of([job]))
    *_parts, look = observe(observer(job.cloud), tenancies=[tenancy], kinds=kinds, limit_s=settings.OBSERVATION_S)
    return deal(look, tenancy)
