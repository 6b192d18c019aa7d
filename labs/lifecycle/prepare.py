"""What start does in the cloud: names freed, projects and persons, and the resources that the lab begins with."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openstack.connection import Connection

from labs.files import make_files
from labs.kinds import KINDS, Kind
from labs.lifecycle.making.doing import make_all
from labs.lifecycle.making.workshop import Workshop
from labs.lifecycle.named import Owner
from labs.lifecycle.nodes import require_nodes
from labs.lifecycle.persons import ADMIN, Roles, find_project, project_in, user_in
from labs.lifecycle.quotas import raise_quotas, set_quotas
from labs.lifecycle.remove import remove_project
from labs.lifecycle.troubles import CannotPrepare
from labs.lifecycle.unused import free_names
from labs.models import OPERATOR, PROJECT, SECOND, SECOND_PROJECT
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import identity, in_project
from labs.schema import Given, LabDefinition, Preparation

LIMIT_S = 100.0
Record = Callable[[str, str, str, str], None]  # binding, kind, id, name
Progress = Callable[[str, int], None]  # step, percent


@dataclass(frozen=True)
class Preparing:
    """What one start is about. `definition` has its variables filled in; `site` are their values.

    `recorded`: binding → id of what an earlier try has made. `trusted`: users whose password is known to be right.
    """

    definition: LabDefinition
    owner: Owner
    site: Mapping[str, str]
    password_of: Callable[[str], str]
    domain_role: str  # the domain operator's
    project_role: str  # the delegated role on the lab's project
    capabilities: frozenset[str]
    record: Record
    progress: Progress
    recorded: Mapping[str, str] = field(default_factory=dict)
    trusted: frozenset[str] = frozenset()
    quotas: Mapping[str, int] = field(default_factory=dict)  # the cloud's, for each of a student's projects


def prepare_session(connection: Connection, job: Preparing) -> None:
    """Make what is not recorded yet. May be repeated after a crash.

    Raises CannotPrepare, StillThere, and whatever openstacksdk raises.
    """
    start = job.definition.start
    job.progress("site", 5)
    for given in job.definition.given:
        require_given(connection, given)
    if not job.recorded:
        if start.nodes:
            require_nodes(connection, start.nodes)
        free_names(connection, start.unused, job.owner, physical_network=job.site["PHYS"])
    job.progress(PROJECT, 15)
    roles = Roles(connection)
    _prepare_persons(connection, job, roles)
    if start.own_project:
        _free_own_project(connection, job)
    else:
        project_id = _prepare_project(connection, job, roles)
        _make(connection, job, project_id)
    job.progress("done", 100)


def require_given(connection: Connection, given: Given) -> None:
    """Something the site should offer exactly once. Raises CannotPrepare."""
    names = [found.name for found in _list_public(connection, Kind(given.kind))]
    if names.count(given.name) != 1:
        detail = f"{names.count(given.name)} public {given.kind}s are named {given.name}"
        raise CannotPrepare(Cause(Trouble.MISSING, given.kind, detail))


def _list_public(connection: Connection, kind: Kind) -> Iterator[Any]:
    if kind is Kind.IMAGE:
        yield from connection.image.images(visibility="public")
    elif kind is Kind.FLAVOR:
        yield from (found for found in connection.compute.flavors() if found.is_public)
    else:
        yield from (found for found in connection.network.networks() if found.is_router_external or found.is_shared)


def _prepare_project(connection: Connection, job: Preparing, roles: Roles) -> str:
    """The lab's project, with the student, the grader, and what it may have."""
    start = job.definition.start
    project = project_in(connection, job.owner.domain_id, job.site["P"])
    job.record(PROJECT, PROJECT, project.id, project.name)
    roles.grant_member(user_id=job.owner.user_id, project_id=project.id)
    for _role in start.roles:
        roles.grant(job.project_role, user_id=job.owner.user_id, project_id=project.id)
    if start.description and PROJECT not in job.recorded:
        identity(connection).update_project(project, description=start.description)
    roles.grant(ADMIN, user_id=str(connection.current_user_id), project_id=project.id)
    set_quotas(connection, project.id, job.quotas)
    raise_quotas(connection, project.id, start.quota)
    return str(project.id)


def _prepare_persons(connection: Connection, job: Preparing, roles: Roles) -> None:
    persons, domain_id = job.definition.start.persons, job.owner.domain_id

    def user(binding: str, name: str) -> str:
        user_id = user_in(connection, domain_id, name, job.password_of(name), trusted=job.trusted)
        job.record(binding, Kind.USER, user_id, name)
        return user_id

    if "second" in persons:
        project = project_in(connection, domain_id, job.site["P2"])
        job.record(SECOND_PROJECT, PROJECT, project.id, project.name)
        roles.grant_member(user_id=user(SECOND, job.site["U2"]), project_id=project.id)
        roles.grant(ADMIN, user_id=str(connection.current_user_id), project_id=project.id)
    if "operator" in persons:
        roles.grant_domain(job.domain_role, user_id=user(OPERATOR, job.site["O"]), domain_id=domain_id)


def _free_own_project(connection: Connection, job: Preparing) -> None:
    """The student makes it: one of that name from before would be given away."""
    found = None if job.recorded else find_project(connection, job.owner.domain_id, job.site["P"])
    if found and found.id not in job.owner.kept:
        remove_project(connection, found.id, limit_s=LIMIT_S)


def _make(connection: Connection, job: Preparing, project_id: str) -> None:
    items = [item for item in job.definition.start.make if _can_be_made(item, job.capabilities)]
    handle, nonce = job.owner.handle, job.site["NONCE"]
    shop = Workshop(
        grader=connection,
        inside=in_project(connection, project_id),
        project_id=project_id,
        domain_id=job.owner.domain_id,
        seed=f"{handle}:{nonce}",
        site=job.site,
        files={file.bind: file.content for file in make_files(job.definition, handle=handle, nonce=nonce)},
        password_of=job.password_of,
        until=time.monotonic() + LIMIT_S,
        known={item.bind: job.recorded[item.bind] for item in items if item.bind in job.recorded},
    )
    ready: list[str] = []

    def made(item: Preparation, resource_id: str) -> None:
        job.record(item.bind, item.kind, resource_id, item.wanted.name)

    def is_ready(item: Preparation) -> None:
        ready.append(item.bind)
        job.progress(item.kind, 40 + 59 * len(ready) // len(items))

    job.progress("making", 40)
    make_all(shop, items, made=made, ready=is_ready)


def _can_be_made(item: Preparation, capabilities: frozenset[str]) -> bool:
    """Without a capability the checks on it do not apply either."""
    needed = KINDS[item.kind].capability
    return not needed or needed in capabilities
