"""Records of Neutron: networks, subnets, ports, routers, floating IPs, security groups and their rules."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind

WITHOUT_RULES = ["id", "name", "description", "project_id", "created_at"]


def observe_networks(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """All: a filter by project would leave out the external and shared ones of others."""
    for network in connection.network.networks(**scope.page):
        values = {"subnet_ids": sorted(network.subnet_ids or []), "tags": sorted(network.tags or [])}
        yield reduced(Kind.NETWORK, network, values)


def observe_subnets(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for subnet in connection.network.subnets(**scope.project_filter, **scope.page):
        values = {
            "allocation_pools": [
                {"start": pool["start"], "end": pool["end"]} for pool in subnet.allocation_pools or []
            ],
            "dns_nameservers": list(subnet.dns_nameservers or []),
            "host_routes": list(subnet.host_routes or []),
            "tags": sorted(subnet.tags or []),
        }
        yield reduced(Kind.SUBNET, subnet, values)


def observe_ports(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for port in connection.network.ports(**scope.project_filter, **scope.page):
        addresses = port.fixed_ips or []
        values = {
            "ip_addresses": [address["ip_address"] for address in addresses],
            "subnet_ids": [address["subnet_id"] for address in addresses],
            "security_group_ids": sorted(port.security_group_ids or []),
        }
        yield reduced(Kind.PORT, port, values)


def observe_routers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for router in connection.network.routers(**scope.project_filter, **scope.page):
        gateway = router.external_gateway_info or {}
        values = {
            "external_network_id": gateway.get("network_id"),
            "external_addresses": [address["ip_address"] for address in gateway.get("external_fixed_ips") or []],
            "routes": list(router.routes or []),
        }
        yield reduced(Kind.ROUTER, router, values)


def observe_floating_ips(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """A floating IP's name is its address."""
    for floating_ip in connection.network.ips(**scope.project_filter, **scope.page):
        yield reduced(Kind.FLOATING_IP, floating_ip, {"name": floating_ip.floating_ip_address})


def observe_security_groups(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """All: Neutron makes a project's `default` group anew when asked for the groups of that project."""
    for group in connection.network.security_groups(fields=WITHOUT_RULES, **scope.page):
        yield reduced(Kind.SECURITY_GROUP, group)


def observe_security_group_rules(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for rule in connection.network.security_group_rules(**scope.project_filter, **scope.page):
        yield reduced(Kind.SECURITY_GROUP_RULE, rule)
