"""Look at the subject of a check: one function for each kind of subject, each giving findings as evidence."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from grading.engine.binding import own_records, records_of
from grading.engine.needs import names_needed
from grading.engine.observation import Record, label_of, state_of, value_at
from grading.engine.paths import follow
from grading.engine.roles import look_at_roles
from grading.engine.rules import look_at_rules
from grading.engine.scene import Looked, Scene, compare, is_after, meets
from grading.engine.verdicts import Finding, Outcome
from labs.check_functions import FUNCTIONS
from labs.kinds import Kind
from labs.schema import Absent, Among, Check, Collect, Find, Function, Path


def look_at(check: Check, scene: Scene) -> Looked:
    """Every comparison of the check; never empty, so that nothing passes unlooked at."""
    looked = [_look_at_part(part, scene) for part in check.parts]
    findings = tuple(finding for one in looked for finding in one.findings)
    return Looked(findings, tuple(record for one in looked for record in one.records))


def _look_at_part(part: Check, scene: Scene) -> Looked:
    """What an earlier part of the same check should have found is missed here as well."""
    missing = [name for name in names_needed(part) if scene.bindings[name].record is None]
    if missing:
        kind, number = scene.bindings[missing[0]].kind, len(scene.bindings[missing[0]].matches)
        return Looked((Finding(kind, "count", "equals", 1, number, holds=False),))
    return LOOKS[part.subject](getattr(part, part.subject), part, scene)


def _find(find: Find, check: Check, scene: Scene) -> Looked:
    matches = scene.bindings[find.bind].matches
    findings = [Finding(find.name, "count", "equals", 1, len(matches), len(matches) == 1)]
    if len(matches) == 1:
        findings += _freshness(find, matches[0], scene)
        findings += [compare(find.name, matches[0], item, scene.bindings) for item in check.expect]
    return Looked(tuple(findings), tuple((find.kind, record) for record in matches))


def _freshness(find: Find, record: Record, scene: Scene) -> list[Finding]:
    if not find.fresh:
        return []
    made, started = value_at(record, "created_at"), scene.parameters.started_at
    return [Finding(find.name, "created_at", "after", started, made, is_after(made, started))]


def _of(names: Sequence[str], check: Check, scene: Scene) -> Looked:
    records = [(scene.bindings[name].kind, scene.record(name), name) for name in names]
    findings = [
        compare(label_of(record) or name, record, item, scene.bindings)
        for _kind, record, name in records
        for item in check.expect
    ]
    return Looked(tuple(findings), tuple((kind, record) for kind, record, _name in records))


def collected(collect: Collect, scene: Scene) -> tuple[Record, ...]:
    """The records that meet `where`."""
    candidates = own_records(scene.observation, collect.kind, collect.within)
    return tuple(
        record
        for record in candidates
        if all(compare("", record, item, scene.bindings).holds for item in collect.where)
    )


def _collect(collect: Collect, check: Check, scene: Scene) -> Looked:
    records, kind = collected(collect, scene), collect.kind
    findings = _of_all(collect, records, scene)
    findings += [
        compare(label_of(record) or kind, record, item, scene.bindings) for record in records for item in check.expect
    ]
    return Looked(tuple(findings), tuple((kind, record) for record in records))


def _of_all(collect: Collect, records: Sequence[Record], scene: Scene) -> list[Finding]:
    """How many there are, and what all of them together hold."""
    number, kind = len(records), collect.kind
    findings = [
        Finding(kind, "count", operator, wanted, number, holds)
        for operator, wanted, holds in (
            ("equals", collect.count, number == collect.count),
            ("at_least", collect.at_least, number >= (collect.at_least or 0)),
            ("at_most", collect.at_most, number <= (collect.at_most or 0)),
        )
        if wanted is not None
    ]
    for item in collect.together:
        values = [value_at(record, item.field) for record in records]
        findings.append(compare(kind, {item.field: values}, item, scene.bindings))
    return findings


def _absent(absent: Absent, check: Check, scene: Scene) -> Looked:
    """Nothing of the name, and nothing with the id of what start made under another name."""
    made = scene.parameters.recorded.get(absent.made or "")
    left = [
        record
        for record in own_records(scene.observation, absent.kind, absent.within)
        if (_is_named(absent, record) or (made and record.get("id") == made)) and state_of(record) not in absent.but_for
    ]
    names = [label_of(record) for record in left]
    finding = Finding(absent.name or check.id, absent.kind, "absent", None, names, not left)
    return Looked((finding,), tuple((absent.kind, record) for record in left))


def _is_named(absent: Absent, record: Record) -> bool:
    name = str(record.get("name") or "")
    return name == absent.name if absent.name else re.fullmatch(absent.matching or "", name) is not None


def _kept(name: str, check: Check, scene: Scene) -> Looked:
    binding, made = scene.bindings[name], scene.parameters.recorded.get(name)
    record = binding.record or {}
    findings = [Finding(label_of(record) or name, "id", "equals", made, record.get("id"), bool(record))]
    findings += [compare(label_of(record), record, item, scene.bindings) for item in check.expect if record]
    return Looked(tuple(findings), ((binding.kind, record),) if record else ())


def _path(path: Path, _check: Check, scene: Scene) -> Looked:
    return follow(path, scene.observation, scene.bindings)[0]


def _answer(name: str, check: Check, scene: Scene) -> Looked:
    answer = {"value": scene.parameters.answers.get(name, "")}
    findings = [compare(name, answer, item, scene.bindings) for item in check.expect]
    if check.among:
        findings.append(_one_of_them(name, answer["value"], check.among, scene))
    return Looked(tuple(findings))


def _one_of_them(name: str, typed: str, among: Among, scene: Scene) -> Finding:
    candidates = own_records(scene.observation, among.kind)
    right = [value_at(record, among.field) for record in candidates if meets(record, among.where, scene.bindings)]
    return Finding(name, "value", "one_of", right, typed, bool(typed) and typed in right)


def _tried_for(check: Check, kind: Kind, scene: Scene) -> list[Record]:
    return [record for record in records_of(scene.observation, kind) if record.get("check_id") == check.id]


def _tried(kind: Kind) -> "Look":
    """What the classroom itself has tried for this check: a request, a connection, a command."""

    def look(_subject: Any, check: Check, scene: Scene) -> Looked:
        tried = _tried_for(check, kind, scene)
        findings = [
            compare(str(record.get("url") or record.get("host") or kind), record, item, scene.bindings)
            for record in tried
            for item in check.expect
        ]
        return Looked(tuple(findings or [Finding(kind, "count", "at_least", 1, 0, holds=False)]))

    return look


def _function(function: Function, check: Check, scene: Scene) -> Looked:
    kinds = [(scene.bindings[name].kind, scene.record(name)) for name in function.of]
    findings = []
    if function.collect:
        kinds = [(function.collect.kind, record) for record in collected(function.collect, scene)]
        findings = _of_all(function.collect, [record for _kind, record in kinds], scene)
    if function.command:
        kinds = [(Kind.COMMAND, record) for record in _tried_for(check, Kind.COMMAND, scene)]
    compared = FUNCTIONS[function.name]([record for _kind, record in kinds], function.arguments)
    findings += [
        Finding(item.subject, item.field, "function", item.expected, item.observed, item.holds) for item in compared
    ]
    nothing = [] if compared else [Finding(function.name, "count", "at_least", 1, 0, holds=False)]
    return Looked(tuple(findings + nothing), tuple(kinds))


FINE = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})


def _phase_passed(phase: str, _check: Check, scene: Scene) -> Looked:
    earlier = scene.parameters.earlier
    findings = [
        Finding(item.id, "outcome", "equals", Outcome.PASSED, outcome, outcome in FINE)
        for item in scene.definition.checks
        if item.phase == phase
        for outcome in [earlier[item.id].outcome if item.id in earlier else None]
    ]
    return Looked(tuple(findings))


Look = Callable[[Any, Check, Scene], Looked]
LOOKS: dict[str, Look] = {
    "find": _find,
    "of": _of,
    "collect": _collect,
    "absent": _absent,
    "kept": _kept,
    "path": _path,
    "rules": lambda rules, _check, scene: look_at_rules(rules, scene),
    "roles": lambda roles, _check, scene: look_at_roles(roles, scene),
    "answer": _answer,
    "http": _tried(Kind.HTTP_PROBE),
    "tcp": _tried(Kind.TCP_PROBE),
    "command": _tried(Kind.COMMAND),
    "function": _function,
    "phase_passed": _phase_passed,
}
