"""What stands in a cloud and belongs to no student's place and no session that goes on.

Ours for sure is only what both the naming scheme and a recorded id say: a project inside a domain whose id is on record
as a student's, or something whose own id start has recorded. What merely looks like ours is shown and never removed.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from openstack.connection import Connection

from labs.credentials import second_project
from labs.leftover_reasons import FINISHED, IN_DOMAIN, LOOKS_LIKE, MADE, ORPHANS, OTHER_NAME, OURS
from labs.lifecycle.describing import OUTSIDE
from labs.lifecycle.named import find_by_id
from labs.lifecycle.remove import OF_PROJECT, remove_project
from labs.lifecycle.side_by_side import Piece, do_side_by_side
from labs.lifecycle.sweeps import empty, sweeps_of
from labs.models import PROJECT, Cloud, Place, PreparedResource, Session
from labs.overcloud.causes import Trouble
from labs.overcloud.connections import identity
from labs.overcloud.diagnosing import trouble_of

DOMAIN_ENDING = "-dom"
Progress = Callable[[str, int], None]  # step, percent
Holdings = Mapping[str, Counter[str]]  # project → kind → how many


@dataclass(frozen=True)
class Leftover:
    """`why`: the reason to take it for a leftover. `holds`: kind → how many, of a project."""

    kind: str
    id: str
    name: str
    why: str
    handle: str = ""
    session: int | None = None
    holds: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def is_ours(self) -> bool:
        return self.why in OURS


@dataclass(frozen=True)
class Known:
    """What the classroom has on record of a cloud. `domains`: id → handle; `past`: project → session;
    `made`: (kind, id) → (name, session, handle)."""

    domains: Mapping[str, str]
    in_use: frozenset[str]  # ids of places and of sessions that go on
    names_in_use: frozenset[tuple[str, str]]  # domain id and name of projects that students make themselves
    past: Mapping[str, int]
    made: Mapping[tuple[str, str], tuple[str, int, str]]

    def is_in_use(self, found: Leftover) -> bool:
        """By id, or by the name that a session asks for: until start has recorded it, the name is all there is."""
        domains = (domain for domain, handle in self.domains.items() if handle == found.handle)
        return found.id in self.in_use or any((domain, found.name) in self.names_in_use for domain in domains)


def read_known(cloud: Cloud) -> Known:
    places = list(Place.objects.filter(cloud=cloud).exclude(domain_id=""))
    sessions = Session.objects.filter(place__cloud=cloud).select_related("place", "lab", "definition")
    going_on = list(sessions.exclude(state=Session.State.FINISHED))
    rows = PreparedResource.objects.filter(session__place__cloud=cloud)
    rows_in_use = rows.exclude(session__state=Session.State.FINISHED).values_list("resource_id", flat=True)
    over = rows.filter(session__state=Session.State.FINISHED).select_related("session__place")
    in_use = {id_ for place in places for id_ in (place.domain_id, place.home_project_id, place.user_id_in_cloud)}
    in_use |= {*rows_in_use, *(session.project_id for session in going_on)}
    past = dict(sessions.filter(state=Session.State.FINISHED).exclude(project_id="").values_list("project_id", "pk"))
    past |= {row.resource_id: row.session_id for row in over if row.kind == PROJECT}
    return Known(
        domains={place.domain_id: place.handle for place in places},
        in_use=frozenset(in_use - {""}),
        names_in_use=frozenset(
            (session.place.domain_id, name)
            for session in going_on
            for name in (session.project, second_project(session))
        ),
        past=past,
        made={
            (row.kind, row.resource_id): (row.name, row.session_id, row.session.place.handle)
            for row in over
            if row.kind in OUTSIDE
        },
    )


def find_leftovers(connection: Connection, known: Known, progress: Progress) -> list[Leftover]:
    """Each kind is listed once for the whole cloud. Changes nothing."""
    progress("projects", 10)
    domains = list(identity(connection).domains())
    projects = list(identity(connection).projects())
    holdings = _holdings(connection, progress)
    found = [
        *_in_domains(projects, known, holdings),
        *_orphans({project.id for project in projects}, known, holdings),
        *_made(connection, known),
        *_look_alikes(domains, known),
    ]
    return sorted(found, key=lambda one: (not one.is_ours, one.handle, one.kind, one.name))


def _in_domains(projects: Iterable[Any], known: Known, holdings: Holdings) -> Iterator[Leftover]:
    for project in projects:
        handle = known.domains.get(project.domain_id)
        if not handle or project.id in known.in_use or (project.domain_id, project.name) in known.names_in_use:
            continue
        session = known.past.get(project.id)
        is_named = project.name.startswith(f"{handle}-")
        why = FINISHED if session else IN_DOMAIN if is_named else OTHER_NAME
        yield Leftover(PROJECT, project.id, project.name, why, handle, session, dict(holdings.get(project.id, {})))


def _orphans(existing: set[str], known: Known, holdings: Holdings) -> Iterator[Leftover]:
    """What services hold for a recorded project that is gone."""
    for project_id, session in known.past.items():
        if project_id not in existing and project_id not in known.in_use and holdings.get(project_id):
            yield Leftover(ORPHANS, project_id, project_id, ORPHANS, "", session, dict(holdings[project_id]))


def _made(connection: Connection, known: Known) -> Iterator[Leftover]:
    """What start made outside of projects for sessions that are over."""
    for kind in sorted({kind for kind, _id in known.made}):
        for item in MADE_LISTS[kind](connection):
            name, session, handle = known.made.get((kind, item.id), ("", None, ""))
            if session and item.id not in known.in_use and item.name == name and name.startswith(f"{handle}-"):
                yield Leftover(kind, item.id, name, MADE, handle, session)


def _look_alikes(domains: Iterable[Any], known: Known) -> Iterator[Leftover]:
    for domain in domains:
        if domain.name.endswith(DOMAIN_ENDING) and domain.id not in known.domains:
            yield Leftover("domain", domain.id, domain.name, LOOKS_LIKE)


MADE_LISTS: Mapping[str, Callable[[Connection], Iterable[Any]]] = {
    "user": lambda cloud: identity(cloud).users(),
    "flavor": lambda cloud: cloud.compute.flavors(is_public=None),
    "volume_type": lambda cloud: cloud.block_storage.types(is_public="None"),
}
HELD: Mapping[str, Callable[[Connection], Iterable[Any]]] = {
    "server": lambda cloud: cloud.compute.servers(all_projects=True),
    "floating_ip": lambda cloud: cloud.network.ips(),
    "router": lambda cloud: cloud.network.routers(),
    "network": lambda cloud: cloud.network.networks(),
    "security_group": lambda cloud: (one for one in cloud.network.security_groups() if one.name != "default"),
    "load_balancer": lambda cloud: cloud.load_balancer.load_balancers(),
    "volume": lambda cloud: cloud.block_storage.volumes(all_projects=True),
    "snapshot": lambda cloud: cloud.block_storage.snapshots(all_projects=True),
    "backup": lambda cloud: cloud.block_storage.backups(all_projects=True),
    "share": lambda cloud: cloud.shared_file_system.shares(all_projects=True),
    "image": lambda cloud: cloud.image.images(),
}


def _holdings(connection: Connection, progress: Progress) -> Holdings:
    """A service that the cloud does not have holds nothing; one that does not answer is raised."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, (kind, ask) in enumerate(HELD.items(), 1):
        progress(kind, 10 + 80 * number // len(HELD))
        try:
            for item in ask(connection):
                found[str(item.owner_id if kind == "image" else item.project_id)][kind] += 1
        except Exception as error:
            if trouble_of(error) is not Trouble.NO_SERVICE:
                raise
    return found


def remove_leftover(connection: Connection, found: Leftover, *, limit_s: float) -> None:
    """By recorded id, and within the project only. Raises StillThere."""
    if not found.is_ours:
        raise ValueError(f"{found.key} is not surely ours")
    if found.kind == PROJECT:
        remove_project(connection, found.id, limit_s=limit_s)
    elif found.kind == ORPHANS:
        _remove_orphans(connection, found.id, time.monotonic() + limit_s)
    else:
        for named in find_by_id(connection, found.kind, found.id):
            named.delete()


def _remove_orphans(connection: Connection, project_id: str, deadline: float) -> None:
    """Nobody can sign in to a project that is gone, so what asks for that stays out."""
    sweeps = [sweep for sweep in sweeps_of(connection, connection, project_id) if sweep.kind not in OF_PROJECT]
    pieces = [Piece(sweep.kind, partial(empty, sweep, deadline), sweep.after) for sweep in sweeps]
    do_side_by_side(pieces, lambda _piece, _result: None)
