"""Which record each name of a definition stands for: exactly one match binds, nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from grading.engine.observation import Observation, Record
from labs.kinds import KINDS, Kind, Owner
from labs.schema import SESSION, FileToGive, Given, LabDefinition, Preparation


@dataclass(frozen=True)
class Binding:
    """`source`: the check that finds it, or "start", "site", "session". `matches`: all records that could be meant."""

    kind: Kind
    source: str
    matches: tuple[Record, ...]

    @property
    def record(self) -> Record | None:
        return self.matches[0] if len(self.matches) == 1 else None


Bindings = Mapping[str, Binding]


def bind_what_is_given(definition: LabDefinition, observation: Observation, given: "GivenValues") -> dict[str, Binding]:
    """The names that need no check: the session, its files, what the site has, what start made."""
    tenancy = observation.tenancy
    session = {
        "project_id": tenancy.project_id,
        "second_project_id": tenancy.second_project_id,
        "domain_id": tenancy.domain_id,
        "handle": tenancy.handle,
        "user_id": given.persons.get("user", ""),
        "second_user_id": given.persons.get("second", ""),
        "started_at": given.started_at,
    }
    bound = {SESSION: Binding(Kind.SESSION, "session", (session,))}
    bound |= {item.bind: Binding(Kind(item.kind), "site", _public(item, observation)) for item in definition.given}
    bound |= {item.bind: Binding(Kind.FILE, "start", _file(item, given)) for item in definition.start.files}
    return bound | {
        item.bind: Binding(item.kind, "start", _made(item, observation, given.recorded))
        for item in definition.start.make
    }


class GivenValues(Protocol):
    """What a session gives besides the observation (grading.engine.scene.Parameters)."""

    @property
    def recorded(self) -> Mapping[str, str]: ...
    @property
    def persons(self) -> Mapping[str, str]: ...
    @property
    def files(self) -> Mapping[str, Record]: ...
    @property
    def started_at(self) -> str: ...


def records_of(observation: Observation, kind: Kind) -> tuple[Record, ...]:
    found = observation.collections.get(kind)
    return found.records if found else ()


def own_records(observation: Observation, kind: Kind, within: str = "project") -> tuple[Record, ...]:
    """The records of the lab's project (or the "second" one, or of "either"), or of the student's domain or name space.

    What other projects share with it does not count.
    """
    about, tenancy = KINDS[kind], observation.tenancy
    projects = {"project": (tenancy.project_id,), "second": (tenancy.second_project_id,)}
    owners = {
        Owner.PROJECT: projects.get(within, tuple(tenancy.project_ids)),
        Owner.DOMAIN: (tenancy.domain_id,),
    }
    if about.owner not in owners:
        return records_of(observation, kind)
    owner = [owner for owner in owners[about.owner] if owner]
    return tuple(record for record in records_of(observation, kind) if record.get(about.owner_field) in owner)


def _public(item: Given, observation: Observation) -> tuple[Record, ...]:
    kind = Kind(item.kind)
    return tuple(
        record
        for record in records_of(observation, kind)
        if record.get("name") == item.name and any(record.get(field) for field in KINDS[kind].public)
    )


def _file(item: FileToGive, given: GivenValues) -> tuple[Record, ...]:
    return (given.files[item.bind],) if item.bind in given.files else ()


def _made(item: Preparation, observation: Observation, recorded: Mapping[str, str]) -> tuple[Record, ...]:
    """Known again by its id; what has none in the object store by its name."""
    made = recorded.get(item.bind)
    return tuple(record for record in records_of(observation, item.kind) if made and _identity(item, record) == made)


def _identity(item: Preparation, record: Record) -> str | None:
    """As labs.lifecycle.making records it."""
    if item.kind is Kind.CONTAINER:
        return record.get("name")
    if item.kind is Kind.OBJECT:
        return f"{record.get('container')}/{record.get('name')}"
    return record.get("id")
