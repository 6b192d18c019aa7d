"""Thirty students begin a typical exercise in the same moment, and none meets an error."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.cloud import RunningCloud
from tests.practice import tenants

STUDENTS = 30
PATIENCE_S = 420
LOOK_EVERY_S = 5.0
"""Thirty who look every second would measure their looking."""


def test_thirty_students_build_a_server_with_network_address_and_volume(
    practice_cloud: RunningCloud, administrator: Any, domain: Any
) -> None:
    members = [tenants.make_tenant(administrator, domain) for _ in range(STUDENTS)]
    external = administrator.network.find_network(practice_cloud.site["external_network"], ignore_missing=False)
    together = threading.Barrier(STUDENTS)

    def study(member: tenants.Tenant) -> list[str]:
        together.wait()
        return exercise(member.connect(practice_cloud), external.id)

    with ThreadPoolExecutor(STUDENTS) as classroom:
        seen = list(classroom.map(study, members))
    assert seen == [["vm ACTIVE", "disk in-use", "address ACTIVE"]] * STUDENTS
    assert practice_cloud.status.ready
    assert all(one.restarts == 0 for one in practice_cloud.status.services)


def exercise(cloud: Any, external: str) -> list[str]:
    """What labs ask for, in one go; any error of the cloud's passes through."""
    compute, network, volumes = cloud.compute, cloud.network, cloud.block_storage
    net = network.create_network(name="net")
    subnet = network.create_subnet(network_id=net.id, ip_version=4, cidr="10.0.0.0/24")
    router = network.create_router(name="edge", external_gateway_info={"network_id": external})
    network.add_interface_to_router(router, subnet_id=subnet.id)
    group = network.create_security_group(name="web")
    network.create_security_group_rule(
        security_group_id=group.id, direction="ingress", protocol="tcp", port_range_min=22, port_range_max=22
    )
    compute.create_keypair(name="key")
    server = compute.create_server(
        name="vm",
        image_id=cloud.image.find_image("rhel8").id,
        flavor_id=compute.find_flavor("tiny").id,
        networks=[{"uuid": net.id}],
        key_name="key",
        security_groups=[{"name": "web"}],
    )
    volume = volumes.create_volume(size=1, name="disk")
    server = settled(lambda: compute.get_server(server.id), "ACTIVE")
    volume = settled(lambda: volumes.get_volume(volume.id), "available")
    compute.create_volume_attachment(server, volume_id=volume.id)
    volume = settled(lambda: volumes.get_volume(volume.id), "in-use")
    port = next(network.ports(device_id=server.id))
    address = network.create_ip(floating_network_id=external, port_id=port.id)
    for listed in (compute.servers, network.ports, network.networks, volumes.volumes, cloud.image.images):
        assert list(listed())
    return [f"vm {server.status}", f"disk {volume.status}", f"address {address.status}"]


def settled(look: Callable[[], Any], wanted: str) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while (found := look()).status != wanted:
        assert found.status.lower() != "error", getattr(found, "fault", None)
        assert time.monotonic() < deadline, f"{found.name} is still {found.status}"
        time.sleep(LOOK_EVERY_S)
    return found
