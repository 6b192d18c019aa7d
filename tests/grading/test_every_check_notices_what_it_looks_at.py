"""For every lab, made from its definition: one thing is wrong, and exactly the checks that look at it stop passing."""

from collections.abc import Iterator

import pytest

from grading.engine.judging import judge
from grading.engine.needs import capabilities_needed, kinds_needed
from grading.engine.verdicts import Outcome, Verdict
from labs.kinds import Kind
from labs.loader import load_labs
from labs.schema import Check, LabDefinition, split_reference
from labs.schema.checks import SUBJECTS
from labs.schema.lab import references_of, subject_kinds
from tests.grading.mutations import MUTATORS, Good, Mutation, good_of, mutations_of

CHECKS = [(lab.definition.slug, check.id) for lab in load_labs() for check in lab.definition.checks]


def test_every_subject_of_the_language_can_be_changed() -> None:
    assert set(MUTATORS) == set(SUBJECTS)


@pytest.mark.parametrize(("slug", "check_id"), CHECKS)
def test_one_change_stops_this_check_and_those_that_look_at_the_same(slug: str, check_id: str) -> None:
    good = good_of(slug)
    lab, check = good.lab, next(one for one in good.lab.checks if one.id == check_id)
    if not is_judged(check, good):
        return
    mutations = list(mutations_of(check, good))
    assert mutations, f"{check_id} has nothing that could be wrong"
    for mutation in mutations:
        verdicts = judge(lab, mutation.parameters, mutation.observation)
        stopped = stopped_in(verdicts)
        assert check_id in stopped, f"{mutation.what}: nothing was noticed"
        assert stopped <= set(explained(lab, mutation, verdicts)), mutation.what


def stopped_in(verdicts: list[Verdict]) -> set[str]:
    """What applies on the proof's cloud and has not passed."""
    fine = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    return {verdict.check_id for verdict in verdicts if verdict.outcome not in fine}


def is_judged(check: Check, good: Good) -> bool:
    """Whether the proof's cloud could show it, and in the last grading of the lab."""
    applies = capabilities_needed(check, good.lab) <= good.parameters.capabilities
    return applies and (check.phase or "") == good.parameters.phase


def explained(lab: LabDefinition, mutation: Mutation, verdicts: list[Verdict]) -> Iterator[str]:
    """The checks that may stop: the one itself, those that read the same, and those whose binding has vanished."""
    stopped = stopped_in(verdicts)
    prepared = {item.bind for item in lab.start.make}
    for check, verdict in zip(lab.checks, verdicts, strict=True):
        vanished = verdict.outcome is Outcome.BLOCKED and verdict.needs in stopped | prepared
        if check.id == mutation.check_id or vanished or reads_the_same(lab, check, mutation):
            yield check.id


def reads_the_same(lab: LabDefinition, check: Check, mutation: Mutation) -> bool:
    if mutation.kind is None:
        return bool(mutation.fields and mutation.fields & {check.answer, check.id})
    if mutation.fields is None:
        return mutation.kind in kinds_needed(check, lab)
    return any((mutation.kind, name) in fields_read(lab, check) for name in mutation.fields)


def fields_read(lab: LabDefinition, check: Check) -> set[tuple[Kind, str]]:
    """Every field that a check compares or follows, with its kind."""
    return {name for part in check.parts for name in _fields_of_part(lab, part)}


def _fields_of_part(lab: LabDefinition, check: Check) -> set[tuple[Kind, str]]:
    bindings = lab.bindings()
    found = {(kind, item.field) for kind in subject_kinds(check, bindings) for item in check.expect}
    found |= {(kind, item.field) for kind, item in check.comparisons if kind}
    found |= {(bindings[name], path) for name, path in map(split_reference, references_of(check))}
    for step in check.path.steps if check.path else []:
        found |= {(kind, name) for kind in bindings.values() for name in (step.to,) if name}
        found |= {(step.kind, name) for name in (step.by, step.to, "id") if name}
    if check.find:
        found.add((check.find.kind, "name"))
    if check.kept:
        found.add((bindings[check.kept], "id"))
    if check.function:
        found |= {(kind, str(check.function.arguments.get("field"))) for kind in kinds_needed(check, lab)}
    if check.rules or check.roles:
        found |= {(kind, name) for kind in kinds_needed(check, lab) for name in RULE_AND_ROLE_FIELDS}
    return found


RULE_AND_ROLE_FIELDS = ("ether_type", "protocol", "remote_ip_prefix", "remote_group_id", "role_name")
