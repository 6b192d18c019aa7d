"""What is allowed in a lab and yet perhaps not meant: each piece of advice with its line. Pure."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grading.engine.needs import kinds_needed
from labs.faults import Fault, Lines, Position, line_of
from labs.kinds import KINDS
from labs.loader import DefinitionError, LabFolder
from labs.reference import load_reference
from labs.schema import Amount, Check, LabDefinition, names_of

GUARDS_AT_MOST = 30  # points of 100: what is not broken is worth less than what is done
Advice = tuple[Position, str]


def list_advice(lab: LabFolder, lines: Lines) -> list[tuple[int, str]]:
    """Line and sentence, in the order of the file."""
    definition = lab.definition
    found = [*_untaught(definition), *_unused(definition), *_guards(definition)]
    for index, check in enumerate(definition.checks):
        found += [(("checks", index), f"{check.id} {told}") for told in _of_check(check, definition)]
    return sorted((line_of(at, lines), told) for at, told in found)


def list_folder_faults(folder: Path, definition: LabDefinition) -> Sequence[Fault | str]:
    """What is wrong with the files that prove the lab: the reference solution and the mistakes."""
    try:
        load_reference(folder, definition)
    except DefinitionError as error:
        return error.told
    return []


def _untaught(lab: LabDefinition) -> Iterator[Advice]:
    untaught = [(index, check.id) for index, check in enumerate(lab.checks) if not check.teaches]
    if untaught:
        names = ", ".join(check_id for _index, check_id in untaught)
        yield ("checks", untaught[0][0]), f"no `teaches`, so no paragraph to read after a failure: {names}"


def _unused(lab: LabDefinition) -> Iterator[Advice]:
    """A find must bind; what is given, collected or reached need not."""
    used = {name for part in lab.parts for name, _kinds in names_of(part)}
    for index, item in enumerate(lab.given):
        if item.bind not in used:
            yield ("given", index), f"no check uses the binding {item.bind}"
    for index, check in enumerate(lab.checks):
        for part in check.parts:
            if part.binds and not part.find and part.binds[0] not in used:
                yield ("checks", index), f"{check.id} binds {part.binds[0]}, which no check uses"


def _guards(lab: LabDefinition) -> Iterator[Advice]:
    points = sum(check.points for check in lab.checks if check.guard)
    if points > GUARDS_AT_MOST:
        yield ("checks",), f"guards are worth {points} of 100 points"


def _of_check(check: Check, lab: LabDefinition) -> Iterator[str]:
    kinds = kinds_needed(check, lab)
    if (
        "limit_s" in check.model_fields_set
        and check.limit_s
        and not any(KINDS[kind].settling or KINDS[kind].busy for kind in kinds)
    ):
        yield f"waits {check.limit_s} s, but nothing that it reads has a settling state"
    if not check.guard and _passes_untouched(check, lab):
        yield "would pass before any work: is it a guard?"


def _passes_untouched(check: Check, lab: LabDefinition) -> bool:
    """Whether it only says what must not be, about what is there from the beginning."""
    found = {part.binds[0] for part in lab.parts if part.binds}
    if any(name in found for name, _kinds in names_of(check)):
        return False  # blocked until the student has made it
    return all(_says_only_what_must_not_be(part) for part in check.parts)


def _says_only_what_must_not_be(check: Check) -> bool:
    collect = check.collect
    if collect and not collect.together:
        return collect.count == 0 or (collect.count is None and collect.at_least is None)
    only = check.rules and check.rules.amount is Amount.ONLY
    return bool((check.kept and not check.expect) or (check.absent and not check.absent.made) or only)
