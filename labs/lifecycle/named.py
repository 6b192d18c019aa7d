"""What a student has outside a lab's projects, found by its exact name, in the student's own name space only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection

from labs.overcloud.connections import identity


@dataclass(frozen=True)
class Owner:
    """Whose name space it is: the domain and the handle before cloud-wide names. `kept`: ids that stay in any case."""

    domain_id: str
    handle: str
    user_id: str
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Named:
    """Something found. A project is emptied before it is deleted, by labs.lifecycle.remove."""

    kind: str
    id: str
    delete: Callable[[], object]


def find_named(connection: Connection, kind: str, name: str, owner: Owner) -> Iterator[Named]:
    """All of this kind and exact name that are the owner's; nothing for a place that is not ready yet."""
    if not (owner.domain_id and owner.user_id and owner.handle):
        return
    yield from (found for found in FINDERS[kind](connection, name, owner) if found.id not in owner.kept)


def _keypairs(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    yield from (found for found in keypairs_of(connection, owner.user_id) if found.id == name)


def keypairs_of(connection: Connection, user_id: str) -> Iterator[Named]:
    """They do not go with their user by themselves. A key pair's id is its name."""
    compute = connection.compute
    for found in compute.keypairs(user_id=user_id):
        name = str(found.name)
        yield Named("keypair", name, lambda name=name: compute.delete_keypair(name, user_id=user_id))  # type: ignore[misc]


def _users(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    for found in identity(connection).users(domain_id=owner.domain_id, name=name):
        if found.name == name:
            yield _user(connection, found.id)


def _user(connection: Connection, user_id: str) -> Named:
    def delete() -> None:
        for keypair in keypairs_of(connection, user_id):
            keypair.delete()
        identity(connection).delete_user(user_id, ignore_missing=True)

    return Named("user", user_id, delete)


def _groups(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    keystone = identity(connection)
    for found in keystone.groups(domain_id=owner.domain_id, name=name):
        if found.name == name:
            yield _by_id("group", found.id, keystone.delete_group)


def _projects(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    keystone = identity(connection)
    for found in keystone.projects(domain_id=owner.domain_id, name=name):
        if found.name == name:
            yield _by_id("project", found.id, keystone.delete_project)


def _flavors(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    for found in connection.compute.flavors():
        if found.name == name and _is_own(name, owner):
            yield _by_id("flavor", found.id, connection.compute.delete_flavor)


def _volume_types(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    for found in connection.block_storage.types(is_public="None"):
        if found.name == name and _is_own(name, owner):
            yield _by_id("volume_type", found.id, connection.block_storage.delete_type)


def _networks(connection: Connection, name: str, owner: Owner) -> Iterator[Named]:
    """Anybody may give a network this name: only those of the domain's projects are the student's."""
    listed = [found for found in connection.network.networks(name=name) if found.name == name]
    if not listed or not _is_own(name, owner):
        return
    projects = {project.id for project in identity(connection).projects(domain_id=owner.domain_id)}
    for found in listed:
        if found.project_id in projects:
            yield Named("network", found.id, lambda id_=found.id: _delete_network(connection, id_))  # type: ignore[misc]


def _delete_network(connection: Connection, network_id: str) -> None:
    for port in connection.network.ports(network_id=network_id):
        connection.network.delete_port(port)
    connection.network.delete_network(network_id)


def _is_own(name: str, owner: Owner) -> bool:
    return bool(owner.handle) and name.startswith(f"{owner.handle}-")


def _by_id(kind: str, resource_id: str, delete: Callable[..., Any]) -> Named:
    def gone() -> None:
        try:
            delete(resource_id, ignore_missing=True)
        except sdk_errors.NotFoundException:
            return

    return Named(kind, resource_id, gone)


Finder = Callable[[Connection, str, Owner], Iterator[Named]]
FINDERS: dict[str, Finder] = {
    "keypair": _keypairs,
    "user": _users,
    "group": _groups,
    "project": _projects,
    "flavor": _flavors,
    "volume_type": _volume_types,
    "network": _networks,
}


def find_by_id(connection: Connection, kind: str, resource_id: str) -> Iterator[Named]:
    """What start made outside the projects, if it is still there."""
    keystone, compute, cinder = identity(connection), connection.compute, connection.block_storage
    known: dict[str, tuple[Callable[[str], Any], Callable[[], Named]]] = {
        "user": (keystone.get_user, lambda: _user(connection, resource_id)),
        "flavor": (compute.get_flavor, lambda: _by_id(kind, resource_id, compute.delete_flavor)),
        "volume_type": (cinder.get_type, lambda: _by_id(kind, resource_id, cinder.delete_type)),
    }
    get, named = known[kind]
    try:
        get(resource_id)
    except sdk_errors.NotFoundException:
        return
    yield named()
