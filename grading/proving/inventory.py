"""All that stands in a cloud and concerns one student, as its administrator sees it: what start and finish must keep.

It is written apart from what finish removes: what finish forgets, this must not forget too.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection

from labs.models import Place
from labs.overcloud.causes import Trouble
from labs.overcloud.connections import grader, identity
from labs.overcloud.diagnosing import trouble_of

CALLS_AT_ONCE = 2  # for each of the students who look at the same time
NOT_FOUND, FORBIDDEN = 404, 403
TRIES = 5
OWNERS = ("project_id", "owner_id", "owner", "tenant_id", "owner_project_id", "target_project_id")
Listing = Callable[[], Iterable[Any]]


class CannotSee(Exception):
    """Something that could be left behind is hidden from us; the text says what to do."""


@dataclass(frozen=True)
class Thing:
    """One resource, a role, or a permission. `owners`: the ids of projects, domains and users that it belongs to."""

    kind: str
    id: str
    name: str
    owners: frozenset[str]

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.name} ({self.id})" if self.name and self.name != self.id else f"{self.kind} {self.id}"
        )


class Inventory:
    """Looks at the cloud for one student. What has been theirs once stays theirs, when the project is gone too."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._connection = grader(place.cloud)
        self._projects: set[str] = set()
        self._people: set[str] = set()

    def note_projects(self) -> None:
        """Remember the projects that are in the student's domain now."""
        found = identity(self._connection).projects(domain_id=self._place.domain_id)
        self._projects |= {project.id for project in found}

    def look(self) -> frozenset[Thing]:
        """Raises whatever the libraries raise; a service that the cloud does not have lists nothing."""
        self.note_projects()
        proxy, domain = identity(self._connection), self._place.domain_id
        users = [user.id for user in proxy.users(domain_id=domain)]
        self._people |= {*users, *(group.id for group in proxy.groups(domain_id=domain))}
        listings = list(_listings(self._connection, users, sorted(self._projects)))
        with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="inventory") as pool:
            found = list(pool.map(lambda listing: _listed(*listing), listings))
        return frozenset(thing for things in found for thing in things if self._concerns(thing))

    def _concerns(self, thing: Thing) -> bool:
        theirs = self._projects | self._people | {self._place.domain_id}
        return bool(thing.owners & theirs) or thing.name.startswith(f"{self._place.handle}-")


def _listed(kind: str, ask: Listing) -> list[Thing]:
    for tries_left in reversed(range(TRIES)):
        try:
            return [_thing(kind, item) for item in ask()]
        except sdk_errors.NotFoundException:  # Keystone's list of roles, while a neighbour's project is being deleted
            if not tries_left:
                raise
        except Exception as error:
            if trouble_of(error) is not Trouble.NO_SERVICE:
                raise
            break
    return []


def _thing(kind: str, item: Any) -> Thing:
    if isinstance(item, Thing):
        return item
    owners = {getattr(item, name, None) for name in OWNERS} - {None}
    return Thing(kind, str(item.id), str(item.name or ""), frozenset(map(str, owners)))


def _listings(connection: Connection, users: list[str], projects: list[str]) -> Iterator[tuple[str, Listing]]:
    """Every kind that a student could leave behind."""
    yield from _identity(connection, users)
    yield from _compute(connection, users)
    yield from _network(connection)
    yield from _storage(connection)
    for project in projects:
        yield "container", partial(_containers, connection, project)
    everywhere = {"all_projects": True}
    yield "image", lambda: connection.image.images(visibility="all")
    yield "stack", lambda: connection.orchestration.stacks(global_tenant=True)
    yield "load balancer", lambda: list(connection.load_balancer.load_balancers())
    yield "share", lambda: connection.shared_file_system.shares(details=True, **everywhere)
    yield "share snapshot", lambda: connection.shared_file_system.share_snapshots(details=True, **everywhere)
    yield "share network", lambda: connection.shared_file_system.share_networks(details=True, **everywhere)


def _identity(connection: Connection, users: list[str]) -> Iterator[tuple[str, Listing]]:
    proxy = identity(connection)
    yield "domain", lambda: (Thing("domain", item.id, item.name, frozenset({item.id})) for item in proxy.domains())
    yield "project", lambda: (_in_domain("project", item) for item in proxy.projects())
    yield "user", lambda: (_in_domain("user", item) for item in proxy.users())
    yield "group", lambda: (_in_domain("group", item) for item in proxy.groups())
    yield "role", lambda: map(_role, proxy.role_assignments(include_names=True))
    for user in users:
        yield _of_user("application credential", user, partial(_application_credentials, connection, user))
        yield _of_user("credential", user, partial(proxy.credentials, user_id=user))


def _application_credentials(connection: Connection, user: str) -> Iterator[Any]:
    """Of a user who has just been deleted there are none, but Keystone says that we may not ask."""
    proxy = identity(connection)
    try:
        yield from proxy.application_credentials(user)
    except sdk_errors.ForbiddenException:
        if any(found.id == user for found in proxy.users()):
            raise


def _in_domain(kind: str, item: Any) -> Thing:
    return Thing(kind, item.id, item.name, frozenset({item.domain_id, item.id}))


def _role(item: Any) -> Thing:
    """Who has which role where; it belongs to whoever has it and to where it is."""
    actor, (where, scope) = item.user or item.group, next(iter(item.scope.items()))
    place = scope.get("id", "all") if isinstance(scope, dict) else str(scope)
    id_ = f"{item.role['name']} of {actor['name']} on {where} {scope.get('name', place)}"
    return Thing("role", id_, "", frozenset({actor["id"], place}))


def _of_user(kind: str, user: str, ask: Callable[[], Iterable[Any]]) -> tuple[str, Listing]:
    """What belongs to a person, whose id the resource itself need not tell."""
    return kind, lambda: (Thing(kind, str(item.id), str(item.name or ""), frozenset({user})) for item in ask())


def _compute(connection: Connection, users: list[str]) -> Iterator[tuple[str, Listing]]:
    compute = connection.compute
    yield "server", lambda: compute.servers(all_projects=True)
    yield "server group", lambda: compute.server_groups(all_projects=True)
    yield "flavor", compute.flavors
    yield "flavor access", lambda: _flavor_access(connection)
    for user in users:
        yield _of_user("keypair", user, partial(compute.keypairs, user_id=user))


def _flavor_access(connection: Connection) -> Iterator[Thing]:
    for flavor in connection.compute.flavors(is_public=False):
        try:
            found = list(connection.compute.get_flavor_access(flavor.id))
        except sdk_errors.NotFoundException:  # just deleted by its owner
            continue
        for access in found:
            project = str(access["tenant_id"])
            yield Thing("flavor access", f"{flavor.name} for {project}", "", frozenset({project}))


def _network(connection: Connection) -> Iterator[tuple[str, Listing]]:
    network = connection.network
    yield "network", network.networks
    yield "subnet", network.subnets
    yield "subnet pool", network.subnet_pools
    yield "port", network.ports
    yield "router", network.routers
    yield "floating ip", network.ips
    yield "security group", network.security_groups
    yield "access to a network", network.rbac_policies


def _storage(connection: Connection) -> Iterator[tuple[str, Listing]]:
    volume = connection.block_storage
    everywhere = {"all_projects": True}
    yield "volume", lambda: volume.volumes(**everywhere)
    yield "volume snapshot", lambda: volume.snapshots(**everywhere)
    yield "backup", lambda: volume.backups(**everywhere)
    yield "volume transfer", lambda: volume.transfers(**everywhere)
    yield "volume type", lambda: volume.types(is_public=None)


def _containers(connection: Connection, project_id: str) -> Iterator[Thing]:
    """The containers of a project's account, whether the project is there or not: accounts outlive their projects."""
    own = connection.session.get_endpoint(service_type="object-store", interface="public") or ""
    if f"AUTH_{connection.current_project_id}" not in own:  # no such service, or one name space for all
        return
    account = own.replace(f"AUTH_{connection.current_project_id}", f"AUTH_{project_id}")
    answer = connection.session.get(account, params={"format": "json"}, raise_exc=False)
    if answer.status_code == NOT_FOUND:  # no account yet
        return
    if answer.status_code == FORBIDDEN:
        raise CannotSee("the cloud's administrator needs the role ResellerAdmin to look into all object accounts")
    sdk_errors.raise_from_response(answer)
    for found in answer.json() if answer.content else []:
        yield Thing("container", f"{project_id}/{found['name']}", "", frozenset({project_id}))
