"""Judge: a definition, its parameters and an observation give one verdict for each check."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from grading.engine.binding import Binding, bind_all, own_records
from grading.engine.comparing import holds
from grading.engine.explaining import explain
from grading.engine.needs import kinds_needed, names_needed
from grading.engine.observation import Observation, Record, value_at
from grading.engine.verdicts import Finding, Outcome, Verdict
from labs.schema import Check, Collect, Expectation, Find, LabDefinition


@dataclass(frozen=True)
class Parameters:
    """What checks are given besides the observation. `started_at`: ISO 8601; `recorded`: binding → id."""

    variables: Mapping[str, str]
    recorded: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    capabilities: frozenset[str] = frozenset()
    started_at: str = ""


@dataclass(frozen=True)
class Scene:
    """Everything that judging one check reads."""

    definition: LabDefinition
    parameters: Parameters
    observation: Observation
    bindings: Mapping[str, Binding]


def judge(definition: LabDefinition, parameters: Parameters, observation: Observation) -> list[Verdict]:
    """One verdict for each check, in order. The definition's values are filled in (labs.schema.filled)."""
    bindings = bind_all(definition, observation, parameters.variables, parameters.recorded)
    scene = Scene(definition, parameters, observation, bindings)
    return pay([judge_check(check, scene) for check in definition.checks], definition)


def pay(verdicts: list[Verdict], definition: LabDefinition) -> list[Verdict]:
    """Give points to what has passed; guards earn only when a real check has passed."""
    guards = {check.id for check in definition.checks if check.guard}
    real = any(verdict.outcome is Outcome.PASSED and verdict.check_id not in guards for verdict in verdicts)
    return [
        replace(verdict, earned=verdict.points)
        if verdict.outcome is Outcome.PASSED and (real or verdict.check_id not in guards)
        else verdict
        for verdict in verdicts
    ]


def judge_check(check: Check, scene: Scene) -> Verdict:
    """What cannot be seen or is missing comes first; only then does what was seen count."""
    verdict = Verdict(check.id, Outcome.PASSED, check.points)
    if not set(check.requires) <= scene.parameters.capabilities:
        return replace(verdict, outcome=Outcome.NOT_APPLICABLE)
    for kind in kinds_needed(check, scene.definition):
        seen = scene.observation.collections.get(kind)
        if seen is None or seen.cause:
            cause = seen.cause if seen else {"trouble": "unexpected", "service": kind, "detail": "not observed"}
            return replace(verdict, outcome=Outcome.UNKNOWN, cause=cause)
    return _missing(check, scene, verdict) or _judge_seen(check, scene, verdict)


def _missing(check: Check, scene: Scene, verdict: Verdict) -> Verdict | None:
    """What the check builds on but cannot have: another check's find, something prepared, something of the site."""
    for name in names_needed(check):
        binding = scene.bindings[name]
        if binding.record is None:
            if binding.source == "site":
                cause = {
                    "trouble": "missing",
                    "service": str(binding.kind),
                    "detail": f"{name}: {len(binding.matches)}",
                }
                return replace(verdict, outcome=Outcome.UNKNOWN, cause=cause)
            return replace(
                verdict, outcome=Outcome.BLOCKED, needs=binding.source if binding.source != "start" else name
            )
    return None


def _judge_seen(check: Check, scene: Scene, verdict: Verdict) -> Verdict:
    findings = tuple(_findings(check, scene))
    if all(finding.holds for finding in findings):
        return replace(verdict, findings=findings)
    names = [*names_needed(check), *([check.find.bind] if check.find else [])]
    settling = any(scene.bindings[name].is_settling for name in names)
    return replace(
        verdict,
        outcome=Outcome.PENDING if settling else Outcome.FAILED,
        findings=findings,
        message=explain(check, findings, scene.parameters.variables, _subject(check, scene)),
    )


def _subject(check: Check, scene: Scene) -> Record:
    names = [check.find.bind] if check.find else list(check.of or [])
    return next((found for name in names if (found := scene.bindings[name].record)), {})


def _findings(check: Check, scene: Scene) -> list[Finding]:
    """Every comparison of the check; never empty, so that nothing passes unlooked at."""
    if check.find:
        return _of_find(check, check.find, scene)
    if check.collect:
        return _of_collection(check, check.collect, scene)
    if check.answer:
        answer = {"value": scene.parameters.answers.get(check.answer, "")}
        return [compare(check.answer, answer, item, scene) for item in check.expect]
    records = [(name, scene.bindings[name].record or {}) for name in check.of or []]
    return [compare(_label(name, record), record, item, scene) for name, record in records for item in check.expect]


def _label(name: str, record: Record) -> str:
    return str(record.get("name") or name)


def _of_find(check: Check, find: Find, scene: Scene) -> list[Finding]:
    matches = scene.bindings[find.bind].matches
    findings = [Finding(find.name, "count", "equals", 1, len(matches), len(matches) == 1)]
    if len(matches) != 1:
        return findings
    if find.fresh:
        made, started = value_at(matches[0], "created_at"), scene.parameters.started_at
        findings.append(Finding(find.name, "created_at", "after", started, made, is_after(made, started)))
    return findings + [compare(find.name, matches[0], item, scene) for item in check.expect]


def _of_collection(check: Check, collect: Collect, scene: Scene) -> list[Finding]:
    records = [
        record
        for record in own_records(scene.observation, collect.kind)
        if all(compare("", record, item, scene).holds for item in collect.where)
    ]
    count = Finding(collect.kind, "count", "equals", collect.count, len(records), len(records) == collect.count)
    each = [compare(_label(collect.kind, record), record, item, scene) for record in records for item in check.expect]
    return [count, *each]


def compare(subject: str, record: Record, item: Expectation, scene: Scene) -> Finding:
    """One comparison; a reference to another record is looked up first."""
    expected: Any = item.expected
    if item.same_as:
        name, _, path = item.same_as.partition(".")
        expected = value_at(scene.bindings[name].record or {}, path)
    elif item.pools:
        expected = [pool.model_dump() for pool in item.pools]
    observed = value_at(record, item.field)
    met = holds(item.operator, observed, expected, ignore_case=item.ignore_case)
    return Finding(subject, item.field, item.operator, expected, observed, met)


def is_after(moment: Any, start: str) -> bool:
    """Clouds stamp whole seconds, so the second in which the session started counts."""
    try:
        return as_moment(str(moment)) >= as_moment(start).replace(microsecond=0)
    except ValueError:
        return False


def as_moment(text: str) -> datetime:
    """A moment with its zone; OpenStack writes UTC with a Z or with nothing."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else datetime.fromisoformat(f"{text}+00:00")
