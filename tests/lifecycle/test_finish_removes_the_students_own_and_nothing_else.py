"""What students leave in the way goes too: by id or by exact name in their own name space. A neighbour keeps all."""

from typing import Any

from grading.proving.inventory import Inventory
from labs.models import Place, Session
from labs.overcloud import accounts
from tests.lifecycle.definitions import everything
from tests.lifecycle.world import as_person, finished, lines_of, make_session, prepared, recorded
from tests.observing.world import ready


def start_of_both() -> dict[str, Any]:
    start = everything()
    kept = {"net", "subnet", "vm", "log", "img", "src", "old"}
    start["make"] = [item for item in start["make"] if item["bind"] in kept]
    return start


def test_everything_of_the_one_is_gone_and_everything_of_the_other_stands(
    place: Place, neighbour: Place, admin: Any
) -> None:
    inventory, theirs = Inventory(place), Inventory(neighbour)
    before = lines_of(inventory)
    session, other = (prepared(make_session(one, start_of_both())) for one in (place, neighbour))
    for one in (session, other):
        leave_much(one, admin)
    standing = lines_of(theirs)
    session = finished(session)
    assert (session.state, session.cause) == (Session.State.FINISHED, None)
    assert lines_of(inventory) == before
    assert lines_of(theirs) == standing


def leave_much(session: Session, admin: Any) -> None:
    """Every kind that is left behind in some lab, under the same names for both students where they may be the same."""
    mine, handle, made = as_person(session), session.place.handle, recorded(session)
    leave_storage(mine, made)
    leave_objects(mine, handle)
    leave_outside(session, admin)
    mine.compute.create_server_group(name="apart", policy="anti-affinity")
    network = mine.network
    router = network.create_router(name="edge")
    network.add_interface_to_router(router, subnet=made["subnet"])
    external = next(found for found in network.networks(is_router_external=True))
    network.update_router(router, external_gateway_info={"network_id": external.id})
    port = next(found for found in network.ports(device_id=made["vm"]))
    network.create_ip(floating_network_id=external.id, port_id=port.id)
    network.create_security_group(name="web")
    as_person(session, "second").network.create_network(name="beyond")


def leave_storage(mine: Any, made: dict[str, str]) -> None:
    cinder = mine.block_storage
    ready(
        lambda: cinder.get_backup(cinder.create_backup(volume_id=made["log"], name="bak").id), "available", "creating"
    )
    given = cinder.create_volume(name="given", size=1)
    ready(lambda: cinder.get_volume(given.id), "available")
    cinder.create_transfer(volume_id=given.id, name="xfer")
    source = cinder.create_volume(name="source", size=1)
    ready(lambda: cinder.get_volume(source.id), "available")
    cinder.create_snapshot(volume_id=source.id, name="snap")
    mine.image.create_image("mine", data=b"disk", disk_format="raw", container_format="bare", is_protected=True)
    share = mine.shared_file_system.create_share(name="docs", size=1, share_protocol="NFS", share_type="default")
    ready(lambda: mine.shared_file_system.get_share(share.id), "available")
    mine.shared_file_system.create_access_rule(share.id, access_level="ro", access_type="ip", access_to="10.0.0.1")


def leave_objects(mine: Any, handle: str) -> None:
    for container in (f"{handle}-archive", "a b/c?".replace("/", "-")):
        accounts.put(mine, accounts.path_of(container))
        accounts.put(mine, accounts.path_of(container, "2024/q1/보고 #1?.txt"), b"text")


def leave_outside(session: Session, admin: Any) -> None:
    """In the domain and in cloud-wide name spaces; the key pair of a user goes with the user."""
    mine, operator, handle = as_person(session), as_person(session, "operator").identity, session.place.handle
    domain_id = session.place.domain_id
    mine.compute.create_keypair(name="given-key")
    mine.compute.create_flavor(name=f"{handle}-app", vcpus=1, ram=512, disk=1)
    admin.block_storage.create_type(name=f"{handle}-fast")
    project = operator.create_project(domain_id=domain_id, name=f"{handle}-finance")
    user = operator.create_user(domain_id=domain_id, name=f"{handle}-dev", password="secret-1")
    operator.create_group(domain_id=domain_id, name=f"{handle}-team")
    member = next(role for role in operator.roles() if role.name == "member")
    operator.assign_project_role_to_user(project, user, member)
    admin.compute.create_keypair(name="dev-key", user_id=user.id)
    admin.network.create_network(name=f"{handle}-ext", project_id=project.id)


def test_what_is_stuck_in_a_state_goes_by_force(place: Place, admin: Any) -> None:
    """As when a service was killed at its work: nobody but an administrator gets it out of there."""
    inventory = Inventory(place)
    before = lines_of(inventory)
    start = start_of_both()
    start["make"] += [item for item in everything()["make"] if item["bind"] == "snap"]
    session = prepared(make_session(place, start))
    made = recorded(session)
    admin.shared_file_system.reset_share_status(made["old"], "creating")
    admin.block_storage.reset_snapshot_status(made["snap"], "deleting")
    admin.block_storage.reset_volume_status(made["log"], "attaching")
    session = finished(session)
    assert (session.state, session.cause) == (Session.State.FINISHED, None)
    assert lines_of(inventory) == before
