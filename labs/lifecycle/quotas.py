"""Raise what a lab's project is allowed to have; what the cloud allows beyond is left alone."""

from collections.abc import Callable, Mapping
from typing import Any

from openstack.connection import Connection

from labs.schema import Quota

OF_NETWORK = frozenset({"networks", "routers", "floating_ips"})
OF_COMPUTE = frozenset({"instances"})
OF_VOLUMES = frozenset({"volumes", "snapshots", "gigabytes"})


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
