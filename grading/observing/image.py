"""Records of Glance: the images that a project owns, and the public ones."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from grading.observing.scope import Scope

COPIED = (
    *("id", "name", "owner_id", "status", "visibility", "size", "disk_format", "container_format"),
    *("checksum", "min_disk", "min_ram", "is_protected", "created_at"),
)


def observe_images(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for image in connection.image.images():
        public = image.visibility == "public"
        if public or image.owner_id == scope.project_id:
            yield {name: getattr(image, name) for name in COPIED} | {
                "is_public": public,
                "tags": sorted(image.tags or []),
            }
