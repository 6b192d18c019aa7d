"""What was left in a cloud is found without a change, and removed by recorded id and project: nothing of others."""

from collections.abc import Iterator
from typing import Any

import pytest
from openstack.exceptions import NotFoundException

from course.models import User
from course.operating.clouds import ask_job, remove_leftovers
from labs.cloud_work import work_at_cloud
from labs.models import CloudJob, Place, PreparedResource, Session
from labs.overcloud.connections import identity
from tests.lifecycle.world import finished, make_session, prepared, recorded
from tests.practice import tenants

Kind = CloudJob.Kind
START = {
    "make": [
        {"bind": "net", "network": {"name": "front-net"}},
        {"bind": "vol", "volume": {"name": "db1", "size": 1}},
        {"bind": "flv", "flavor": {"name": "{S}-eph", "vcpus": 1, "ram": 512, "disk": 1}},
    ]
}


@pytest.fixture
def boss(place: Place) -> User:
    return User.objects.create(username="boss", is_superuser=True)


def worked(job: CloudJob) -> CloudJob:
    work_at_cloud(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.cause) == (CloudJob.State.DONE, None)
    return job


def search(boss: User, place: Place) -> dict[str, dict[str, Any]]:
    """What is found of this test's students, by key; other tests leave their traces in the same cloud."""
    job = worked(ask_job(by=boss, cloud=place.cloud, kind=Kind.LEFTOVERS))
    return {f"{one['kind']}:{one['id']}": one for one in job.report["found"]}


def forgotten(session: Session) -> Session:
    """As if a finish had lost track of everything: the records say it is over, and the cloud still has it."""
    Session.objects.filter(pk=session.pk).update(state=Session.State.FINISHED)
    session.refresh_from_db()
    return session


def exists(connection: Any, project_id: str) -> bool:
    try:
        return bool(identity(connection).get_project(project_id))
    except NotFoundException:
        return False


@pytest.fixture
def foreign(admin: Any) -> Iterator[Any]:
    """A domain that somebody else has made, under a name like ours."""
    domain = identity(admin).create_domain(name="stranger-dom")
    yield domain
    tenants.drop_domain(admin, domain)


def test_a_forgotten_lab_is_found_and_removed_and_the_rest_stands(
    place: Place, neighbour: Place, admin: Any, boss: User, foreign: Any
) -> None:
    left, going_on = forgotten(prepared(make_session(place, START))), prepared(make_session(neighbour, START))
    own = identity(admin).create_project(name="their-own", domain_id=place.domain_id)
    flavor = recorded(left)["flv"]

    found = search(boss, place)
    assert {key: found[key]["why"] for key in found if found[key]["handle"] == place.handle} == {
        f"project:{left.project_id}": "finished",
        f"flavor:{flavor}": "made",
        f"project:{own.id}": "other_name",
    }
    assert found[f"project:{left.project_id}"]["holds"] == {"network": 1, "volume": 1}
    assert found[f"domain:{foreign.id}"]["why"] == "looks_like"
    assert not [one for one in found.values() if one["handle"] == neighbour.handle]
    assert exists(admin, left.project_id)  # a search changes nothing

    keys = [*found, f"project:{going_on.project_id}", f"project:{place.home_project_id}"]
    removal = worked(remove_leftovers(by=boss, cloud=place.cloud, keys=keys))
    assert {key: one["state"] for key, one in removal.report["results"].items() if key in found} == {
        f"project:{left.project_id}": "removed",
        f"flavor:{flavor}": "removed",
    }
    assert not exists(admin, left.project_id)
    assert not [one for one in admin.compute.flavors(is_public=None) if one.id == flavor]
    for project in (own.id, going_on.project_id, place.home_project_id, neighbour.home_project_id):
        assert exists(admin, project)
    assert identity(admin).get_domain(foreign.id).name == "stranger-dom"
    assert [one.name for one in admin.network.networks(project_id=going_on.project_id)] == ["front-net"]
    assert finished(going_on).state == Session.State.FINISHED


def test_what_is_in_use_again_stays(place: Place, admin: Any, boss: User) -> None:
    left = forgotten(prepared(make_session(place, START)))
    found = search(boss, place)
    key = f"project:{left.project_id}"
    assert key in found
    job = remove_leftovers(by=boss, cloud=place.cloud, keys=[key])
    Session.objects.filter(pk=left.pk).update(state=Session.State.OPEN)
    assert worked(job).report["results"][key]["state"] == "left"
    assert exists(admin, left.project_id)
    assert finished(left).state == Session.State.FINISHED


def test_what_services_hold_for_a_project_that_is_gone_is_removed(place: Place, admin: Any, boss: User) -> None:
    left = forgotten(prepared(make_session(place, START)))
    PreparedResource.objects.filter(session=left, kind="flavor").delete()
    identity(admin).delete_project(left.project_id)
    key = f"orphans:{left.project_id}"
    found = search(boss, place)
    assert (found[key]["why"], found[key]["holds"]) == ("orphans", {"network": 1, "volume": 1})
    removal = worked(remove_leftovers(by=boss, cloud=place.cloud, keys=[key]))
    assert removal.report["results"][key]["state"] == "removed"
    assert key not in search(boss, place)
    assert not list(admin.network.networks(project_id=left.project_id))
