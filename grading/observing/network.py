"""Records of Neutron: networks, subnets, ports."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from grading.observing.scope import Scope

NETWORK = ["id", "name", "project_id", "status", "is_admin_state_up", "is_shared", "is_router_external", "created_at"]
SUBNET = ["id", "name", "project_id", "network_id", "ip_version", "cidr", "gateway_ip", "is_dhcp_enabled", "created_at"]
PORT = ["id", "name", "project_id", "network_id", "device_id", "device_owner", "status", "created_at"]


def observe_networks(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for network in connection.network.networks(project_id=scope.project_id):
        yield {name: getattr(network, name) for name in NETWORK} | {
            "subnet_ids": sorted(network.subnet_ids or []),
            "tags": sorted(network.tags or []),
        }


def observe_subnets(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for subnet in connection.network.subnets(project_id=scope.project_id):
        yield {name: getattr(subnet, name) for name in SUBNET} | {
            "allocation_pools": [
                {"start": pool["start"], "end": pool["end"]} for pool in subnet.allocation_pools or []
            ],
            "dns_nameservers": list(subnet.dns_nameservers or []),
            "tags": sorted(subnet.tags or []),
        }


def observe_ports(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for port in connection.network.ports(project_id=scope.project_id):
        addresses = port.fixed_ips or []
        yield {name: getattr(port, name) for name in PORT} | {
            "ip_addresses": [address["ip_address"] for address in addresses],
            "subnet_ids": [address["subnet_id"] for address in addresses],
            "security_group_ids": sorted(port.security_group_ids or []),
        }
