"""Which OpenStack services the practice cloud is made of, and where each one listens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RELEASE = "2026.2"
REGION = "regionOne"
SHARE_MICROVERSION = "2.51"
"""Manila's in the course's release; without it clients ask for 2.0, which lacks most fields."""
OPERATOR = "operator"
"""The delegated role: flavors, external and provider networks, and nothing else of an admin's."""
PORTS_IN_BLOCK = 30
"""Ports from the base port on that belong to one practice cloud."""

SWIFT_PORTS = {"account": 21, "container": 22, "object": 23}
"""Offsets of the servers behind Swift's proxy; only this machine talks to them."""
CONSOLE_PORT = 29
"""Offset in the consoles' URLs. Fake hosts have no screen: nothing listens there."""


@dataclass(frozen=True)
class Service:
    """One OpenStack project as the catalogue knows it."""

    name: str
    package: str
    offset: int
    type: str
    catalogue_name: str
    path: str = ""
    probe: str = "/"
    needs: tuple[str, ...] = ()


SERVICES = {
    service.name: service
    for service in (
        Service("keystone", "keystone", 0, "identity", "keystone", "/v3", "/v3"),
        Service("glance", "glance", 1, "image", "glance"),
        Service("placement", "openstack-placement", 2, "placement", "placement"),
        Service("neutron", "neutron", 3, "network", "neutron"),
        Service("nova", "nova", 4, "compute", "nova", "/v2.1", needs=("glance", "placement", "neutron")),
        Service("cinder", "cinder", 5, "volumev3", "cinderv3", "/v3/%(project_id)s", needs=("glance",)),
        Service("swift", "swift", 6, "object-store", "swift", "/v1/AUTH_%(project_id)s", "/healthcheck"),
        Service("manila", "manila", 7, "sharev2", "manilav2", "/v2"),
        Service("ironic", "ironic", 8, "baremetal", "ironic"),
        Service("heat", "openstack-heat", 9, "orchestration", "heat", "/v1/%(project_id)s"),
        Service("octavia", "octavia", 10, "load-balancer", "octavia", needs=("neutron",)),
    )
}
ALL = tuple(SERVICES)


class UnknownServiceError(ValueError):
    """A setting names a service that the practice cloud does not have."""


def complete(names: Iterable[str]) -> tuple[str, ...]:
    """The named services with everything they need, in the order of the catalogue."""
    wanted = {"keystone"}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in SERVICES:
            raise UnknownServiceError(f"{name!r} is not one of: {', '.join(ALL)}.")
        if name not in wanted:
            wanted.add(name)
            waiting.extend(SERVICES[name].needs)
    return tuple(name for name in ALL if name in wanted)
