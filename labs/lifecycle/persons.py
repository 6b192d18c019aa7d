"""The projects and persons of a session: who may do what where, before anything is made."""

from collections.abc import Iterable

import openstack.exceptions as sdk_errors
from openstack.connection import Connection
from openstack.identity.v3.project import Project
from openstack.identity.v3.role import Role

from labs.lifecycle.troubles import CannotPrepare
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import identity

MEMBER, ADMIN = "member", "admin"
OBJECT_ROLES = ("swiftoperator",)  # what an object store asks for besides, where the cloud has it


class Roles:
    """The cloud's roles by name, read once."""

    def __init__(self, connection: Connection) -> None:
        self.identity = identity(connection)
        self.known = {role.name.lower(): role for role in self.identity.roles()}

    def named(self, name: str) -> Role:
        """Raises CannotPrepare."""
        if name.lower() not in self.known:
            raise CannotPrepare(Cause(Trouble.MISSING, "identity", f"there is no role {name}"))
        return self.known[name.lower()]

    def grant_member(self, *, user_id: str, project_id: str) -> None:
        """Let somebody work in a project: as member, and with the object store's role where there is one."""
        for name in (MEMBER, *(name for name in OBJECT_ROLES if name in self.known)):
            self.grant(name, user_id=user_id, project_id=project_id)

    def grant(self, name: str, *, user_id: str, project_id: str) -> None:
        self._assign(name, user_id, f"/projects/{project_id}")

    def grant_domain(self, name: str, *, user_id: str, domain_id: str) -> None:
        self._assign(name, user_id, f"/domains/{domain_id}")

    def _assign(self, name: str, user_id: str, place: str) -> None:
        """openstacksdk's own call does not say when it was refused."""
        sdk_errors.raise_from_response(self.identity.put(f"{place}/users/{user_id}/roles/{self.named(name).id}"))


def project_in(connection: Connection, domain_id: str, name: str) -> Project:
    """The project of this exact name in a domain, made if need be."""
    found = find_project(connection, domain_id, name)
    return found or identity(connection).create_project(domain_id=domain_id, name=name)


def find_project(connection: Connection, domain_id: str, name: str) -> Project | None:
    """Keystone compares names without regard to case; here they are compared exactly."""
    listed = identity(connection).projects(domain_id=domain_id, name=name)
    return next((project for project in listed if project.name == name), None)


def grant_grader(connection: Connection, *, project_id: str) -> None:
    """Let the grader ask in the project's name: an object store's account answers only who has a role there."""
    Roles(connection).grant(ADMIN, user_id=str(connection.current_user_id), project_id=project_id)


def user_in(connection: Connection, domain_id: str, name: str, password: str, *, trusted: Iterable[str] = ()) -> str:
    """The id of the enabled user of this name in a domain, made if need be.

    The password becomes the one given, unless the user's id is `trusted` to have it: setting it would end all tokens.
    """
    keystone = identity(connection)
    found = next((user for user in keystone.users(domain_id=domain_id, name=name) if user.name == name), None)
    if found is None:
        return str(keystone.create_user(domain_id=domain_id, name=name, password=password, is_enabled=True).id)
    if found.id not in trusted or not found.is_enabled:
        keystone.update_user(found, password=password, is_enabled=True)
    return str(found.id)
