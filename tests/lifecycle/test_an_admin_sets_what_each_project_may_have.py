"""Quotas of a cloud hold for each of a student's projects; a lab that needs more keeps more."""

from typing import Any

import pytest

from course.models import User
from course.operating.clouds import set_cloud_quotas
from labs.cloud_work import work_at_cloud
from labs.models import CloudJob, Place
from tests.lifecycle.world import finished, make_session, prepared

START = {"quota": {"instances": 4, "routers": 12}, "make": [{"bind": "net", "network": {"name": "front-net"}}]}


def allowed(admin: Any, project_id: str) -> tuple[int, int, int, int]:
    compute, network = admin.compute.get_quota_set(project_id), admin.network.get_quota(project_id)
    volumes = admin.block_storage.get_quota_set(project_id)
    return compute.instances, volumes.volumes, network.routers, network.networks


def set_and_work(place: Place, boss: User, **quotas: int) -> None:
    job = set_cloud_quotas(by=boss, cloud=place.cloud, quotas=quotas)
    work_at_cloud(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.cause) == (CloudJob.State.DONE, None)


@pytest.fixture
def boss(place: Place) -> User:
    return User.objects.create(username="boss", is_superuser=True)


def test_quotas_are_set_on_projects_that_stand_and_on_those_that_come(place: Place, admin: Any, boss: User) -> None:
    usual = allowed(admin, place.home_project_id)
    session = prepared(make_session(place, START))
    set_and_work(place, boss, instances=2, volumes=3, routers=5)
    assert allowed(admin, place.home_project_id) == (2, 3, 5, usual[3])
    assert allowed(admin, session.project_id) == (4, 3, 12, usual[3])
    assert finished(session).state == "finished"

    place.cloud.refresh_from_db()
    later = prepared(make_session(place, START))
    assert allowed(admin, later.project_id) == (4, 3, 12, usual[3])

    set_and_work(place, boss, volumes=3)  # the rest is the cloud's own matter again
    assert allowed(admin, place.home_project_id) == (usual[0], 3, usual[2], usual[3])
    assert finished(later).state == "finished"
