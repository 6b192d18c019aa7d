"""What a cloud offers that a site may choose from, and what that says of what labs can do there."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from openstack.connection import Connection

from labs.overcloud.causes import Trouble
from labs.overcloud.connections import identity
from labs.overcloud.diagnosing import cause_of

Offers = dict[str, list[str]]
Found = dict[str, bool]
BACKUP = "cinder-backup"


def list_offers(connection: Connection) -> tuple[Offers, dict[str, dict[str, str]]]:
    """Names by what they are names of, and the causes of what could not be listed.

    What a service lists that the cloud does not have is an empty list.
    """
    offers: Offers = {}
    troubles: dict[str, dict[str, str]] = {}
    for name, (service, ask) in ASKED.items():
        try:
            offers[name] = sorted(set(filter(None, ask(connection))))
        except Exception as error:  # noqa: BLE001  the edge to the cloud: three libraries raise here
            cause = cause_of(error, service)
            offers[name] = []
            if cause.trouble is not Trouble.NO_SERVICE:
                troubles[name] = cause.as_json()
    return offers, troubles


def _physical_networks(connection: Connection) -> Iterable[str]:
    """Those that have a network; others cannot be seen from here."""
    return (network.provider_physical_network for network in connection.network.networks())


def _multiattach_types(connection: Connection) -> Iterable[str]:
    types = connection.block_storage.types(is_public="None")
    return (found.name for found in types if "True" in str((found.extra_specs or {}).get("multiattach", "")))


def _volume_services(connection: Connection) -> Iterable[str]:
    return (found.binary for found in connection.block_storage.services() if found.state == "up")


def _share_types(connection: Connection) -> Iterable[str]:
    """openstacksdk has no call for them."""
    answer: Any = connection.shared_file_system.get("/types").json()
    return (one["name"] for one in answer.get("share_types", []))


Ask = Callable[[Connection], Iterable[str]]
ASKED: Mapping[str, tuple[str, Ask]] = {
    "images": ("image", lambda cloud: (one.name for one in cloud.image.images(visibility="public"))),
    "flavors": ("compute", lambda cloud: (one.name for one in cloud.compute.flavors() if one.is_public)),
    "external_networks": (
        "network",
        lambda cloud: (one.name for one in cloud.network.networks(is_router_external=True) if one.is_router_external),
    ),
    "physical_networks": ("network", _physical_networks),
    "volume_types": ("block_storage", lambda cloud: (one.name for one in cloud.block_storage.types())),
    "multiattach_types": ("block_storage", _multiattach_types),
    "volume_services": ("block_storage", _volume_services),
    "share_types": ("shared_file_system", _share_types),
    "nodes": ("baremetal", lambda cloud: (one.name for one in cloud.baremetal.nodes())),
    "roles": ("identity", lambda cloud: (one.name for one in identity(cloud).roles())),
}


def judge_capabilities(
    offers: Mapping[str, list[str]], troubles: Mapping[str, Any], services: Iterable[str], site: Mapping[str, Any]
) -> Found:
    """Capability → whether it was seen. What cannot be seen by looking is not in it, nor what could not be asked."""
    types = frozenset(services)
    found = {
        "external-network": ("external_networks", bool(offers["external_networks"])),
        "multiattach-backend": ("multiattach_types", bool(offers["multiattach_types"])),
        "cinder-backup": ("volume_services", BACKUP in offers["volume_services"]),
        "undercloud": ("nodes", bool(offers["nodes"])),
        "manila": ("share_types", bool(offers["share_types"])),
        "object-store": ("", "object-store" in types),
        "vlan-range": ("physical_networks", _has_segments(offers, site)),
        "flavor-admin": ("roles", _has_role(offers, site, "operator_role", "operator")),
        "network-admin": ("roles", _has_role(offers, site, "operator_role", "operator")),
        "domain-admin": ("roles", _has_role(offers, site, "domain_operator_role", "manager")),
    }
    return {name: is_there for name, (asked, is_there) in found.items() if asked not in troubles}


def _has_segments(offers: Mapping[str, list[str]], site: Mapping[str, Any]) -> bool:
    return bool(site.get("vlan_base")) and site.get("physical_network") in offers["physical_networks"]


def _has_role(offers: Mapping[str, list[str]], site: Mapping[str, Any], key: str, usual: str) -> bool:
    return str(site.get(key) or usual).lower() in {role.lower() for role in offers["roles"]}
