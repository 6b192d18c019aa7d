"""The classroom's machines in the practice cloud: nodes' power in Ironic, compute services in Nova."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

import openstack
import yaml

from labs.practice.classroom.state import COMPUTES, HOSTS
from labs.practice.settings import Folders

ON, OFF = "power on", "power off"
COMPUTE = "nova-compute"
WAIT_S, EVERY_S = 60.0, 0.2


class NoClassroom(Exception):
    """The practice cloud has no such nodes, or they do not do as they are told; the text says why."""


class Machines:
    """As the cloud's administrator."""

    def __init__(self, folders: Folders) -> None:
        clouds = yaml.safe_load(folders.clouds.read_text(encoding="utf-8"))["clouds"]
        entry: dict[str, Any] = next(iter(clouds.values()))
        self._cloud = openstack.connect(load_yaml_config=False, load_envvars=False, **entry)
        services = self._cloud.compute.services(binary=COMPUTE)
        self._services = {service.host: service for service in services if service.host in COMPUTES}

    def powered(self) -> frozenset[str]:
        """The hosts that are on."""
        nodes = self._cloud.baremetal.nodes(fields=["name", "power_state"])
        return frozenset(node.name for node in nodes if node.name in HOSTS and node.power_state == ON)

    def bring(self, state: str) -> None:
        """All nodes on or off, none in maintenance, no compute disabled. Raises NoClassroom if that takes too long."""
        for host, service in self._services.items():
            self._cloud.compute.enable_service(service, host, COMPUTE)
        ironic = self._cloud.baremetal
        nodes = [node for node in ironic.nodes(details=True) if node.name in HOSTS]
        if {node.name for node in nodes} != set(HOSTS):
            raise NoClassroom(f"the undercloud has no nodes {', '.join(sorted(HOSTS))}")
        for node in nodes:
            if node.is_maintenance:
                ironic.unset_node_maintenance(node)
            if node.power_state != state:
                ironic.set_node_power_state(node, state)
        until = time.monotonic() + WAIT_S
        while any(not _is(node, state) for node in ironic.nodes(details=True) if node.name in HOSTS):
            if time.monotonic() > until:
                raise NoClassroom(f"not all nodes are {state} in time")
            time.sleep(EVERY_S)

    def let_report(self, hosts: Collection[str]) -> None:
        """The compute services of these hosts are up, those of the other computes are down, and Nova says so.

        Raises NoClassroom if that takes too long.
        """
        for host, service in self._services.items():
            self._cloud.compute.update_service_forced_down(service, host, COMPUTE, host not in hosts)
        wanted = frozenset(hosts) & self._services.keys()
        until = time.monotonic() + WAIT_S
        while self._up() != wanted:
            if time.monotonic() > until:
                raise NoClassroom(f"Nova does not say in time that nova-compute is up on {sorted(wanted)} alone")
            time.sleep(EVERY_S)

    def _up(self) -> frozenset[str]:
        services = self._cloud.compute.services(binary=COMPUTE)
        return frozenset(one.host for one in services if one.host in self._services and one.state == "up")


def _is(node: Any, state: str) -> bool:
    return node.power_state == state and node.target_power_state is None and node.reservation is None
