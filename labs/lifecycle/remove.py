"""What finish removes: all that is in the session's projects, these, and what it has elsewhere under its own names."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection

from labs.lifecycle.named import Named, Owner, find_by_id, find_named
from labs.lifecycle.persons import find_project, grant_grader
from labs.lifecycle.side_by_side import Piece, do_side_by_side
from labs.lifecycle.sweeps import empty, sweeps_of
from labs.overcloud.connections import identity, in_project

Progress = Callable[[str, int], None]  # step, percent
PROJECT = "project"


@dataclass(frozen=True)
class Belongings:
    """What a session has in the cloud, by recorded id or by exact name in the owner's name space.

    `own_project`: the name of the project that the student makes themself. `made`: kind and id of what start made
    outside the projects. `names`: kind and name of what finish removes, whoever made it.
    """

    owner: Owner
    projects: tuple[str, ...] = ()
    own_project: str = ""
    made: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def remove_belongings(connection: Connection, belongings: Belongings, *, limit_s: float, progress: Progress) -> None:
    """Delete all of it, in an order the services accept. May be repeated. Raises StillThere."""
    deadline = time.monotonic() + limit_s
    named = list(_named(connection, belongings))
    projects = [*_projects(connection, belongings), *(found.id for found in named if found.kind == PROJECT)]
    pieces = [piece for project_id in dict.fromkeys(projects) for piece in _emptying(connection, project_id, deadline)]
    gone = frozenset(piece.name for piece in pieces)
    pieces += [Piece(f"{found.kind} {found.id}", found.delete, gone) for found in named if found.kind != PROJECT]
    count = 0

    def done(piece: Piece, _result: Any) -> None:
        nonlocal count
        count += 1
        progress(piece.name.partition(" ")[0], 99 * count // len(pieces))

    do_side_by_side(pieces, done)


def remove_project(connection: Connection, project_id: str, *, limit_s: float) -> None:
    """Delete what one project holds, then the project itself. May be repeated. Raises StillThere."""
    pieces = _emptying(connection, project_id, time.monotonic() + limit_s)
    do_side_by_side(pieces, lambda _piece, _result: None)


def list_leftovers(connection: Connection, belongings: Belongings) -> list[str]:
    """What still stands of it in the cloud, the projects among it; empty after a good finish."""
    named = list(_named(connection, belongings))
    projects = [*_projects(connection, belongings), *(found.id for found in named if found.kind == PROJECT)]
    left = [f"{found.kind} {found.id}" for found in named if found.kind != PROJECT]
    return left + [line for id_ in dict.fromkeys(projects) for line in list_in_project(connection, id_)]


def list_in_project(connection: Connection, project_id: str) -> list[str]:
    """What stands in a project, and the project itself. Of a project that is gone, what services still hold of it."""
    exists = not _gone(connection, project_id)
    if exists:
        grant_grader(connection, project_id=project_id)
    inside = in_project(connection, project_id)
    sweeps = [sweep for sweep in sweeps_of(connection, inside, project_id) if exists or sweep.kind not in OF_PROJECT]
    left = [f"{sweep.kind} {item.id}" for sweep in sweeps for item in sweep.found]
    return [f"project {project_id}", *left] if exists else left


OF_PROJECT = frozenset({"volume_transfer", "share_snapshot", "container"})  # asked in the project's own name


def _projects(connection: Connection, belongings: Belongings) -> Iterator[str]:
    yield from belongings.projects
    if belongings.own_project and belongings.owner.domain_id:
        found = find_project(connection, belongings.owner.domain_id, belongings.own_project)
        if found:
            yield found.id


def _named(connection: Connection, belongings: Belongings) -> Iterator[Named]:
    seen: set[tuple[str, str]] = set()
    for found in _all_named(connection, belongings):
        if (found.kind, found.id) not in seen:
            seen.add((found.kind, found.id))
            yield found


def _all_named(connection: Connection, belongings: Belongings) -> Iterable[Named]:
    for kind, resource_id in belongings.made:
        yield from find_by_id(connection, kind, resource_id)
    for kind, name in belongings.names:
        yield from find_named(connection, kind, name, belongings.owner)


def _emptying(connection: Connection, project_id: str, deadline: float) -> list[Piece]:
    """The pieces of work that empty a project and delete it; none when it is gone."""
    if _gone(connection, project_id):
        return []
    grant_grader(connection, project_id=project_id)
    sweeps = list(sweeps_of(connection, in_project(connection, project_id), project_id))
    pieces = [
        Piece(f"{sweep.kind} {project_id}", partial(empty, sweep, deadline), _names(sweep.after, project_id))
        for sweep in sweeps
    ]
    delete = partial(identity(connection).delete_project, project_id, ignore_missing=True)
    return [*pieces, Piece(f"{PROJECT} {project_id}", delete, frozenset(piece.name for piece in pieces))]


def _names(kinds: Iterable[str], project_id: str) -> frozenset[str]:
    return frozenset(f"{kind} {project_id}" for kind in kinds)


def _gone(connection: Connection, project_id: str) -> bool:
    try:
        identity(connection).get_project(project_id)
    except sdk_errors.NotFoundException:
        return True
    return False
