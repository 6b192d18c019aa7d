"""Give a student a place in a cloud: a domain, a user and a home project."""

from dataclasses import dataclass

from openstack.connection import Connection
from openstack.identity.v3.domain import Domain

from labs.lifecycle.persons import Roles, project_in, user_in
from labs.lifecycle.quotas import set_quotas
from labs.models import Place
from labs.overcloud.connections import identity


@dataclass(frozen=True)
class PlaceIds:
    domain: str
    user: str
    home_project: str


def prepare_place(connection: Connection, place: Place) -> PlaceIds:
    """Make what is missing; may be repeated. The user's password becomes the one on record.

    It is already where the place has been ready before; a place from an earlier installation has another.
    """
    domain = _domain(connection, place)
    trusted = [place.user_id_in_cloud] if place.ready_at else []
    user_id = user_in(connection, domain.id, place.handle, place.password, trusted=trusted)
    home = project_in(connection, domain.id, place.home_project)
    Roles(connection).grant_member(user_id=user_id, project_id=home.id)
    set_quotas(connection, home.id, place.cloud.quotas)
    return PlaceIds(domain.id, user_id, home.id)


def _domain(connection: Connection, place: Place) -> Domain:
    found = list(identity(connection).domains(name=place.domain))
    return found[0] if found else identity(connection).create_domain(name=place.domain)
