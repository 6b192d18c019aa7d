"""Records of Glance: images, and the projects that one is shared with."""

from collections.abc import Iterator
from typing import Any

import openstack.exceptions as sdk_errors
from keystoneauth1.exceptions import EndpointNotFound
from openstack.connection import Connection
from openstack.image.v2._proxy import Proxy
from openstack.image.v2.image import Image

from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind

# Properties that the SDK knows become attributes of the image; for students they are properties like any other.
KNOWN = (
    *("architecture", "hypervisor_type", "vm_mode", "kernel_id", "ramdisk_id", "instance_uuid", "os_type"),
    *("os_distro", "os_version", "os_admin_user", "os_require_quiesce", "hw_cpu_sockets", "hw_cpu_cores"),
    *("hw_cpu_threads", "hw_cpu_policy", "hw_cpu_thread_policy", "hw_disk_bus", "hw_machine_type"),
    *("hw_rng_model", "hw_scsi_model", "hw_serial_port_count", "hw_video_model", "hw_video_ram", "hw_vif_model"),
    *("hw_watchdog_action", "hw_qemu_guest_agent"),
)


def observe_images(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """All: a filter by owner would leave out the public ones, and without `all` Glance leaves out community images."""
    for image in _glance(connection).images(visibility="all", **scope.page):
        yield reduce_image(image)


def reduce_image(image: Image) -> dict[str, Any]:
    known = {name: getattr(image, name) for name in KNOWN}
    values = {
        "is_public": image.visibility == "public",
        "properties": dict(image.properties or {}) | {name: it for name, it in known.items() if it is not None},
        "tags": sorted(image.tags or []),
    }
    return reduced(Kind.IMAGE, image, values)


def observe_image_members(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Only an image whose visibility is `shared` has members, and only students' own images are asked for theirs."""
    for image in scope.before[Kind.IMAGE].records:
        if image["visibility"] != "shared":
            continue
        try:
            members = list(_glance(connection).members(image["id"]))
        except sdk_errors.NotFoundException:  # just deleted
            continue
        for member in members:
            values = {"image_id": image["id"], "project_id": image["owner_id"]}
            yield reduced(Kind.IMAGE_MEMBER, member, values)


def _glance(connection: Connection) -> Proxy:
    if not isinstance(connection.image, Proxy):
        raise EndpointNotFound("the cloud has no Image API v2")
    return connection.image
