"""What a class finds in a fresh cloud, made through the ordinary APIs; running it again is safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from labs.practice import site_values as values
from labs.practice.inside import lifeline, nodes
from labs.practice.inside.connecting import connect
from labs.practice.installation import Installation
from labs.practice.services.cinder import DEFAULT_TYPE
from labs.practice.services.manila import SHARE_TYPE
from labs.practice.services.neutron import PHYSICAL_NETWORK


def main(site: Installation, parent: str) -> None:
    lifeline.hold(int(parent))
    cloud = connect(site)
    for service, seed in SEEDS.items():
        if service in site.services:
            seed(cloud)


def seed_images(cloud: Any) -> None:
    if cloud.image.find_image(values.IMAGE) is None:
        cloud.image.create_image(
            values.IMAGE,
            data=values.IMAGE_CONTENT,
            disk_format="raw",
            container_format="bare",
            visibility="public",
            min_disk=1,
            min_ram=256,
            properties={"os_distro": "rhel", "os_version": "8.2", "os_type": "linux"},
        )


def seed_networks(cloud: Any) -> None:
    """The way out. Only the administrator made it; members route through it."""
    seed_default_rules(cloud)
    network = cloud.network.find_network(values.EXTERNAL_NETWORK)
    network = network or cloud.network.create_network(
        name=values.EXTERNAL_NETWORK,
        is_router_external=True,
        is_shared=False,
        provider_network_type="flat",
        provider_physical_network=PHYSICAL_NETWORK,
    )
    if not network.subnet_ids:
        first, last = values.EXTERNAL_POOL
        cloud.network.create_subnet(
            network_id=network.id,
            name=f"{values.EXTERNAL_NETWORK}-subnet",
            ip_version=4,
            cidr=values.EXTERNAL_CIDR,
            gateway_ip=values.DNS_SERVER,
            is_dhcp_enabled=False,
            dns_nameservers=[values.DNS_SERVER],
            allocation_pools=[{"start": first, "end": last}],
        )


def seed_default_rules(cloud: Any) -> None:
    """What a new security group begins with. Neutron's migrations write these rules; our tables come from its models.

    Source: neutron/db/migration, c33da356b165: out to anywhere, and into `default` from its own members.
    """
    if any(True for _rule in cloud.network.default_security_group_rules()):
        return
    for version in ("IPv4", "IPv6"):
        out = {"direction": "egress", "ether_type": version, "used_in_non_default_sg": True}
        inside = {"direction": "ingress", "ether_type": version, "remote_group_id": "PARENT"}
        for rule in (out, {**inside, "used_in_non_default_sg": False}):
            cloud.network.create_default_security_group_rule(**rule, used_in_default_sg=True)


def seed_flavors(cloud: Any) -> None:
    known = {flavor.name for flavor in cloud.compute.flavors()}
    for name, (vcpus, ram_mib, disk_gib) in values.FLAVORS.items():
        if name not in known:
            cloud.compute.create_flavor(name=name, vcpus=vcpus, ram=ram_mib, disk=disk_gib)


def seed_volume_types(cloud: Any) -> None:
    known = {found.name for found in cloud.block_storage.types()}
    for name, properties in values.VOLUME_TYPES.items():
        if name not in known:
            cloud.block_storage.create_type(name=name, extra_specs=properties)
    if DEFAULT_TYPE not in values.VOLUME_TYPES:
        raise LookupError(f"The default volume type {DEFAULT_TYPE} is not among the seed's types.")


def seed_share_types(cloud: Any) -> None:
    # openstacksdk has no call for making a share type.
    shares = cloud.shared_file_system
    known = shares.get("/types", microversion=values.SHARE_TYPE_MICROVERSION).json()
    if SHARE_TYPE in {found["name"] for found in known["share_types"]}:
        return
    wanted = {
        "name": SHARE_TYPE,
        "share_type_access:is_public": True,
        "extra_specs": {
            "driver_handles_share_servers": "False",
            "snapshot_support": "True",
            "create_share_from_snapshot_support": "True",
        },
    }
    answer = shares.post("/types", json={"share_type": wanted}, microversion=values.SHARE_TYPE_MICROVERSION)
    answer.raise_for_status()


def seed_account_administrator(cloud: Any) -> None:
    """As director deploys it: who has this role may look into every project's account."""
    role = cloud.identity.find_role(values.ALL_ACCOUNTS_ROLE)
    role = role or cloud.identity.create_role(name=values.ALL_ACCOUNTS_ROLE)
    cloud.identity.assign_project_role_to_user(cloud.current_project_id, cloud.current_user_id, role)


SEEDS: dict[str, Callable[[Any], None]] = {
    "glance": seed_images,
    "neutron": seed_networks,
    "nova": seed_flavors,
    "cinder": seed_volume_types,
    "swift": seed_account_administrator,
    "manila": seed_share_types,
    "ironic": nodes.seed,
}
