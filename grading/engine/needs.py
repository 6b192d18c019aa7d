"""What a check builds on: the kinds it reads and the names it refers to."""

from labs.kinds import KINDS, Kind
from labs.schema import Check, LabDefinition


def names_needed(check: Check) -> list[str]:
    """The bindings a check refers to, its own excepted, in the order of mention."""
    names = list(check.of or [])
    expectations = [*check.expect, *(check.collect.where if check.collect else [])]
    names += [expectation.same_as.partition(".")[0] for expectation in expectations if expectation.same_as]
    own = check.find.bind if check.find else None
    return [name for name in dict.fromkeys(names) if name != own]


def kinds_needed(check: Check, definition: LabDefinition) -> list[Kind]:
    """The kinds whose records a check reads."""
    bindings = definition.bindings()
    kinds = [bindings[name] for name in names_needed(check)]
    kinds += [check.find.kind] if check.find else []
    kinds += [check.collect.kind] if check.collect else []
    return list(dict.fromkeys(kinds))


def kinds_of(definition: LabDefinition) -> list[Kind]:
    """Every kind that must be listed to judge a definition, those that others need among them."""
    kinds = [kind for check in definition.checks for kind in kinds_needed(check, definition)]
    kinds += [needed for kind in kinds for needed in KINDS[kind].needs]
    return list(dict.fromkeys(kinds))
