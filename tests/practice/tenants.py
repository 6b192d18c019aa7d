"""Projects with a user for tests, and taking them away with everything in them."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import openstack
from openstack.config import OpenStackConfig
from openstack.connection import Connection
from openstack.exceptions import NotFoundException, SDKException

from tests.cloud import RunningCloud

GONE_S = 120


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
    sweep(connection, {project.id for project in projects})
    for project in projects:
        connection.identity.delete_project(project)
    connection.identity.update_domain(domain, is_enabled=False)
    connection.identity.delete_domain(domain)


def sweep(connection: Any, projects: set[str]) -> None:
    """What these projects hold: one list for each kind serves all of them."""
    compute, network, volumes = connection.compute, connection.network, connection.block_storage

    def theirs(listed: Callable[..., Any], **options: Any) -> Callable[[], list[Any]]:
        return lambda: [one for one in listed(**options) if one.project_id in projects]

    delete(theirs(network.ips), network.delete_ip)
    delete(theirs(compute.servers, all_projects=True), lambda server: compute.delete_server(server, force=True))
    delete(theirs(network.trunks), network.delete_trunk)
    delete(theirs(network.routers), lambda router: drop_router(network, router))
    delete(lambda: [port for port in theirs(network.ports)() if is_plain(port)], network.delete_port)
    delete(theirs(network.networks), network.delete_network)
    groups = theirs(network.security_groups)
    delete(lambda: [one for one in groups() if one.name != "default"], network.delete_security_group)  # made again
    for listed, remove in (
        (volumes.backups, volumes.delete_backup),
        (volumes.snapshots, volumes.delete_snapshot),
        (volumes.volumes, volumes.delete_volume),
    ):
        delete(theirs(listed, all_projects=True), remove)


def is_plain(port: Any) -> bool:
    return not port.device_owner.startswith(("network:", "compute:"))


def drop_router(network: Any, router: Any) -> None:
    for port in network.ports(device_id=router.id, device_owner="network:router_interface"):
        network.remove_interface_from_router(router, port_id=port.id)
    network.delete_router(router)


def delete(listed: Callable[[], list[Any]], remove: Callable[[Any], object]) -> None:
    """Ask for it until nothing is listed any more: some things free others only as they go."""
    deadline = time.monotonic() + GONE_S
    while found := listed():
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda one: _try(remove, one), found))
        if time.monotonic() > deadline:
            raise TimeoutError(f"Still there: {[one.id for one in found]}")
        time.sleep(0.3)


def _try(remove: Callable[[Any], object], one: Any) -> None:
    with contextlib.suppress(NotFoundException, SDKException):
        remove(one)
