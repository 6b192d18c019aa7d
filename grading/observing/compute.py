"""Records of Nova: servers and their consoles, key pairs, flavors and who may use them, compute services."""

import hashlib
from collections.abc import Iterator
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.compute.v2.keypair import Keypair
from openstack.compute.v2.server import Server
from openstack.connection import Connection

from grading.engine.observation import Record
from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind

CONSOLE_LINES = 200
AT_REST = frozenset({"SHUTOFF", "SHELVED_OFFLOADED", "ERROR"})
TAIL_CHARACTERS = 16_000
OF_FLAVOR = ("original_name", "vcpus", "ram", "disk", "ephemeral", "swap")


def observe_servers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for server in connection.compute.servers(all_projects=True, **scope.project_filter, **scope.page):
        yield reduce_server(server)


def reduce_server(server: Server) -> dict[str, Any]:
    """A volume-backed server has no image; its flavor is embedded under its original name, without an id."""
    flavor, image, volumes = server.flavor or {}, server.image, server.attached_volumes or []
    values = {
        "fault": (server.fault or {}).get("message"),
        "image.id": image.id if image else None,
        "metadata": dict(server.metadata or {}),
        "addresses": [address["addr"] for network in (server.addresses or {}).values() for address in network],
        "attached_volume_ids": sorted(volume.id for volume in volumes),
        "kept_volume_ids": sorted(volume.id for volume in volumes if volume.delete_on_termination is False),
    }
    return reduced(Kind.SERVER, server, values | {f"flavor.{name}": flavor.get(name) for name in OF_FLAVOR})


def observe_consoles(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """The console's last lines of each server; a server without a console has an empty one."""
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


def observe_keypairs(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """The key pairs of each user. The list leaves out when one was made, so each is asked for as well.

    In the version that openstacksdk speaks (2.10) the list comes whole.
    """
    for user in scope.before[Kind.USER].records:
        for listed in connection.compute.keypairs(user_id=user["id"]):
            try:
                keypair = connection.compute.get_keypair(listed.name, user_id=user["id"])
            except sdk_errors.NotFoundException:  # just deleted
                continue
            yield reduce_keypair(keypair, user)


def reduce_keypair(keypair: Keypair, user: Record) -> dict[str, Any]:
    """The public key only as SHA-256 of its type and key, without the comment that may name a person."""
    key = " ".join((keypair.public_key or "").split()[:2])
    values = {
        "user_id": user["id"],
        "user_name": user["name"],
        "domain_id": user["domain_id"],
        "public_key_digest": hashlib.sha256(key.encode()).hexdigest(),
    }
    return reduced(Kind.KEYPAIR, keypair, values)


def observe_flavors(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for flavor in connection.compute.flavors(**scope.page):
        yield reduced(Kind.FLAVOR, flavor, {"extra_specs": dict(flavor.extra_specs or {})})


def observe_flavor_access(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Who may use each private flavor."""
    for flavor in scope.before[Kind.FLAVOR].records:
        if flavor["is_public"]:
            continue
        try:
            found = connection.compute.get_flavor_access(flavor["id"])
        except sdk_errors.NotFoundException:  # just deleted, or made public
            continue
        for access in found:
            yield {"flavor_id": flavor["id"], "flavor_name": flavor["name"], "project_id": access["tenant_id"]}


def observe_running_servers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Of all projects: what would be cut off if the hypervisors lost their power now."""
    for server in connection.compute.servers(all_projects=True, **scope.page):
        if server.status not in AT_REST:
            yield reduced(Kind.RUNNING_SERVER, server)


def observe_compute_services(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for service in connection.compute.services():
        yield reduced(Kind.COMPUTE_SERVICE, service)
