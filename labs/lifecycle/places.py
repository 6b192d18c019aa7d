"""Give a student a place in a cloud: a domain, a user and a home project."""

from dataclasses import dataclass

from openstack.connection import Connection
from openstack.identity.v3.domain import Domain
from openstack.identity.v3.project import Project
from openstack.identity.v3.user import User

from labs.models import Place
from labs.overcloud.connections import identity

MEMBER = "member"


@dataclass(frozen=True)
class PlaceIds:
    domain: str
    user: str
    home_project: str


def prepare_place(connection: Connection, place: Place) -> PlaceIds:
    """Make what is missing; may be repeated. The user's password becomes the one on record."""
    domain = _domain(connection, place)
    user = _user(connection, place, domain)
    home = project_in(connection, domain.id, place.home_project)
    grant_member(connection, user_id=user.id, project_id=home.id)
    return PlaceIds(domain.id, user.id, home.id)


def project_in(connection: Connection, domain_id: str, name: str) -> Project:
    """The project of this exact name in a domain, made if need be."""
    found = list(identity(connection).projects(domain_id=domain_id, name=name))
    return found[0] if found else identity(connection).create_project(domain_id=domain_id, name=name)


def grant_member(connection: Connection, *, user_id: str, project_id: str) -> None:
    """Let the student work in a project: as member, and with the object store's role where there is one."""
    roles = {role.name.lower(): role for role in identity(connection).roles()}
    for name in (MEMBER, "swiftoperator"):
        if name in roles:
            identity(connection).assign_project_role_to_user(project_id, user_id, roles[name])


def grant_grader(connection: Connection, *, project_id: str) -> None:
    """Let the grader ask in the project's name: an object store's account answers only who has a role there."""
    role = next(role for role in identity(connection).roles() if role.name.lower() == "admin")
    identity(connection).assign_project_role_to_user(project_id, str(connection.current_user_id), role)


def _domain(connection: Connection, place: Place) -> Domain:
    found = list(identity(connection).domains(name=place.domain))
    return found[0] if found else identity(connection).create_domain(name=place.domain)


def _user(connection: Connection, place: Place, domain: Domain) -> User:
    found = list(identity(connection).users(domain_id=domain.id, name=place.handle))
    if not found:
        return identity(connection).create_user(
            domain_id=domain.id, name=place.handle, password=place.password, is_enabled=True
        )
    if not place.ready_at:  # a place from an earlier installation: its password is not the one on record
        return identity(connection).update_user(found[0], password=place.password)
    return found[0]
