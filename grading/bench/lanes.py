"""The same sessions once more, seen through proxies, so that requests to the cloud can be counted and spoiled."""

import time
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from django.conf import settings
from openstack.connection import Connection

from grading.bench.proxy import FaultyCloud, origins_of
from grading.bench.truth import Truth
from grading.models import Run
from grading.running import grade_run
from grading.services import request_run
from labs.models import Answer, Cloud, Place, PreparedResource, Session
from labs.overcloud.connections import grader

WORKERS_S = 60.0


@dataclass
class Lane:
    """The sessions seen through one set of proxies; runs of a lane go one after the other."""

    cloud: Cloud
    proxies: FaultyCloud
    sessions: list[Session]
    truths: dict[int, Truth] = field(default_factory=dict)


def make_lane(cloud: Cloud, sessions: Sequence[Session], number: int) -> Lane:
    """The same projects once more in the database, as those of a cloud behind proxies."""
    proxies = FaultyCloud(origins(grader(cloud)), slow_s=settings.OVERCLOUD_CALL_S * 10)
    behind = Cloud.objects.create(
        slug=f"lane-{number}",
        title="Benchmark",
        config=proxies.config(cloud.config),
        public_auth_url=cloud.public_auth_url,
        site=cloud.site,
    )
    places = {place.pk: _copied(place, cloud=behind) for place in {session.place for session in sessions}}
    return Lane(behind, proxies, [_copied_session(session, places[session.place_id]) for session in sessions])


def origins(connection: Connection) -> dict[str, str]:
    """Service type, as the catalogue names it → where it is."""
    catalogue = connection.config.get_service_catalog()
    found = catalogue.get_endpoints(interface="public") if catalogue else {}
    return origins_of(
        (service, first["url"]) for service, endpoints in found.items() for first in endpoints[:1] if first
    )


def _copied(place: Place, *, cloud: Cloud) -> Place:
    again = copy(place)
    again.pk, again.cloud = None, cloud
    again.save(force_insert=True)
    return again


def _copied_session(session: Session, place: Place) -> Session:
    again = copy(session)
    again.pk, again.place = None, place
    again.save(force_insert=True)
    Session.objects.filter(pk=again.pk).update(started_at=session.started_at)
    for row in session.prepared.all():
        PreparedResource.objects.create(
            session=again, binding=row.binding, kind=row.kind, resource_id=row.resource_id, name=row.name
        )
    for answer in session.answers.all():
        Answer.objects.create(session=again, name=answer.name, value=answer.value)
    return again


def learn_truths(lane: Lane) -> None:
    for session in lane.sessions:
        truth = Truth.of(graded(session))
        if not truth.is_whole:
            raise RuntimeError(f"a clean look at {session} leaves {dict(truth.outcomes)}")
        lane.truths[session.pk] = truth


def graded(session: Session) -> Run:
    run = request_run(session=session)
    grade_run(run_id=run.pk)
    run.refresh_from_db()
    return run


def forget(cloud: Cloud, *, cold: bool) -> None:
    """Let the grader's connection begin anew, without what earlier answers told it."""
    if cold:
        cloud.config = cloud.config | {"app_version": str(time.monotonic_ns())}
        cloud.save(update_fields=["config"])


def graded_by_workers(session: Session) -> Run:
    """The same by the classroom's own workers. Raises TimeoutError."""
    run, deadline = request_run(session=session), time.monotonic() + WORKERS_S
    while run.is_active:
        if time.monotonic() > deadline:
            raise TimeoutError(f"no worker has graded {session}")
        time.sleep(0.05)
        run.refresh_from_db()
    return run
