"""What a student's project is allowed to have: what the cloud's admin has set, and more where a lab needs more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from labs.schema import Quota

if TYPE_CHECKING:  # the pages read what is counted here, and never load the libraries that reach a cloud
    from openstack.connection import Connection

OF_NETWORK = frozenset({"networks", "routers", "floating_ips"})
OF_COMPUTE = frozenset({"instances"})
OF_VOLUMES = frozenset({"volumes", "snapshots", "gigabytes"})

# What an admin may set for each of a student's projects, by service. -1 is no limit at all.
SETTABLE: Mapping[str, tuple[str, ...]] = {
    "compute": ("instances", "cores", "ram"),
    "block_storage": ("volumes", "snapshots", "gigabytes"),
    "network": ("networks", "subnets", "ports", "routers", "floating_ips", "security_groups"),
}


def set_quotas(connection: Connection, project_id: str, quotas: Mapping[str, int]) -> None:
    """One call for each service of which something is set; what is not named stays as the cloud has it."""
    update: dict[str, Callable[[dict[str, Any]], object]] = {
        "compute": lambda values: connection.compute.update_quota_set(project_id, **values),
        "block_storage": lambda values: connection.block_storage.update_quota_set(project_id, **values),
        "network": lambda values: connection.network.update_quota(project_id, **values),
    }
    for service, names in SETTABLE.items():
        if values := {name: quotas[name] for name in names if name in quotas}:
            update[service](values)


def services_of(names: Iterable[str]) -> list[str]:
    """Whose quotas these are."""
    asked = frozenset(names)
    return [service for service, own in SETTABLE.items() if asked.intersection(own)]


def forget_quotas(connection: Connection, project_id: str, services: Iterable[str]) -> None:
    """Back to what the cloud allows everybody."""
    forget: dict[str, Callable[[], object]] = {
        "compute": lambda: connection.compute.revert_quota_set(project_id),
        "block_storage": lambda: connection.block_storage.revert_quota_set(project_id),
        "network": lambda: connection.network.delete_quota(project_id),
    }
    for service in services:
        forget[service]()


def raise_quotas(connection: Connection, project_id: str, quota: Quota) -> None:
    wanted = {name: value for name, value in quota if value is not None}
    if network := _too_small(wanted, OF_NETWORK, lambda: connection.network.get_quota(project_id)):
        connection.network.update_quota(project_id, **network)
    if compute := _too_small(wanted, OF_COMPUTE, lambda: connection.compute.get_quota_set(project_id)):
        connection.compute.update_quota_set(project_id, **compute)
    if volumes := _too_small(wanted, OF_VOLUMES, lambda: connection.block_storage.get_quota_set(project_id)):
        connection.block_storage.update_quota_set(project_id, **volumes)


def _too_small(wanted: Mapping[str, int], names: frozenset[str], ask: Callable[[], Any]) -> dict[str, Any]:
    """What must be raised; -1 is no limit at all."""
    asked = {name: value for name, value in wanted.items() if name in names}
    if not asked:
        return {}
    allowed = ask()
    return {name: value for name, value in asked.items() if 0 <= int(getattr(allowed, name)) < value}
