"""Projects with a user for tests, and taking them away with everything in them."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import openstack
from openstack.config import OpenStackConfig
from openstack.connection import Connection
from openstack.exceptions import NotFoundException, SDKException

from tests.cloud import RunningCloud

GONE_S = 60


@dataclass(frozen=True)
class Tenant:
    """A project with one member in a domain of their own."""

    domain: str
    project: str
    project_id: str
    user: str
    password: str

    def rc(self, cloud: RunningCloud) -> dict[str, str]:
        return cloud.as_user(self.user, self.password, self.project, self.domain)

    def connect(self, cloud: RunningCloud) -> Any:
        return openstack.connect(
            auth_url=cloud.site["auth_url"],
            username=self.user,
            password=self.password,
            project_name=self.project,
            user_domain_name=self.domain,
            project_domain_name=self.domain,
            region_name=cloud.site["region"],
            shared_file_system_default_microversion=cloud.site["shared_file_system_default_microversion"],
        )


def admin(cloud: RunningCloud) -> Any:
    config = OpenStackConfig(config_files=[str(cloud.clouds_yaml)], load_envvars=False)
    return Connection(config=config.get_one("practice"))


def make_tenant(connection: Any, domain: Any, *roles: str) -> Tenant:
    name = f"t{secrets.token_hex(4)}"
    password = secrets.token_hex(8)
    project = connection.identity.create_project(name=name, domain_id=domain.id)
    user = connection.identity.create_user(name=name, password=password, domain_id=domain.id)
    for role in roles or ("member",):
        found = connection.identity.find_role(role, ignore_missing=False)
        connection.identity.assign_project_role_to_user(project, user, found)
    return Tenant(domain.name, name, project.id, name, password)


def make_domain(connection: Any) -> Any:
    return connection.identity.create_domain(name=f"d{secrets.token_hex(4)}")


def drop_domain(connection: Any, domain: Any) -> None:
    """The domain with its projects, and with what they hold in the cloud."""
    projects = list(connection.identity.projects(domain_id=domain.id))
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda project: sweep(connection, project.id), projects))
    for project in projects:
        connection.identity.delete_project(project)
    connection.identity.update_domain(domain, is_enabled=False)
    connection.identity.delete_domain(domain)


def sweep(connection: Any, project_id: str) -> None:
    compute, network, volumes = connection.compute, connection.network, connection.block_storage
    of_project = {"project_id": project_id}
    everywhere = {"all_projects": True, **of_project}
    delete(lambda: network.ips(**of_project), network.delete_ip)
    delete(lambda: compute.servers(**everywhere), lambda server: compute.delete_server(server, force=True))
    delete(lambda: network.trunks(**of_project), network.delete_trunk)
    for router in network.routers(**of_project):
        drop_router(network, router)
    delete(lambda: plain_ports(network, project_id), network.delete_port)
    delete(lambda: network.networks(**of_project), network.delete_network)
    delete(lambda: theirs(network.security_groups(**of_project)), network.delete_security_group)
    delete(lambda: volumes.backups(**everywhere), volumes.delete_backup)
    delete(lambda: volumes.snapshots(**everywhere), volumes.delete_snapshot)
    delete(lambda: volumes.volumes(**everywhere), volumes.delete_volume)


def theirs(found: Iterator[Any]) -> Iterator[Any]:
    """Without the default group, which Neutron makes again whenever it is asked."""
    return (one for one in found if one.name != "default")


def plain_ports(network: Any, project_id: str) -> list[Any]:
    return [
        port
        for port in network.ports(project_id=project_id)
        if not port.device_owner.startswith(("network:", "compute:"))
    ]


def drop_router(network: Any, router: Any) -> None:
    for port in network.ports(device_id=router.id, device_owner="network:router_interface"):
        network.remove_interface_from_router(router, port_id=port.id)
    network.delete_router(router)


def delete(listed: Callable[[], Any], remove: Callable[[Any], object]) -> None:
    """Ask for it until nothing is listed any more: some things free others only as they go."""
    deadline = time.monotonic() + GONE_S
    while found := list(listed()):
        for one in found:
            with contextlib.suppress(NotFoundException, SDKException):
                remove(one)
        if time.monotonic() > deadline:
            raise TimeoutError(f"Still there: {[one.id for one in found]}")
        time.sleep(0.3)
