"""Small observations for the pages: a network with a router and an instance, and what may go wrong with it."""

from typing import Any

from grading.engine.observation import Collection, Observation, Tenancy
from grading.models import Run
from grading.services import keep_observation
from labs.kinds import Kind

PROJECT = "p-1"
NET: dict[Kind, list[dict[str, Any]]] = {
    Kind.NETWORK: [
        {"id": "ext", "name": "provider", "is_router_external": True, "is_shared": False, "project_id": "admin"},
        {"id": "n-1", "name": "app-net", "project_id": PROJECT, "status": "ACTIVE", "is_router_external": False},
    ],
    Kind.SUBNET: [
        {"id": "s-1", "name": "app-subnet", "network_id": "n-1", "cidr": "192.168.7.0/24", "project_id": PROJECT}
    ],
    Kind.ROUTER: [
        {
            "id": "r-1",
            "name": "r1",
            "project_id": PROJECT,
            "status": "ACTIVE",
            "external_network_id": "ext",
            "external_addresses": ["172.25.250.9"],
        }
    ],
    Kind.PORT: [
        {
            "id": "po-1",
            "project_id": PROJECT,
            "network_id": "n-1",
            "device_id": "r-1",
            "device_owner": "network:router_interface",
            "ip_addresses": ["192.168.7.1"],
        },
        {
            "id": "po-2",
            "project_id": PROJECT,
            "network_id": "n-1",
            "device_id": "v-1",
            "device_owner": "compute:nova",
            "ip_addresses": ["192.168.7.23"],
            "security_group_ids": ["g-1"],
        },
    ],
    Kind.SERVER: [{"id": "v-1", "name": "<b>web1</b>", "project_id": PROJECT, "status": "ACTIVE"}],
    Kind.FLOATING_IP: [
        {"id": "f-1", "name": "172.25.250.20", "project_id": PROJECT, "port_id": "po-2", "floating_network_id": "ext"}
    ],
    Kind.SECURITY_GROUP: [{"id": "g-1", "name": "web", "project_id": PROJECT}],
    Kind.SECURITY_GROUP_RULE: [
        {
            "id": "gr-1",
            "security_group_id": "g-1",
            "direction": "ingress",
            "ether_type": "IPv4",
            "protocol": "tcp",
            "port_range_min": 22,
            "port_range_max": 22,
            "project_id": PROJECT,
        }
    ],
}


def observed(**changes: Any) -> Observation:
    """`server=[…]` takes the place of a kind's records; None: that kind was out of sight."""
    cause = {"trouble": "timeout", "service": "network", "detail": ""}
    world: dict[Kind, Any] = NET | {Kind(kind): records for kind, records in changes.items()}
    return Observation(
        Tenancy(PROJECT),
        {
            kind: Collection(cause=cause) if records is None else Collection(tuple(records), "2026-11-25T10:00:00Z")
            for kind, records in world.items()
        },
    )


def changed(kind: Kind, **fields: Any) -> list[dict[str, Any]]:
    """The kind's first record with other fields."""
    return [NET[kind][0] | fields, *NET[kind][1:]]


def keep(run: Run, seen: Observation) -> Run:
    Run.objects.filter(pk=run.pk).update(observation=keep_observation(seen), observed_at=run.queued_at)
    return run
