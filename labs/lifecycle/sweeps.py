"""All that a project can hold: how each kind is listed, how one is deleted, and what must be gone before."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection
from openstack.image.v2.image import Image

from labs.lifecycle.troubles import PAUSE_S, StillThere
from labs.overcloud import accounts
from labs.overcloud.causes import Trouble
from labs.overcloud.diagnosing import trouble_of

Delete = Callable[[Any], object]
ROUTER_INTERFACES = frozenset(
    {
        "network:router_interface",
        "network:router_interface_distributed",
        "network:ha_router_replicated_interface",
    }
)
NOT_YET = (sdk_errors.ConflictException, sdk_errors.BadRequestException)  # something else has to go first
NOT_SO = sdk_errors.ForbiddenException  # how Manila refuses for a state
STUCK_S = 20.0


@dataclass(frozen=True)
class Sweep:
    """One kind of resource in a project. `after`: the kinds that must be gone before.

    `force` deletes what is stuck in a state from which the service lets nobody delete it, as after a crash of its own.
    """

    kind: str
    found: Iterable[Any]
    delete: Delete
    after: frozenset[str] = frozenset()
    force: Delete | None = None


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


def sweeps_of(grader: Connection, inside: Connection, project_id: str) -> Iterator[Sweep]:
    """Each kind after those that hold it. `inside`: the grader in the project, for what only its own are told."""

    def sweep(
        kind: str, ask: Callable[[], Iterable[Any]], delete: Delete, *after: str, force: Delete | None = None
    ) -> Sweep:
        return Sweep(kind, _Listing(ask, project_id), delete, frozenset(after), force)

    yield from _of_compute(grader, project_id, sweep)
    yield from _of_network(grader, project_id, sweep)
    yield from _of_volumes(grader, project_id, sweep)
    yield from _of_files(grader, project_id, sweep)
    yield from _of_own_account(inside, project_id, sweep)


def _of_own_account(inside: Connection, project_id: str, sweep: Callable[..., Sweep]) -> Iterator[Sweep]:
    """What only the project's own are told of."""
    yield sweep(
        "volume_transfer",
        lambda: (_owned(transfer.id, project_id) for transfer in inside.block_storage.transfers()),
        lambda transfer: inside.block_storage.delete_transfer(transfer.id),
    )
    yield sweep(
        "share_snapshot",
        lambda: (_owned(found.id, project_id) for found in inside.shared_file_system.share_snapshots()),
        lambda found: inside.shared_file_system.delete_share_snapshot(found.id),
    )
    yield sweep(
        "container",
        lambda: (_owned(item["name"], project_id) for item in accounts.list_names(inside, "/")),
        lambda item: _delete_container(inside, item.id),
    )


def _of_compute(grader: Connection, project_id: str, sweep: Callable[..., Sweep]) -> Iterator[Sweep]:
    compute = grader.compute
    yield sweep("server", lambda: compute.servers(all_projects=True, project_id=project_id), compute.delete_server)
    yield sweep("server_group", lambda: compute.server_groups(all_projects=True), compute.delete_server_group, "server")


def _of_network(grader: Connection, project_id: str, sweep: Callable[..., Sweep]) -> Iterator[Sweep]:
    network, balancing = grader.network, grader.load_balancer
    yield sweep("floating_ip", lambda: network.ips(project_id=project_id), network.delete_ip)
    yield sweep(
        "load_balancer",
        lambda: balancing.load_balancers(project_id=project_id),
        lambda balancer: balancing.delete_load_balancer(balancer, cascade=True),
        "floating_ip",
    )
    yield sweep(
        "router_interface",
        lambda: (port for port in network.ports(project_id=project_id) if port.device_owner in ROUTER_INTERFACES),
        lambda port: network.remove_interface_from_router(port.device_id, port=port.id),
        "floating_ip",
    )
    yield sweep("router", lambda: network.routers(project_id=project_id), network.delete_router, "router_interface")
    yield sweep(
        "port", lambda: network.ports(project_id=project_id), network.delete_port, "server", "load_balancer", "router"
    )
    yield sweep("subnet", lambda: network.subnets(project_id=project_id), network.delete_subnet, "port")
    yield sweep("network", lambda: network.networks(project_id=project_id), network.delete_network, "subnet")
    # Listing a project's groups makes its `default` anew, so they are picked from the groups of all projects.
    yield sweep("security_group", network.security_groups, network.delete_security_group, "network")


def _of_volumes(grader: Connection, project_id: str, sweep: Callable[..., Sweep]) -> Iterator[Sweep]:
    cinder = grader.block_storage
    everywhere: dict[str, Any] = {"all_projects": True, "project_id": project_id}
    yield sweep(
        "backup",
        lambda: cinder.backups(**everywhere),
        cinder.delete_backup,
        force=_forced(cinder.reset_backup_status, cinder.delete_backup),
    )
    yield sweep(
        "snapshot",
        lambda: cinder.snapshots(**everywhere),
        cinder.delete_snapshot,
        "backup",
        force=_forced(cinder.reset_snapshot_status, cinder.delete_snapshot),
    )
    yield sweep(
        "volume",
        lambda: cinder.volumes(**everywhere),
        cinder.delete_volume,
        "snapshot",
        "server",
        "volume_transfer",
        force=_forced(partial(cinder.reset_volume_status, attach_status="detached"), cinder.delete_volume),
    )


def _of_files(grader: Connection, project_id: str, sweep: Callable[..., Sweep]) -> Iterator[Sweep]:
    manila = grader.shared_file_system
    everywhere: dict[str, Any] = {"all_projects": True, "project_id": project_id}
    yield sweep(
        "image", lambda: grader.image.images(owner=project_id), lambda item: _delete_image(grader, item), "volume"
    )
    yield sweep(
        "share",
        lambda: manila.shares(**everywhere),
        manila.delete_share,
        "share_snapshot",
        force=_forced(manila.reset_share_status, manila.delete_share),
    )


def _forced(reset: Callable[..., Any], delete: Callable[..., Any]) -> Delete:
    """An administrator says that it is in error, from where it can be deleted."""

    def force(item: Any) -> None:
        reset(item.id, "error")
        delete(item.id)

    return force


def _owned(name: str, project_id: str) -> SimpleNamespace:
    """Something listed in the project's own name that does not say whose it is."""
    return SimpleNamespace(id=name, project_id=project_id)


def _delete_image(connection: Connection, image: Any) -> None:
    if image.is_protected:
        connection.image.update_image(image, is_protected=False)
    connection.image.delete_image(image)


def _delete_container(account: Connection, name: str) -> None:
    for item in accounts.list_names(account, accounts.path_of(name)):
        accounts.delete(account, accounts.path_of(name, item["name"]))
    accounts.delete(account, accounts.path_of(name))


def empty(sweep: Sweep, deadline: float) -> None:
    """Ask for each to be deleted, again if it cannot go yet, and wait until the list is empty. Raises StillThere.

    `deadline`: by time.monotonic().
    """
    asked: set[str] = set()
    stuck_at = time.monotonic() + STUCK_S
    while left := list(sweep.found):
        for item in left:
            if item.id not in asked and _delete_one(sweep, item):
                asked.add(item.id)
        if sweep.force and time.monotonic() > stuck_at:
            for item in left:
                _ask(sweep.force, item)
            stuck_at = time.monotonic() + STUCK_S
        if time.monotonic() > deadline:
            raise StillThere(f"{len(left)} × {sweep.kind}, first {left[0].id}")
        time.sleep(PAUSE_S)


def _delete_one(sweep: Sweep, item: Any) -> bool:
    """Whether the service has taken it on. Where there is force, a refusal for its state may pass too."""
    return _ask(sweep.delete, item, (*NOT_YET, NOT_SO) if sweep.force else NOT_YET)


def _ask(delete: Delete, item: Any, refusals: tuple[type[Exception], ...] = (*NOT_YET, NOT_SO)) -> bool:
    try:
        delete(item)
    except sdk_errors.NotFoundException:
        return True
    except refusals:
        return False
    return True
