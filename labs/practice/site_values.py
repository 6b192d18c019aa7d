"""The names and numbers that labs meet in the practice cloud."""

from __future__ import annotations

from labs.practice import catalogue
from labs.practice.installation import Installation

IMAGE = "rhel8"
IMAGE_CONTENT = b"Overcloud Classroom practice image. Nothing boots from it.\n" * 64
FLAVOR = "default"
FLAVORS = {
    # name: virtual processors, memory in MiB, root disk in GiB
    "tiny": (1, 512, 1),
    "small": (1, 1024, 5),
    "default": (1, 2048, 10),
    "medium": (2, 4096, 20),
    "large": (4, 8192, 40),
}
EXTERNAL_NETWORK = "provider-datacentre"
EXTERNAL_CIDR = "172.25.250.0/24"
EXTERNAL_POOL = ("172.25.250.101", "172.25.250.189")
DNS_SERVER = "172.25.250.254"
ADMIN_CIDR = "172.25.250.0/24"
VOLUME_TYPES = {
    "tripleo": {},
    "ssd": {"volume_backend_name": "ssd"},
    "multiattach": {"multiattach": "<is> True"},
}
ALL_ACCOUNTS_ROLE = "ResellerAdmin"  # Swift's own default
SHARE_TYPE_MICROVERSION = "2.50"
NODES = ("controller0", "compute0", "compute1", "ceph0")
ROLES_OF_NODES = {
    "controllers": ["controller0"],
    "computes": ["compute0", "compute1"],
    "ceph": ["ceph0"],
}
CAPABILITIES = {
    # what a lab may require: the service that brings it
    "domain-admin": "keystone",
    "flavor-admin": "nova",
    "network-admin": "neutron",
    "external-network": "neutron",
    "vlan-range": "neutron",
    "cinder-backup": "cinder",
    "multiattach-backend": "cinder",
    "object-store": "swift",
    "manila": "manila",
    "undercloud": "ironic",
    "console-cloud-init": "nova",
}


def of(site: Installation) -> dict[str, object]:
    """The site file of this practice cloud. Nothing of it is secret."""
    return {
        "auth_url": site.auth_url,
        "region": catalogue.REGION,
        "release": catalogue.RELEASE,
        "services": list(site.services),
        "mode": "shared",
        "image": IMAGE,
        "flavor": FLAVOR,
        "external_network": EXTERNAL_NETWORK,
        "physical_network": "datacentre",
        "vlan_base": 100,
        "dns_server": DNS_SERVER,
        "admin_cidr": ADMIN_CIDR,
        "share_type": "default",
        "object_backend": "swift" if "swift" in site.services else "none",
        "operator_role": catalogue.OPERATOR,
        "domain_operator_role": "manager",
        "capabilities": [name for name, service in CAPABILITIES.items() if service in site.services],
        "nodes": ROLES_OF_NODES,
        "shared_file_system_default_microversion": catalogue.SHARE_MICROVERSION,
    }
