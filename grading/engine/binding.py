"""Which record each name of a definition stands for: exactly one match binds, nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass

from grading.engine.observation import Observation, Record
from labs.kinds import KINDS, Kind
from labs.schema import Find, Given, LabDefinition, Preparation


@dataclass(frozen=True)
class Binding:
    """`source`: the check that finds it, or "start" or "site". `matches`: all records that could be meant."""

    kind: Kind
    source: str
    matches: tuple[Record, ...]

    @property
    def record(self) -> Record | None:
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def is_settling(self) -> bool:
        record = self.record
        return record is not None and record.get("status") in KINDS[self.kind].settling


def bind_all(
    definition: LabDefinition, observation: Observation, variables: Mapping[str, str], recorded: Mapping[str, str]
) -> dict[str, Binding]:
    """Every name with its matches. `variables` fill in the names; `recorded` holds the ids that start made."""
    bound = {item.bind: Binding(item.kind, "site", _public(item, observation)) for item in definition.given}
    bound |= {
        item.bind: Binding(item.kind, "start", _made(item, observation, recorded)) for item in definition.start.make
    }
    for check in definition.checks:
        if check.find:
            bound[check.find.bind] = Binding(check.find.kind, check.id, _named(check.find, observation))
    return bound


def _records(observation: Observation, kind: Kind) -> tuple[Record, ...]:
    found = observation.collections.get(kind)
    return found.records if found else ()


def _public(item: Given, observation: Observation) -> tuple[Record, ...]:
    public = KINDS[item.kind].public
    records = _records(observation, Kind(item.kind))
    return tuple(record for record in records if record.get("name") == item.name and record.get(public))


def _made(item: Preparation, observation: Observation, recorded: Mapping[str, str]) -> tuple[Record, ...]:
    made = recorded.get(item.bind)
    return tuple(record for record in _records(observation, item.kind) if made and record.get("id") == made)


def _named(find: Find, observation: Observation) -> tuple[Record, ...]:
    return tuple(record for record in own_records(observation, find.kind) if record.get("name") == find.name)


def own_records(observation: Observation, kind: Kind) -> tuple[Record, ...]:
    """The records that belong to the lab's project: what other projects share with it does not count."""
    owner = KINDS[kind].owner
    return tuple(record for record in _records(observation, kind) if record.get(owner) == observation.project_id)
