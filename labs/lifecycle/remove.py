"""What finish removes: everything in the lab's project, found by the project's recorded id, then the project."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection
from openstack.image.v2.image import Image

from labs.overcloud.causes import Trouble
from labs.overcloud.connections import identity
from labs.overcloud.diagnosing import trouble_of

Delete = Callable[[Any], object]
ROUTER_INTERFACES = frozenset(
    {
        "network:router_interface",
        "network:router_interface_distributed",
        "network:ha_router_replicated_interface",
    }
)


@dataclass(frozen=True)
class Sweep:
    """One kind of resource in the project: how it is listed and how one is deleted."""

    kind: str
    found: Iterable[Any]
    delete: Delete


class StillThere(Exception):
    """Something in the project does not go away in time; finish is tried again later."""


def remove_project(
    connection: Connection, project_id: str, *, limit_s: float, progress: Callable[[str, int], None]
) -> None:
    """Delete what the project holds, in an order the services accept, then the project itself. May be repeated."""
    if _gone(connection, project_id):
        return
    deadline = time.monotonic() + limit_s
    sweeps = list(_sweeps(connection, project_id))
    for index, sweep in enumerate(sweeps):
        progress(sweep.kind, 90 * index // len(sweeps))
        _delete_all(sweep, deadline)
    progress("project", 95)
    identity(connection).delete_project(project_id, ignore_missing=True)


def list_leftovers(connection: Connection, project_id: str) -> list[str]:
    """What still stands in the cloud of a project, the project itself among it; empty after a good finish."""
    left = [] if _gone(connection, project_id) else [f"project {project_id}"]
    return left + [f"{sweep.kind} {item.id}" for sweep in _sweeps(connection, project_id) for item in sweep.found]


def _gone(connection: Connection, project_id: str) -> bool:
    try:
        identity(connection).get_project(project_id)
    except sdk_errors.NotFoundException:
        return True
    return False


class _Listing:
    """A list call that can be asked again; a service the cloud does not have lists nothing.

    What is not the project's own is left out here too: a service that ignores a filter must not cost others their work.
    """

    def __init__(self, ask: Callable[[], Iterable[Any]], project_id: str) -> None:
        self.ask, self.project_id = ask, project_id

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from (item for item in self.ask() if _owner(item) == self.project_id)
        except Exception as error:
            if trouble_of(error) is not Trouble.NO_SERVICE:
                raise


def _owner(item: Any) -> str | None:
    owner: str | None = item.owner_id if isinstance(item, Image) else item.project_id
    return owner


def _sweeps(connection: Connection, project_id: str) -> Iterator[Sweep]:
    """All kinds in deletion order: floating IP → server → volume → router → port → subnet → network → the rest."""
    network, compute, volume, image = connection.network, connection.compute, connection.block_storage, connection.image
    everywhere: dict[str, Any] = {"all_projects": True, "project_id": project_id}

    def sweep(kind: str, ask: Callable[[], Iterable[Any]], delete: Delete) -> Sweep:
        return Sweep(kind, _Listing(ask, project_id), delete)

    yield sweep("floating_ip", lambda: network.ips(project_id=project_id), network.delete_ip)
    yield sweep("server", lambda: compute.servers(**everywhere), compute.delete_server)
    yield sweep("snapshot", lambda: volume.snapshots(**everywhere), volume.delete_snapshot)
    yield sweep("volume", lambda: volume.volumes(**everywhere), volume.delete_volume)
    yield sweep(
        "router_interface",
        lambda: (port for port in network.ports(project_id=project_id) if port.device_owner in ROUTER_INTERFACES),
        lambda port: network.remove_interface_from_router(port.device_id, port=port.id),
    )
    yield sweep("router", lambda: network.routers(project_id=project_id), network.delete_router)
    yield sweep("port", lambda: network.ports(project_id=project_id), network.delete_port)
    yield sweep("subnet", lambda: network.subnets(project_id=project_id), network.delete_subnet)
    yield sweep("network", lambda: network.networks(project_id=project_id), network.delete_network)
    yield sweep("image", lambda: image.images(owner=project_id), lambda item: _delete_image(connection, item))
    # Listing a project's groups makes its `default` anew, so they are picked from the groups of all projects.
    yield sweep("security_group", network.security_groups, network.delete_security_group)


def _delete_image(connection: Connection, image: Any) -> None:
    if image.is_protected:
        connection.image.update_image(image, is_protected=False)
    connection.image.delete_image(image)


def _delete_all(sweep: Sweep, deadline: float) -> None:
    """Ask for each to be deleted, then wait until the list is empty. Raises StillThere."""
    asked: set[str] = set()
    while left := list(sweep.found):
        for item in left:
            if item.id not in asked:
                _delete_one(sweep, item)
                asked.add(item.id)
        if time.monotonic() > deadline:
            raise StillThere(f"{len(left)} × {sweep.kind}, first {left[0].id}")
        time.sleep(0.3)


def _delete_one(sweep: Sweep, item: Any) -> None:
    with suppress(sdk_errors.NotFoundException):
        sweep.delete(item)
