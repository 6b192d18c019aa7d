"""Records of Keystone: projects, users, groups and who is in them, roles as assigned and as they take effect."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection
from openstack.identity.v3.role_assignment import RoleAssignment

from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import KINDS, Kind
from labs.overcloud.connections import identity

TRIES = 2  # besides the one that counts


def observe_projects(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for project in identity(connection).projects(**scope.domain_filter, **scope.page):
        yield reduced(Kind.PROJECT, project, {"tags": sorted(project.tags or [])})


def observe_users(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for user in identity(connection).users(**scope.domain_filter, **scope.page):
        yield reduced(Kind.USER, user)


def observe_groups(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for group in identity(connection).groups(**scope.domain_filter, **scope.page):
        yield reduced(Kind.GROUP, group)


def observe_group_members(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for group in scope.before[Kind.GROUP].records:
        try:
            members = list(identity(connection).group_users(group["id"]))
        except sdk_errors.NotFoundException:  # just deleted
            continue
        for user in members:
            values = {"group_id": group["id"], "user_id": user.id, "user_name": user.name}
            yield reduced(Kind.GROUP_MEMBER, user, values | {"domain_id": group["domain_id"]})


def observe_role_assignments(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """As assigned. The parameter `effective` is left out: Keystone takes any value of it, even False, for true."""
    for found in _assignments(connection):
        yield reduce_assignment(Kind.ROLE_ASSIGNMENT, found)


def observe_effective_roles(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """As they take effect on users: groups are resolved, implied and inherited roles are spelled out."""
    for found in _assignments(connection, effective=True):
        yield reduce_assignment(Kind.EFFECTIVE_ROLE, found)


def _assignments(connection: Connection, **query: Any) -> list[RoleAssignment]:
    """Of the whole cloud. Keystone answers 404 when a project or user of one is deleted meanwhile: it is asked anew."""
    for _try in range(TRIES):
        with suppress(sdk_errors.NotFoundException):
            return list(identity(connection).role_assignments(include_names=True, **query))
    return list(identity(connection).role_assignments(include_names=True, **query))


def reduce_assignment(kind: Kind, found: RoleAssignment) -> dict[str, Any]:
    """The actor is a user or a group; the scope a project, a domain, or (both empty) the whole system."""
    user, group, scope = found.user or {}, found.group or {}, found.scope or {}
    project, domain = scope.get("project") or {}, scope.get("domain") or {}
    values = {
        "role_name": (found.role or {}).get("name"),
        "user_id": user.get("id"),
        "user_name": user.get("name"),
        "group_id": group.get("id"),
        "group_name": group.get("name"),
        "scope_project_id": project.get("id"),
        "scope_project_name": project.get("name"),
        "scope_domain_id": domain.get("id"),
        "actor_domain_id": ((user or group).get("domain") or {}).get("id"),
    }
    return {name: values[name] for name in sorted(KINDS[kind].fields)}
