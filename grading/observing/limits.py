"""What a project is allowed to have: its quotas, as far as the services tell them."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from openstack.connection import Connection

log = logging.getLogger(__name__)
QUOTAS: tuple[tuple[tuple[str, ...], Callable[[Connection, str], Any]], ...] = (
    (("instances", "cores", "ram"), lambda cloud, project: cloud.compute.get_quota_set(project)),
    (
        ("networks", "subnets", "ports", "routers", "floating_ips", "security_groups"),
        lambda cloud, project: cloud.network.get_quota(project),
    ),
    (("volumes", "gigabytes", "snapshots"), lambda cloud, project: cloud.block_storage.get_quota_set(project)),
)


def observe_limits(connection: Connection, project_id: str) -> dict[str, int]:
    """Name → number, -1: no limit. A service that does not tell is left out: a picture is worth more than a ring."""
    found: dict[str, int] = {}
    for names, ask in QUOTAS:
        try:
            found |= _numbers(names, ask(connection, project_id))
        except Exception as error:  # noqa: BLE001  the edge of observing: a cloud out of sight raises from three libraries
            log.info("quotas %s: %s", names[0], error)
    return found


def _numbers(names: tuple[str, ...], quota: Any) -> Mapping[str, int]:
    values = {name: getattr(quota, name) for name in names}
    return {name: int(value) for name, value in values.items() if value is not None}
