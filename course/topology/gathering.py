"""From an observation's records to the nodes of the picture and the wires between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from course.records import names_in
from grading.engine.observation import Observation, Record, label_of, listed
from labs.kinds import Kind

INTERFACES = ("network:router_interface", "network:ha_router_replicated_interface", "network:router_centralized_snat")
MOST_NODES = 120
Standing = tuple[tuple[str, str], str]  # (kind, what people call a record), the key of the node that shows it


class Role(StrEnum):
    """What a node is in the picture, from the outside of the cloud to what is inside."""

    EXTERNAL = "external"
    ROUTER = "router"
    FLOATING_IP = "floating_ip"  # one that leads to nothing
    NETWORK = "network"
    SERVER = "server"
    PORT = "port"  # one that no machine has


COLUMNS: dict[Role, int] = {
    Role.EXTERNAL: 0,
    Role.ROUTER: 1,
    Role.FLOATING_IP: 1,
    Role.NETWORK: 2,
    Role.SERVER: 3,
    Role.PORT: 3,
}


class Line(NamedTuple):
    """What stands below a node's name. `icon`: what kind of thing it is, where the text alone does not tell."""

    text: str
    icon: str = ""


@dataclass(frozen=True)
class Node:
    """`lines`: below the name. `parts`: the records that the node stands for, itself first."""

    key: str
    role: Role
    name: str
    status: str
    lines: tuple[Line, ...] = ()
    parts: tuple[tuple[Kind, Record], ...] = ()


class Wire(NamedTuple):
    """`left` and `right`: keys of nodes, the outer one first; `label`: the address by which they are joined."""

    left: str
    right: str
    label: str


@dataclass(frozen=True)
class Net:
    """`standing`: (kind, what people call a record) → the key of the node that shows it. `names`: id → name."""

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    standing: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0


def gather(observation: Observation) -> Net:
    found = _Gathering(observation)
    nodes = list(found.nodes())
    drawn = nodes[:MOST_NODES]
    keys = {node.key for node in drawn}
    wires = tuple(wire for wire in found.wires() if {wire.left, wire.right} <= keys)
    return Net(tuple(drawn), wires, _only_ones(found.standing(), keys), found.names, len(nodes) - len(drawn))


def _only_ones(standing: Iterable[Standing], drawn: set[str]) -> dict[tuple[str, str], str]:
    """Without names that several records of a kind have: nobody knows which of them is meant."""
    keys: dict[tuple[str, str], set[str]] = {}
    for name, key in standing:
        keys.setdefault(name, set()).add(key)
    return {name: key for name, found in keys.items() for key in found if len(found) == 1 and key in drawn}


class _Gathering:
    """The records by kind and by id, and what each question about them takes."""

    def __init__(self, observation: Observation) -> None:
        self.records = {kind: found.records for kind, found in observation.collections.items()}
        self.names = names_in(observation)
        self.ports = self.of(Kind.PORT)
        self.servers = {str(one["id"]): one for one in self.of(Kind.SERVER)}
        self.routers = {str(one["id"]): one for one in self.of(Kind.ROUTER)}
        self.networks = {str(one["id"]): one for one in self.of(Kind.NETWORK) if self._is_wanted(one)}

    def of(self, kind: Kind) -> list[Record]:
        return [record for record in self.records.get(kind, ()) if record.get("id")]

    def _is_wanted(self, network: Record) -> bool:
        """Of what is everybody's only what one's own things refer to."""
        is_public = network.get("is_router_external") or network.get("is_shared")
        return not is_public or str(network["id"]) in self._referred_networks()

    def _referred_networks(self) -> set[str]:
        fields = (
            (Kind.ROUTER, "external_network_id"),
            (Kind.FLOATING_IP, "floating_network_id"),
            (Kind.PORT, "network_id"),
            (Kind.SUBNET, "network_id"),
        )
        return {str(record.get(name)) for kind, name in fields for record in self.of(kind)}

    def nodes(self) -> Iterator[Node]:
        for network in self.networks.values():
            yield self._network(network)
        for router in self.routers.values():
            yield _node(
                Role.ROUTER,
                router,
                _lines(router.get("external_addresses")),
                [(Kind.ROUTER, router), *self._ports_of(router)],
            )
        for server in self.servers.values():
            yield self._server(server)
        for floating in self.of(Kind.FLOATING_IP):
            if not floating.get("port_id"):
                yield _node(Role.FLOATING_IP, floating, (), [(Kind.FLOATING_IP, floating)])
        for port in self.ports:
            if not port.get("device_id") and not port.get("device_owner"):
                yield _node(
                    Role.PORT, port, _lines(port.get("ip_addresses")), [(Kind.PORT, port), *self._floating_of([port])]
                )

    def _network(self, network: Record) -> Node:
        subnets = [subnet for subnet in self.of(Kind.SUBNET) if subnet.get("network_id") == network["id"]]
        lines = _lines([f"{subnet.get('cidr') or ''} {subnet.get('name') or ''}".strip() for subnet in subnets])
        role = Role.EXTERNAL if network.get("is_router_external") else Role.NETWORK
        return _node(role, network, lines, [(Kind.NETWORK, network), *((Kind.SUBNET, one) for one in subnets)])

    def _server(self, server: Record) -> Node:
        ports = self._ports_of(server)
        floating = self._floating_of(port for _kind, port in ports)
        groups = self._groups_of(port for _kind, port in ports)
        lines = _lines([one.get("name") for _kind, one in floating], "location-dot")
        lines += _lines([", ".join(label_of(group) for _kind, group in groups)], "shield-halved")
        if not ports:
            lines = _lines(server.get("addresses"))
        return _node(Role.SERVER, server, lines, [(Kind.SERVER, server), *ports, *floating, *groups])

    def _ports_of(self, device: Record) -> list[tuple[Kind, Record]]:
        return [(Kind.PORT, port) for port in self.ports if port.get("device_id") == device["id"]]

    def _floating_of(self, ports: Iterable[Record]) -> list[tuple[Kind, Record]]:
        ids = {port["id"] for port in ports}
        return [(Kind.FLOATING_IP, one) for one in self.of(Kind.FLOATING_IP) if one.get("port_id") in ids]

    def _groups_of(self, ports: Iterable[Record]) -> list[tuple[Kind, Record]]:
        ids = {identity for port in ports for identity in listed(port.get("security_group_ids"))}
        return [(Kind.SECURITY_GROUP, group) for group in self.of(Kind.SECURITY_GROUP) if group["id"] in ids]

    def wires(self) -> Iterator[Wire]:
        for router in self.routers.values():
            if router.get("external_network_id"):
                outside = self._key_of(router["external_network_id"])
                yield Wire(outside, _key(Role.ROUTER, router), _first_address(router))
        for port in self.ports:
            yield from self._wires_of(port)
        for floating in self.of(Kind.FLOATING_IP):
            if not floating.get("port_id"):
                outside = self._key_of(floating.get("floating_network_id"))
                yield Wire(outside, _key(Role.FLOATING_IP, floating), "")

    def _wires_of(self, port: Record) -> Iterator[Wire]:
        network, device = self._key_of(port.get("network_id")), str(port.get("device_id") or "")
        label = ", ".join(map(str, listed(port.get("ip_addresses"))))
        if device in self.servers:
            yield Wire(network, _key(Role.SERVER, self.servers[device]), label)
        elif device in self.routers and port.get("device_owner") != "network:router_gateway":
            yield Wire(_key(Role.ROUTER, self.routers[device]), network, label)
        elif not device and not port.get("device_owner"):
            yield Wire(network, _key(Role.PORT, port), "")

    def _key_of(self, network_id: object) -> str:
        network = self.networks.get(str(network_id))
        if network is None:
            return ""
        return _key(Role.EXTERNAL if network.get("is_router_external") else Role.NETWORK, network)

    def standing(self) -> Iterator[Standing]:
        """Where each record is shown; what is a part of a node stands in it."""
        for node in self.nodes():
            for kind, record in node.parts:
                yield (kind, label_of(record)), node.key
                yield (kind, str(record["id"])), node.key


def _lines(texts: object, icon: str = "") -> tuple[Line, ...]:
    return tuple(Line(str(text), icon) for text in listed(texts) if text)


def _node(role: Role, record: Record, lines: tuple[Line, ...], parts: list[tuple[Kind, Record]]) -> Node:
    return Node(_key(role, record), role, label_of(record), str(record.get("status") or ""), lines, tuple(parts))


def _key(role: Role, record: Record) -> str:
    return f"{role}:{record['id']}"


def _first_address(router: Record) -> str:
    return next(iter(map(str, listed(router.get("external_addresses")))), "")
