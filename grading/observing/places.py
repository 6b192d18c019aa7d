"""What a student's own projects hold: each is asked for by itself, so that a large cloud is asked for little."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openstack.connection import Connection

from grading.engine.graph import edges, identity, nodes
from grading.engine.observation import Collection, Observation, Record, Tenancy
from grading.observing.limits import observe_limits
from grading.observing.looking import Look, observe
from labs.kinds import KINDS, Kind
from labs.lifecycle.persons import ADMIN, Roles
from labs.overcloud.connections import identity as keystone
from labs.overcloud.diagnosing import cause_of

log = logging.getLogger(__name__)
MOST_PROJECTS = 12
OF_PROJECT = (
    Kind.SERVER,
    Kind.VOLUME,
    Kind.VOLUME_SNAPSHOT,
    Kind.BACKUP,
    Kind.IMAGE,
    Kind.NETWORK,
    Kind.SUBNET,
    Kind.PORT,
    Kind.ROUTER,
    Kind.FLOATING_IP,
    Kind.SECURITY_GROUP,
    Kind.SECURITY_GROUP_RULE,
    Kind.CONTAINER,
    Kind.SHARE,
)
OF_DOMAIN = (Kind.KEYPAIR,)


@dataclass(frozen=True)
class Owner:
    """Whose projects: the domain, the handle before cloud-wide names, and the project that comes first."""

    domain_id: str
    handle: str
    home_id: str


@dataclass(frozen=True)
class Project:
    id: str
    name: str


@dataclass(frozen=True)
class PlaceSeen:
    """`collections` holds the cause where something could not be read; `limits`: project id → quota → number."""

    projects: tuple[Project, ...] = ()
    collections: Look = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def saw_something(self) -> bool:
        return any(not found.cause for found in self.collections.values())


def look_at_place(connection: Connection, owner: Owner, *, capabilities: Iterable[str], limit_s: float) -> PlaceSeen:
    """Everything in the projects of a domain. Never raises for a cloud's trouble."""
    deadline = time.monotonic() + limit_s
    try:
        projects = _projects(connection, owner)
    except Exception as error:  # noqa: BLE001  the edge of observing: a cloud out of sight raises from three libraries
        log.warning("projects of %s: %s", owner.handle, error)
        return PlaceSeen(collections={Kind.PROJECT: Collection(cause=cause_of(error, "identity").as_json())})
    kinds = _kinds(OF_PROJECT, capabilities)
    if Kind.CONTAINER in kinds:
        _let_in(connection, projects)
    looks, limits = [], {}
    for number, project in enumerate(projects):
        asked = [*kinds, *OF_DOMAIN] if number == 0 else kinds
        looks.append(_look(connection, owner, project, asked, deadline))
        limits[project.id] = observe_limits(connection, project.id) if time.monotonic() < deadline else {}
    return PlaceSeen(projects, without_strangers(together(looks)), limits)


def _projects(connection: Connection, owner: Owner) -> tuple[Project, ...]:
    listed = keystone(connection).projects(domain_id=owner.domain_id)
    own = [Project(str(one.id), str(one.name)) for one in listed if one.domain_id == owner.domain_id]
    return tuple(sorted(own, key=lambda one: (one.id != owner.home_id, one.name))[:MOST_PROJECTS])


def _let_in(connection: Connection, projects: Iterable[Project]) -> None:
    """Where the grader is not let in, the containers tell it themselves."""
    try:
        roles = Roles(connection)
        for project in projects:
            roles.grant(ADMIN, user_id=str(connection.current_user_id), project_id=project.id)
    except Exception as error:  # noqa: BLE001  as above
        log.warning("the grader is not let in: %s", error)


def _kinds(kinds: Iterable[Kind], capabilities: Iterable[str]) -> list[Kind]:
    """What the cloud has."""
    return [kind for kind in kinds if not KINDS[kind].capability or KINDS[kind].capability in set(capabilities)]


def _look(connection: Connection, owner: Owner, project: Project, kinds: Iterable[Kind], deadline: float) -> Look:
    tenancy = Tenancy(project.id, "", owner.domain_id, owner.handle)
    asked, left_s = list(kinds), max(0.0, deadline - time.monotonic())
    found: Look = {}
    for look in observe(connection, tenancies=[tenancy], kinds=asked, limit_s=left_s):
        found = look
    return {kind: found[kind] for kind in asked}


def together(looks: Iterable[Look]) -> Look:
    """Looks at several projects as one: each record once; a kind that was out of sight anywhere has its cause."""
    found: Look = {}
    for look in looks:
        for kind, collection in look.items():
            found[kind] = _joined(found[kind], collection) if kind in found else collection
    return found


def _joined(one: Collection, other: Collection) -> Collection:
    records = {_key(record): record for record in (*one.records, *other.records)}
    read_at = min(filter(None, (one.read_at, other.read_at)), default="")
    return Collection(tuple(records.values()), read_at, one.cause or other.cause)


def _key(record: Record) -> tuple[str, str]:
    return identity(record), str(record.get("project_id") or "")


def without_strangers(look: Look) -> Look:
    """Of what is everybody's, images and networks, only what something of one's own refers to."""
    seen = Observation(Tenancy(""), look)
    used = {key for edge in edges(seen) for key in edge[:2]}
    kept = {node.key for node in nodes(seen) if not node.is_public or node.key in used}
    return {
        kind: Collection(
            tuple(record for number, record in enumerate(found.records) if f"{kind}-{number}" in kept),
            found.read_at,
            found.cause,
        )
        for kind, found in look.items()
    }
