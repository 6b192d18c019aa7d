"""What the student has under a name that must be free is removed at start; what is another's stops the start."""

from typing import Any

from labs.models import Place, Session
from labs.overcloud.connections import student
from tests.lifecycle.world import finished, make_session, prepared, recorded

UNUSED = [
    {"kind": "keypair", "name": "given-key"},
    {"kind": "project", "name": "{S}-finance"},
    {"kind": "user", "name": "{S}-dev"},
    {"kind": "group", "name": "{S}-team"},
    {"kind": "flavor", "name": "{S}-app"},
    {"kind": "network", "name": "{S}-ext"},
]


def test_the_students_own_is_removed_once(place: Place, neighbour: Place, admin: Any) -> None:
    handle, keystone = place.handle, admin.identity
    for one in (place, neighbour):
        student(one, one.home_project_id).compute.create_keypair(name="given-key")
        keystone.create_user(domain_id=one.domain_id, name=f"{handle}-dev", password="secret-1")
        keystone.create_group(domain_id=one.domain_id, name=f"{handle}-team")
        project = keystone.create_project(domain_id=one.domain_id, name=f"{handle}-finance")
        admin.network.create_network(name=f"{handle}-ext", project_id=project.id)
    admin.compute.create_flavor(name=f"{handle}-app", vcpus=1, ram=512, disk=1)
    session = prepared(make_session(place, {"unused": UNUSED}))
    assert session.state == Session.State.OPEN
    assert things_of(admin, place, handle) == []
    assert f"{handle}-app" not in {flavor.name for flavor in admin.compute.flavors()}
    assert things_of(admin, neighbour, handle) == ["dev", "ext", "finance", "given-key", "team"]


def things_of(admin: Any, place: Place, handle: str) -> list[str]:
    keystone, own = admin.identity, {"domain_id": place.domain_id}
    projects = list(keystone.projects(**own))
    names = [found.name for found in (*projects, *keystone.users(**own), *keystone.groups(**own))]
    ids = {project.id for project in projects}
    names += [net.name for net in admin.network.networks() if net.project_id in ids]
    names += [pair.name for pair in admin.compute.keypairs(user_id=place.user_id_in_cloud)]
    marks = ("dev", "team", "finance", "ext", "given-key")
    return sorted(name.removeprefix(f"{handle}-") for name in names if name.endswith(marks))


def test_what_is_made_in_the_lab_stays_when_start_is_repeated(place: Place) -> None:
    session = prepared(make_session(place, {"unused": UNUSED}))
    student(place, session.project_id).compute.create_keypair(name="given-key")
    prepared(session)
    assert [pair.name for pair in student(place, session.project_id).compute.keypairs()] == ["given-key"]


def test_a_segment_that_is_taken_stops_the_start_and_says_so(place: Place, admin: Any) -> None:
    number = place.cloud.site["vlan_base"] + 2 * place.number
    physical = place.cloud.site["physical_network"]
    taken = admin.network.create_network(
        name="taken",
        provider_network_type="vlan",
        provider_physical_network=physical,
        provider_segmentation_id=number,
    )
    try:
        session = prepared(make_session(place, {"unused": [{"kind": "vlan", "name": "{VLAN}"}]}))
        assert session.state == Session.State.BROKEN
        assert session.cause is not None
        assert session.cause["trouble"] == "taken"
        assert f"segment {number} of {physical}" in session.cause["detail"]
    finally:
        admin.network.delete_network(taken)
    assert prepared(session).state == Session.State.OPEN


def test_an_own_project_is_not_made_but_its_name_is_freed_and_it_is_removed(place: Place, admin: Any) -> None:
    name = f"{place.handle}-prod"
    admin.identity.create_project(domain_id=place.domain_id, name=name)
    session = prepared(make_session(place, {"persons": ["operator"], "own_project": "{S}-prod"}))
    assert (session.state, session.project, session.project_id) == (Session.State.OPEN, name, "")
    assert recorded(session).keys() == {"operator person"}
    assert not list(admin.identity.projects(domain_id=place.domain_id, name=name))
    made = admin.identity.create_project(domain_id=place.domain_id, name=name)
    admin.network.create_network(name="prod-net", project_id=made.id)
    prepared(session)
    assert [project.id for project in admin.identity.projects(domain_id=place.domain_id, name=name)] == [made.id]
    assert finished(session).state == Session.State.FINISHED
    assert not list(admin.identity.projects(domain_id=place.domain_id, name=name))
    assert not list(admin.network.networks(project_id=made.id))
