"""How much room a cloud has: what its hosts give and what is taken, addresses, and space for volumes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from labs.overcloud.causes import Trouble
from labs.overcloud.diagnosing import cause_of

CLASSES = {"VCPU": "cores", "MEMORY_MB": "memory_mib", "DISK_GB": "disk_gib"}


@dataclass(frozen=True)
class Room:
    """`name` tells several of a kind apart, such as the external networks. Units are in `what`."""

    what: str  # cores, memory_mib, disk_gib, addresses, volumes_gib
    used: int
    total: int
    name: str = ""


def list_rooms(connection: Connection) -> tuple[list[Room], dict[str, dict[str, str]]]:
    """What there is, and the causes of what could not be asked."""
    rooms: list[Room] = []
    troubles: dict[str, dict[str, str]] = {}
    for service, ask in ASKED.items():
        try:
            rooms += list(ask(connection))
        except Exception as error:  # noqa: BLE001  the edge to the cloud: three libraries raise here
            cause = cause_of(error, service)
            if cause.trouble is not Trouble.NO_SERVICE:
                troubles[service] = cause.as_json()
    return rooms, troubles


def _of_hosts(connection: Connection) -> Iterator[Room]:
    """Placement's own figures: what hosts give, with what the cloud allows beyond."""
    total: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for provider in connection.placement.resource_providers():
        inventories = _json(connection, f"/resource_providers/{provider.id}/inventories")["inventories"]
        for name, one in inventories.items():
            total[name] += int((one["total"] - one["reserved"]) * one["allocation_ratio"])
        used.update(_json(connection, f"/resource_providers/{provider.id}/usages")["usages"])
    yield from (Room(what, used[name], total[name]) for name, what in CLASSES.items() if total[name])


def _json(connection: Connection, path: str) -> Any:
    return connection.placement.get(path).json()


def _of_addresses(connection: Connection) -> Iterator[Room]:
    network = connection.network
    external = {found.id for found in network.networks(is_router_external=True)}
    for one in network.network_ip_availabilities():
        if one.network_id in external:
            yield Room("addresses", int(one.used_ips), int(one.total_ips), str(one.network_name))


def _of_volumes(connection: Connection) -> Iterator[Room]:
    """Back ends that do not know how much they have say `infinite` or `unknown`."""
    for pool in connection.block_storage.backend_pools():
        total, free = (pool.capabilities or {}).get("total_capacity_gb"), pool.capabilities.get("free_capacity_gb")
        if isinstance(total, int | float) and isinstance(free, int | float):
            yield Room("volumes_gib", round(total - free), round(total), str(pool.name))


ASKED = {"placement": _of_hosts, "network": _of_addresses, "block_storage": _of_volumes}
