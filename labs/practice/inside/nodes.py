"""The overcloud's nodes as an undercloud knows them: deployed, in use, powered on."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from labs.practice import site_values as values

WAIT_S = 60
EVERY_S = 0.2


def seed(cloud: Any) -> None:
    """Take the nodes over as running ones, which is what Ironic calls to adopt."""
    ironic = cloud.baremetal
    known = {node.name for node in ironic.nodes()}
    new = [create(ironic, name) for name in values.NODES if name not in known]
    for node in new:
        ironic.set_node_provision_state(node, "manage")
    wait(ironic, new, lambda node: node.provision_state == "manageable")
    for node in new:
        # Nothing is fetched: it only has to be named.
        ironic.update_node(node, instance_info={"image_source": "file:///overcloud-full.raw"})
        ironic.set_node_provision_state(node, "adopt")
    wait(ironic, new, lambda node: node.provision_state == "active")
    for node in new:
        ironic.update_node(node, instance_id=str(uuid.uuid5(uuid.NAMESPACE_DNS, node.name)))
        ironic.set_node_power_state(node, "power on")
    wait(ironic, new, lambda node: node.power_state == "power on")


def create(ironic: Any, name: str) -> Any:
    return ironic.create_node(
        driver="fake-hardware",
        name=name,
        resource_class="baremetal",
        properties={"cpus": 8, "memory_mb": 16384, "local_gb": 80, "cpu_arch": "x86_64"},
    )


def wait(ironic: Any, nodes: list[Any], there: Callable[[Any], bool]) -> None:
    """Until every node is where it shall be, and free for the next step."""
    deadline = time.monotonic() + WAIT_S
    for node in nodes:
        while not (there(found := ironic.get_node(node)) and found.reservation is None):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found.name}: {found.provision_state}, {found.last_error}")
            time.sleep(EVERY_S)
