"""What a check builds on: the kinds it reads and the names it refers to."""

from labs.kinds import KINDS, LISTED, Kind
from labs.schema import UNLISTED, Check, LabDefinition, names_of

TRIED = {"http": Kind.HTTP_PROBE, "tcp": Kind.TCP_PROBE, "command": Kind.COMMAND}


def names_needed(check: Check) -> list[str]:
    """The bindings a check refers to, its own excepted, in the order of mention.

    What start made is asked for by id where its absence is the very thing that is judged.
    """
    judged = {part.kept for part in check.parts if part.kept}
    return [name for name in dict.fromkeys(name for name, _kinds in names_of(check)) if name not in judged]


def kinds_needed(check: Check, definition: LabDefinition) -> list[Kind]:
    """The kinds whose records a check reads."""
    bindings = definition.bindings()
    kinds = [bindings[name] for name, _kinds in names_of(check)]
    kinds += [kind for part in check.parts for kind in _kinds_of_subject(part)]
    return [kind for kind in dict.fromkeys(kinds) if kind not in UNLISTED]


def _kinds_of_subject(check: Check) -> list[Kind]:
    kinds = [subject.kind for subject in (check.find, check.collect, check.absent) if subject]
    kinds += [check.among.kind] if check.among else []
    kinds += [check.function.collect.kind] if check.function and check.function.collect else []
    kinds += [Kind.COMMAND] if check.function and check.function.command else []
    kinds += [step.kind for step in check.path.steps] if check.path else []
    kinds += [Kind.SECURITY_GROUP_RULE] if check.rules else []
    if check.roles:
        kinds.append(Kind.EFFECTIVE_ROLE if check.roles.effective else Kind.ROLE_ASSIGNMENT)
    return kinds + [kind for subject, kind in TRIED.items() if subject == check.subject]


def kinds_of(definition: LabDefinition) -> list[Kind]:
    """Every kind that must be listed to judge a definition, those that others need among them."""
    kinds = [kind for check in definition.checks for kind in kinds_needed(check, definition)]
    kinds += [needed for kind in kinds for needed in KINDS[kind].needs]
    return [kind for kind in dict.fromkeys(kinds) if kind in LISTED]


def capabilities_needed(check: Check, definition: LabDefinition) -> set[str]:
    """What the cloud must have for a check to apply at all."""
    needed = {_capability(kind, check) for kind in kinds_needed(check, definition)}
    return {*check.requires, *needed} - {""}


def _capability(kind: Kind, check: Check) -> str:
    """A service of the cloud is reached where the cloud is reached; only what is inside it needs a way in."""
    if kind is Kind.HTTP_PROBE and check.http and check.http.service:
        return check.http.service.replace("_", "-")
    return KINDS[kind].capability
