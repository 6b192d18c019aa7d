"""Records of Nova: servers, their consoles, flavors."""

import hashlib
from collections.abc import Iterator
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.compute.v2.server import Server
from openstack.connection import Connection

from grading.observing.scope import Scope
from labs.kinds import Kind

CONSOLE_LINES = 50
TAIL_CHARACTERS = 2000


def observe_servers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for server in connection.compute.servers(all_projects=True, project_id=scope.project_id):
        yield reduce_server(server)


def reduce_server(server: Server) -> dict[str, Any]:
    """A volume-backed server has no image; its flavor is embedded under its original name, without an id."""
    flavor, image = server.flavor or {}, server.image
    return {
        "id": server.id,
        "name": server.name,
        "project_id": server.project_id,
        "user_id": server.user_id,
        "status": server.status,
        "task_state": server.task_state,
        "fault": (server.fault or {}).get("message"),
        "created_at": server.created_at,
        "flavor.original_name": flavor.get("original_name"),
        "flavor.vcpus": flavor.get("vcpus"),
        "flavor.ram": flavor.get("ram"),
        "flavor.disk": flavor.get("disk"),
        "flavor.ephemeral": flavor.get("ephemeral"),
        "flavor.swap": flavor.get("swap"),
        "image.id": image.id if image else None,
        "metadata": dict(server.metadata or {}),
        "key_name": server.key_name,
        "addresses": [address["addr"] for network in (server.addresses or {}).values() for address in network],
        "attached_volume_ids": [volume["id"] for volume in server.attached_volumes or []],
        "availability_zone": server.availability_zone,
    }


def observe_consoles(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """The console's last lines of each server of the project; a server without a console has an empty one."""
    for server in scope.before[Kind.SERVER].records:
        text = _console_of(connection, server["id"])
        yield {
            "server_id": server["id"],
            "project_id": server["project_id"],
            "length": len(text),
            "digest": hashlib.sha256(text.encode()).hexdigest(),
            "tail": text[-TAIL_CHARACTERS:],
        }


def _console_of(connection: Connection, server_id: str) -> str:
    try:
        found = connection.compute.get_server_console_output(server_id, length=CONSOLE_LINES)
    except (sdk_errors.ConflictException, sdk_errors.NotFoundException):  # still building, or just deleted
        return ""
    return str(found.get("output") or "")


def observe_flavors(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for flavor in connection.compute.flavors():
        yield {
            name: getattr(flavor, name)
            for name in ("id", "name", "vcpus", "ram", "disk", "ephemeral", "swap", "is_public")
        }
