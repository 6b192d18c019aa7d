"""How the records of an observation hang together: which field of which record holds another one's id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from grading.engine.observation import Observation, Record, value_at


class Reference(NamedTuple):
    """A field of a kind's records that names records of other kinds, by id, or by name where they have no id."""

    kind: str
    field: str
    targets: tuple[str, ...]


REFERENCES: tuple[Reference, ...] = tuple(
    Reference(kind, field, tuple(targets.split()))
    for kind, field, targets in (
        ("subnet", "network_id", "network"),
        ("network", "subnet_ids", "subnet"),
        ("router", "external_network_id", "network"),
        ("port", "network_id", "network"),
        ("port", "subnet_ids", "subnet"),
        ("port", "device_id", "server router"),
        ("port", "security_group_ids", "security_group"),
        ("floating_ip", "floating_network_id", "network"),
        ("floating_ip", "port_id", "port"),
        ("floating_ip", "router_id", "router"),
        ("security_group_rule", "security_group_id", "security_group"),
        ("security_group_rule", "remote_group_id", "security_group"),
        ("server", "image.id", "image"),
        ("server", "attached_volume_ids", "volume"),
        ("console", "server_id", "server"),
        ("volume", "server_ids", "server"),
        ("volume", "image_id", "image"),
        ("volume", "snapshot_id", "volume_snapshot"),
        ("volume", "source_volume_id", "volume"),
        ("volume_snapshot", "volume_id", "volume"),
        ("backup", "volume_id", "volume"),
        ("volume_transfer", "volume_id", "volume"),
        ("image_member", "image_id", "image"),
        ("flavor_access", "flavor_id", "flavor"),
        ("object", "container", "container"),
        ("share_access", "share_id", "share"),
        ("share_export", "share_id", "share"),
        ("keypair", "user_id", "user"),
        ("group_member", "group_id", "group"),
        ("group_member", "user_id", "user"),
        ("role_assignment", "user_id", "user"),
        ("role_assignment", "group_id", "group"),
        ("role_assignment", "scope_project_id", "project"),
    )
)

PUBLIC_FIELDS = ("is_public", "is_shared", "is_router_external")


@dataclass(frozen=True)
class Node:
    """A record. `key` is unique in the observation; `name` and `status` are what the cloud said, unchecked."""

    key: str
    kind: str
    name: str
    status: str
    is_external: bool = False
    is_public: bool = False


class Edge(NamedTuple):
    """`source` holds the id of `target` in `field`; both are keys of nodes."""

    source: str
    target: str
    field: str


def nodes(observation: Observation) -> tuple[Node, ...]:
    """Every record, in the order in which it was listed."""
    return tuple(_node(key, record) for key, record in _keyed(observation))


def edges(observation: Observation) -> tuple[Edge, ...]:
    """Who names whom; what two records say of each other is one edge. Ids that were not listed are left out."""
    keyed = list(_keyed(observation))
    known = {(_kind(key), identity(record)): key for key, record in reversed(keyed)}
    found: dict[frozenset[str], Edge] = {}
    for key, record in keyed:
        for reference in REFERENCES:
            if reference.kind == _kind(key):
                for edge in _edges(key, record, reference, known):
                    found.setdefault(frozenset(edge[:2]), edge)
    return tuple(found.values())


def identity(record: Record) -> str:
    """By what others refer to a record."""
    return str(record.get("id") or record.get("name") or "")


def _edges(key: str, record: Record, reference: Reference, known: dict[tuple[str, str], str]) -> Iterator[Edge]:
    value = value_at(record, reference.field)
    for name in value if isinstance(value, list | tuple) else [value]:
        for kind in reference.targets:
            target = known.get((kind, str(name))) if name else None
            if target and target != key:
                yield Edge(key, target, reference.field)


def _keyed(observation: Observation) -> Iterator[tuple[str, Record]]:
    for kind, collection in observation.collections.items():
        for number, record in enumerate(collection.records):
            yield f"{kind}-{number}", record


def _kind(key: str) -> str:
    return key.rpartition("-")[0]


def _node(key: str, record: Record) -> Node:
    status = record.get("status") or record.get("state") or record.get("provision_state") or ""
    return Node(
        key=key,
        kind=_kind(key),
        name=str(record.get("name") or _described(record)),
        status=str(status),
        is_external=bool(record.get("is_router_external")),
        is_public=any(record.get(field) for field in PUBLIC_FIELDS),
    )


def _described(record: Record) -> str:
    """What stands for a name where there is none: an address, a role, a path, the beginning of the id."""
    for field in ("ip_addresses", "role_name", "access_to", "path"):
        value = record.get(field)
        if value:
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return str(record.get("id") or "")[:8]
