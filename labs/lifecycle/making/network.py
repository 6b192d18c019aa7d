"""Neutron's: networks, subnets, ports, routers."""

from collections.abc import Iterator

from labs.kinds import Kind
from labs.lifecycle.making.workshop import Maker, Workshop, only
from labs.schema.making import NetworkToMake, PortToMake, RouterToMake, SubnetToMake


def find_networks(shop: Workshop, wanted: NetworkToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.network.networks(project_id=shop.project_id, name=wanted.name))


def make_network(shop: Workshop, wanted: NetworkToMake) -> str:
    return str(shop.inside.network.create_network(project_id=shop.project_id, name=wanted.name).id)


def find_subnets(shop: Workshop, wanted: SubnetToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.network.subnets(project_id=shop.project_id, name=wanted.name))


def make_subnet(shop: Workshop, wanted: SubnetToMake) -> str:
    made = shop.inside.network.create_subnet(
        project_id=shop.project_id,
        name=wanted.name,
        network_id=shop.known[wanted.network],
        ip_version=4,
        cidr=wanted.cidr,
    )
    return str(made.id)


def find_ports(shop: Workshop, wanted: PortToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.network.ports(project_id=shop.project_id, name=wanted.name))


def make_port(shop: Workshop, wanted: PortToMake) -> str:
    network_id = shop.known[wanted.network]
    made = shop.inside.network.create_port(project_id=shop.project_id, name=wanted.name, network_id=network_id)
    return str(made.id)


def find_routers(shop: Workshop, wanted: RouterToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.network.routers(project_id=shop.project_id, name=wanted.name))


def make_router(shop: Workshop, wanted: RouterToMake) -> str:
    return str(shop.inside.network.create_router(project_id=shop.project_id, name=wanted.name).id)


def join_router(shop: Workshop, wanted: RouterToMake, router_id: str) -> None:
    """Its gateway and its interfaces, those that it has not yet."""
    network = shop.inside.network
    if wanted.external and not network.get_router(router_id).external_gateway_info:
        named = network.networks(name=shop.site["EXT"], is_router_external=True)
        external = only(named, shop.site["EXT"], "network")
        network.update_router(router_id, external_gateway_info={"network_id": external.id})
    joined = {address["subnet_id"] for port in network.ports(device_id=router_id) for address in port.fixed_ips or []}
    for binding in wanted.subnets:
        if shop.known[binding] not in joined:
            network.add_interface_to_router(router_id, subnet=shop.known[binding])


MAKERS = {
    Kind.NETWORK: Maker(find_networks, make_network),
    Kind.SUBNET: Maker(find_subnets, make_subnet),
    Kind.PORT: Maker(find_ports, make_port),
    Kind.ROUTER: Maker(find_routers, make_router, join_router),
}
