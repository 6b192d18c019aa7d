"""Changes made from a definition itself: for each thing that a check looks at, a look in which just that is wrong."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from grading.engine.binding import own_records, records_of
from grading.engine.judging import Parameters, make_scene
from grading.engine.observation import Collection, Observation, Record, Tenancy
from grading.engine.paths import follow
from grading.engine.scene import Scene, compare, meets
from grading.engine.subjects import collected
from grading.engine.verdicts import Outcome
from grading.proving.evidence import read_evidence
from labs.kinds import Kind
from labs.schema import Amount, Check, Collect, Expectation, LabDefinition, Operator
from tests.grading import worlds

ANY_OF = (Operator.LISTED_IN, Operator.ONE_OF)
OTHERS: tuple[Any, ...] = ("mutated", None, False, True, 0, -1, 10**9, [], ["mutated"], {}, "203.0.113.9")


@dataclass(frozen=True)
class Mutation:
    """`fields`: what was changed in records of `kind`; None when records came or went."""

    check_id: str
    what: str
    kind: Kind | None
    fields: frozenset[str] | None
    parameters: Parameters
    observation: Observation = field(repr=False)


@dataclass(frozen=True)
class Good:
    """A lab with a look in which everything passes, and what its names are bound to there."""

    scene: Scene

    @property
    def lab(self) -> LabDefinition:
        return self.scene.definition

    @property
    def parameters(self) -> Parameters:
        return self.scene.parameters

    @property
    def tenancy(self) -> Tenancy:
        return self.scene.observation.tenancy

    def records(self, kind: Kind) -> tuple[Record, ...]:
        return records_of(self.scene.observation, kind)

    def seeing(self, kind: Kind, records: Sequence[Record]) -> Observation:
        """The same look with other records of one kind."""
        observation = self.scene.observation
        return replace(observation, collections={**observation.collections, kind: Collection(tuple(records))})

    def changed(self, check: Check, kind: Kind, records: Sequence[Record], path: str, value: Any) -> Mutation:
        """The same look with another value in one field of these records."""
        seen = [_with(one, path, value) if _is_in(one, records) else one for one in self.records(kind)]
        what, fields = f"{check.id}: {kind}.{path} = {value!r}", frozenset({path, path.partition(".")[0]})
        return Mutation(check.id, what, kind, fields, self.parameters, self.seeing(kind, seen))

    def without(self, check: Check, kind: Kind, records: Sequence[Record]) -> Mutation:
        seen = [one for one in self.records(kind) if not _is_in(one, records)]
        return Mutation(check.id, f"{check.id}: no {kind}", kind, None, self.parameters, self.seeing(kind, seen))

    def with_more(self, check: Check, kind: Kind, record: Record) -> Mutation:
        seen = self.seeing(kind, [*self.records(kind), deepcopy(dict(record))])
        return Mutation(check.id, f"{check.id}: one more {kind}", kind, None, self.parameters, seen)


@cache
def good_of(slug: str) -> Good:
    """What the lab's proof saw after its reference solution."""
    seen = read_evidence(slug).solution
    lab = worlds.definition(slug, dict(seen.parameters.variables))
    return Good(make_scene(lab, seen.parameters, seen.observation))


def mutations_of(check: Check, good: Good) -> Iterator[Mutation]:
    """At least one for every comparison of the check."""
    for part in check.parts:
        yield from MUTATORS[part.subject](part, good)


def another(item: Expectation, record: Record, scene: Scene) -> Any:
    """A value of the field that the comparison refuses. Raises AssertionError when it refuses nothing."""
    for value in OTHERS:
        if not compare("", _with(record, item.field, value), item, scene.bindings).holds:
            return value
    raise AssertionError(f"{item.field} {item.operator}: no value fails, so it asserts nothing")


def _with(record: Record, path: str, value: Any) -> dict[str, Any]:
    made = deepcopy(dict(record))
    first, _, rest = path.partition(".")
    if path not in made and rest:
        made[first] = dict(made.get(first) or {}) | {rest: value}
    else:
        made[path] = value
    return made


def _is_in(record: Record, records: Sequence[Record]) -> bool:
    return any(record is one for one in records)


def _expectations(check: Check, good: Good, kind: Kind, record: Record) -> Iterator[Mutation]:
    for item in check.expect:
        yield good.changed(check, kind, [record], item.field, another(item, record, good.scene))


def _find(check: Check, good: Good) -> Iterator[Mutation]:
    assert check.find
    kind, record = check.find.kind, good.scene.record(check.find.bind)
    yield good.without(check, kind, [record])
    yield good.with_more(check, kind, {**record, "id": "double"})
    yield good.changed(check, kind, [record], "name", "mutated")
    if check.find.fresh:
        yield good.changed(check, kind, [record], "created_at", "2001-01-01T00:00:00Z")
    for item in check.find.where:
        yield good.changed(check, kind, [record], item.field, another(item, record, good.scene))
    yield from _expectations(check, good, kind, record)


def _of(check: Check, good: Good) -> Iterator[Mutation]:
    for name in check.of or []:
        yield from _expectations(check, good, good.scene.bindings[name].kind, good.scene.record(name))


def _collect(check: Check, good: Good) -> Iterator[Mutation]:
    collect = check.collect
    assert collect
    records = list(collected(collect, good.scene))
    if collect.count or collect.at_least:
        yield good.without(check, collect.kind, records)
        for item in collect.where:
            value = another(item, records[0], good.scene)
            yield good.changed(check, collect.kind, records, item.field, value)
    if collect.count is not None or collect.at_most == len(records):
        more = records[0] if records else _meeting(collect, good)
        yield good.with_more(check, collect.kind, {**more, "id": "double"})
    for item in collect.together:
        yield good.changed(check, collect.kind, records, item.field, "mutated")
    for record in records:
        yield from _expectations(check, good, collect.kind, record)


def _meeting(collect: Collect, good: Good) -> dict[str, Any]:
    """A record of the student's that the collection counts."""
    made = _own(good, collect.within)
    for item in collect.where:
        wanted = compare("", {}, item, good.scene.bindings).expected
        made = _with(made, item.field, wanted[0] if item.operator in ANY_OF else wanted)
    assert all(compare("", made, item, good.scene.bindings).holds for item in collect.where)
    return made


def _own(good: Good, within: str) -> dict[str, Any]:
    """To whom a record belongs, by whichever field its kind says so."""
    project = good.tenancy.second_project_id if within == "second" else good.tenancy.project_id
    return {"project_id": project, "owner_id": project, "domain_id": good.tenancy.domain_id}


def _absent(check: Check, good: Good) -> Iterator[Mutation]:
    absent = check.absent
    assert absent
    everywhere = _own(good, absent.within)
    if absent.name:
        yield good.with_more(check, absent.kind, everywhere | {"id": "left", "name": absent.name})
    if absent.made:
        made = good.parameters.recorded[absent.made]
        yield good.with_more(check, absent.kind, everywhere | {"id": made, "name": "renamed"})


def _kept(check: Check, good: Good) -> Iterator[Mutation]:
    name = check.kept or ""
    kind, record = good.scene.bindings[name].kind, good.scene.record(name)
    yield good.without(check, kind, [record])
    yield good.changed(check, kind, [record], "id", "anew")
    yield from _expectations(check, good, kind, record)


def _path(check: Check, good: Good) -> Iterator[Mutation]:
    """Each edge cut."""
    path = check.path
    assert path
    here: list[Record] = [good.scene.record(path.start)]
    kind = good.scene.bindings[path.start].kind
    for number, step in enumerate(path.steps, 1):
        part = path.model_copy(update={"steps": path.steps[:number]})
        there = list(follow(part, good.scene.observation, good.scene.bindings)[1])
        ends, of = (there, step.kind) if step.by else (here, kind)
        yield good.changed(check, of, ends, step.by or step.to or "", "mutated")
        for item in step.where:
            yield good.changed(check, step.kind, there, item.field, another(item, there[0], good.scene))
        here, kind = there, step.kind


def _rules(check: Check, good: Good) -> Iterator[Mutation]:
    assert check.rules
    kind, group = Kind.SECURITY_GROUP_RULE, good.scene.record(check.rules.group)["id"]
    own = [rule for rule in good.records(kind) if rule["security_group_id"] == group]
    own = [rule for rule in own if rule["direction"] == check.rules.direction]
    if check.rules.amount is not Amount.ONLY and check.rules.shapes:
        yield good.without(check, kind, own)
        for changed in ("ether_type", "protocol", "remote_ip_prefix", "remote_group_id"):
            yield good.changed(check, kind, own, changed, "203.0.113.0/24")
    if check.rules.amount is not Amount.HAS:
        beyond = {"id": "beyond", "security_group_id": group, "project_id": good.tenancy.project_id, "protocol": "sctp"}
        yield good.with_more(check, kind, beyond | {"direction": check.rules.direction, "ether_type": "IPv4"})


def _roles(check: Check, good: Good) -> Iterator[Mutation]:
    roles = check.roles
    assert roles
    kind = Kind.EFFECTIVE_ROLE if roles.effective else Kind.ROLE_ASSIGNMENT
    actor = good.scene.record(roles.actor)["id"]
    own = [one for one in good.records(kind) if actor in (one.get("user_id"), one.get("group_id"))]
    if roles.amount is not Amount.ONLY and roles.roles:
        yield good.without(check, kind, own)
        yield good.changed(check, kind, own, "role_name", "mutated")
    beyond = ["mutated"] if roles.amount is not Amount.HAS else []
    who = "group_id" if good.scene.bindings[roles.actor].kind is Kind.GROUP else "user_id"
    project = good.scene.record(roles.project)["id"] if roles.project else good.tenancy.project_id
    for name in [*beyond, *roles.never]:
        yield good.with_more(check, kind, {"role_name": name, who: actor, "scope_project_id": project})


def _answer(check: Check, good: Good) -> Iterator[Mutation]:
    name = check.answer or ""
    for typed in ("mutated", ""):
        parameters = replace(good.parameters, answers={**good.parameters.answers, name: typed})
        what = f"{check.id}: {name} is answered {typed!r}"
        yield Mutation(check.id, what, None, frozenset({name}), parameters, good.scene.observation)
    if among := check.among:
        own = own_records(good.scene.observation, among.kind)
        right = [one for one in own if meets(one, among.where, good.scene.bindings)]
        yield good.without(check, among.kind, right)
        yield good.changed(check, among.kind, right, among.field, "mutated")


def _tried(check: Check, good: Good) -> Iterator[Mutation]:
    kind = {"http": Kind.HTTP_PROBE, "tcp": Kind.TCP_PROBE, "command": Kind.COMMAND}[check.subject]
    record = next(one for one in good.records(kind) if one["check_id"] == check.id)
    yield good.without(check, kind, [record])
    yield from _expectations(check, good, kind, record)


def _function(check: Check, good: Good) -> Iterator[Mutation]:
    function = check.function
    assert function
    if function.command:
        asked = [one for one in good.records(Kind.COMMAND) if one["check_id"] == check.id]
        yield good.without(check, Kind.COMMAND, asked)
        for record in asked:
            yield good.changed(check, Kind.COMMAND, [record], "values", {})
        return
    name = str(function.arguments["field"])
    for one in function.of:
        yield good.changed(check, good.scene.bindings[one].kind, [good.scene.record(one)], name, None)
    if function.collect:
        kind, records = function.collect.kind, list(collected(function.collect, good.scene))
        yield good.without(check, kind, records)
        yield good.changed(check, kind, records, name, None)


def _phase_passed(check: Check, good: Good) -> Iterator[Mutation]:
    for check_id, verdict in good.parameters.earlier.items():
        earlier = {**good.parameters.earlier, check_id: replace(verdict, outcome=Outcome.FAILED)}
        parameters = replace(good.parameters, earlier=earlier)
        what = f"{check.id}: {check_id} failed then"
        yield Mutation(check.id, what, None, frozenset({check_id}), parameters, good.scene.observation)


MUTATORS = {
    "find": _find,
    "of": _of,
    "collect": _collect,
    "absent": _absent,
    "kept": _kept,
    "path": _path,
    "rules": _rules,
    "roles": _roles,
    "answer": _answer,
    "http": _tried,
    "tcp": _tried,
    "command": _tried,
    "function": _function,
    "phase_passed": _phase_passed,
}
