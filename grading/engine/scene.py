"""What judging one check reads, and what looking at its subject gives."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from grading.engine.binding import Binding, Bindings
from grading.engine.comparing import as_moment, holds
from grading.engine.observation import Observation, Record, state_of, value_at
from grading.engine.verdicts import Finding, Verdict
from labs.kinds import KINDS, Kind
from labs.schema import Expectation, LabDefinition, Operator, Pool, split_reference


@dataclass(frozen=True)
class Parameters:
    """What checks are given besides the observation.

    `recorded`: binding → id of what start made. `persons`: user and second → their ids in the cloud. `files`: binding →
    record of a file that the lab gives. `started_at`: ISO 8601. `phase`: the moment that is graded, empty for
    the final one. `earlier`: check id → its verdict when its own phase was graded.
    """

    variables: Mapping[str, str]
    recorded: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Record] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    capabilities: frozenset[str] = frozenset()
    started_at: str = ""
    phase: str = ""
    earlier: Mapping[str, Verdict] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "capabilities": sorted(self.capabilities),
            "earlier": {check_id: verdict.as_json() for check_id, verdict in self.earlier.items()},
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What older rows lack has its default."""
        known = {name: content[name] for name in cls.__dataclass_fields__ if name in content}
        earlier = {key: Verdict.from_json(value) for key, value in content.get("earlier", {}).items()}
        capabilities = frozenset(content.get("capabilities", ()))
        return cls(**{"variables": {}} | known | {"capabilities": capabilities, "earlier": earlier})


@dataclass(frozen=True)
class Scene:
    """Everything that judging one check reads."""

    definition: LabDefinition
    parameters: Parameters
    observation: Observation
    bindings: Bindings

    def record(self, name: str) -> Record:
        """The record that a name is bound to; an empty one when it is bound to none or to several."""
        binding = self.bindings.get(name)
        return (binding.record if binding else None) or {}


@dataclass(frozen=True)
class Looked:
    """What a subject showed: its comparisons, and the records that they are about."""

    findings: tuple[Finding, ...]
    records: tuple[tuple[Kind, Record], ...] = ()

    @property
    def is_settling(self) -> bool:
        """Whether the cloud is still at work on any of the records."""
        return any(is_settling(kind, record) for kind, record in self.records)


def is_settling(kind: Kind, record: Record) -> bool:
    about = KINDS[kind]
    state = state_of(record)
    settling = isinstance(state, str) and state in about.settling
    if about.settling_with:
        settling = settling and bool(record.get(about.settling_with))
    return settling or bool(about.busy and record.get(about.busy))


def meets(record: Record, items: list[Expectation], bindings: Mapping[str, Binding]) -> bool:
    return all(compare("", record, item, bindings).holds for item in items)


def compare(subject: str, record: Record, item: Expectation, bindings: Mapping[str, Binding]) -> Finding:
    """One comparison; a reference to another record is looked up first."""
    expected = _expected(item, bindings)
    observed = value_at(record, item.field)
    met = holds(item.operator, observed, expected, ignore_case=item.ignore_case)
    return Finding(subject, item.field, item.operator, expected, observed, met)


def _expected(item: Expectation, bindings: Mapping[str, Binding]) -> Any:
    if item.references:
        found = [_look_up(reference, bindings) for reference in item.references]
        return found if isinstance(item.expected, list) else found[0]
    if item.operator is Operator.POOLS:
        return [pool.model_dump() for pool in item.expected]
    return item.expected.model_dump() if isinstance(item.expected, Pool) else item.expected


def _look_up(reference: str, bindings: Mapping[str, Binding]) -> Any:
    name, path = split_reference(reference)
    binding = bindings.get(name)
    return value_at((binding.record if binding else None) or {}, path)


def is_after(moment: Any, start: str) -> bool:
    """Clouds stamp whole seconds, so the second in which the session started counts."""
    try:
        return as_moment(str(moment)) >= as_moment(start).replace(microsecond=0)
    except (ValueError, TypeError, OverflowError):
        return False
