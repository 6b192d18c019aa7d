"""Follow a path through the records, edge by edge, to its end or to the first edge that leads nowhere."""

from grading.engine.binding import Bindings, own_records, records_of
from grading.engine.observation import Observation, Record, label_of, listed
from grading.engine.scene import Looked, meets
from grading.engine.verdicts import Finding
from labs.kinds import Kind
from labs.schema import Path, Step

LEADS_TO = "leads_to"  # the operator of an edge as evidence; its field is the kind it should lead to


def follow(path: Path, observation: Observation, bindings: Bindings) -> tuple[Looked, tuple[Record, ...]]:
    """The edges as findings, and the records at the end: none when an edge is broken."""
    start = bindings[path.start]
    here: tuple[Record, ...] = (start.record,) if start.record else ()
    findings: list[Finding] = []
    passed: list[tuple[Kind, Record]] = []
    for step in path.steps:
        reached = _neighbours(step, here, observation)
        kept = tuple(record for record in reached if _is_meant(step, record, bindings))
        findings.append(_edge(step, here, reached, kept, bindings))
        passed += [(step.kind, record) for record in kept or reached]
        if not kept:
            return Looked(tuple(findings), tuple(passed)), ()
        here = kept
    return Looked(tuple(findings), tuple(passed)), here


def _neighbours(step: Step, here: tuple[Record, ...], observation: Observation) -> tuple[Record, ...]:
    """The records one edge away. Outwards an edge may leave the project (an external network); inwards it may not."""
    if step.by:
        ids = [record["id"] for record in here if record.get("id")]
        candidates = own_records(observation, step.kind, "either")
        return tuple(record for record in candidates if any(one in ids for one in listed(record.get(step.by))))
    named = [identity for record in here for identity in listed(record.get(step.to or "")) if identity]
    return tuple(record for record in records_of(observation, step.kind) if record.get("id") in named)


def _is_meant(step: Step, record: Record, bindings: Bindings) -> bool:
    wanted = bindings[step.same].record if step.same else None
    is_same = step.same is None or (wanted is not None and wanted.get("id") == record.get("id"))
    return is_same and meets(record, step.where, bindings)


def _edge(
    step: Step, here: tuple[Record, ...], reached: tuple[Record, ...], kept: tuple[Record, ...], bindings: Bindings
) -> Finding:
    wanted = bindings[step.same].record if step.same else None
    subject = ", ".join(label_of(record) for record in here)
    observed = [label_of(record) for record in kept or reached]
    return Finding(subject, step.kind, LEADS_TO, label_of(wanted) if wanted else None, observed, bool(kept))
