"""A whole lab: what it needs, what `start` prepares, what is asked and checked, and whether it all holds together."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from labs.kinds import KINDS, Kind, has_field
from labs.schema.checks import Check
from labs.schema.expectations import Expectation
from labs.schema.start import Start
from labs.schema.text import (
    IDS,
    MESSAGE_VALUES,
    PLACEHOLDER,
    VARIABLES,
    Name,
    NonEmpty,
    Slug,
    Strict,
    Text,
    split_reference,
)

UNLISTED = frozenset({Kind.SESSION, Kind.FILE})  # known without asking the cloud
SESSION = "session"  # the binding that is always there: the session's own ids


class Given(Strict):
    """Something public that the cloud must have, found by name."""

    bind: Name
    kind: Literal[Kind.IMAGE, Kind.FLAVOR, Kind.NETWORK]
    name: NonEmpty


class Question(Strict):
    """A value the student finds out and types."""

    name: Name
    label: Text
    example: NonEmpty


class LabDefinition(Strict):
    """A whole lab: what `lab.yaml` holds."""

    slug: Slug
    chapter: int = Field(ge=0, le=9)
    position: int = Field(ge=1)
    kind: Literal["guided", "review", "optional", "final"]
    minutes: int = Field(ge=5, le=240)
    title: Text
    goal: Text
    mode: Literal["shared", "dedicated"]
    requires: list[NonEmpty] = Field([])
    given: list[Given] = Field([])
    start: Start = Start()
    questions: list[Question] = Field([])
    phases: list[Name] = Field([], description="Moments that are graded apart, in order, before the final grading.")
    checks: list[Check] = Field(min_length=1)

    @property
    def total(self) -> int:
        return sum(check.points for check in self.checks)

    @property
    def parts(self) -> list[Check]:
        """Every subject of every check as a check of its own, in order."""
        return [part for check in self.checks for part in check.parts]

    def bindings(self) -> dict[str, Kind]:
        """Every name that a check may refer to, with its kind."""
        found = {SESSION: Kind.SESSION} | {item.bind: Kind(item.kind) for item in self.given}
        found |= self.start.bindings()
        return found | {name: kind for check in self.checks for name, kind in check.bound.items()}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        faults = list(faults_of(self))
        if faults:
            raise ValueError("\n".join(faults))
        return self


def faults_of(lab: LabDefinition) -> Iterator[str]:
    """What is wrong with the lab as a whole, and of each check what comes first."""
    try:
        check_names(lab)
        check_sentences(lab)
    except ValueError as fault:
        yield str(fault)
    for check in lab.checks:
        try:
            for part in check.parts:
                check_references(lab, part)
                check_senses(lab, part)
                check_projects(lab, part)
                check_order(lab, part)
                check_fields(lab, part)
            check_placeholders(lab, check)
        except ValueError as fault:
            yield str(fault)


def check_names(lab: LabDefinition) -> None:
    """Ids, bindings and points: each name once, 100 points in all, something that is no guard."""
    binds = [
        SESSION,
        *(item.bind for item in lab.given),
        *(item.bind for item in lab.start.files),
        *(item.bind for item in lab.start.make),
    ]
    binds += [part.binds[0] for part in lab.parts if part.binds]
    for what, names in (("check id", [check.id for check in lab.checks]), ("binding", binds)):
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{what} {name} is given twice")
    if lab.total != 100:
        raise ValueError(f"the points add up to {lab.total}, not 100")
    if all(check.guard for check in lab.checks):
        raise ValueError("every check is a guard: nothing could ever be earned")


def check_references(lab: LabDefinition, check: Check) -> None:
    """Every name that a check refers to is there, and is of the kind that it is used for."""
    bindings, made = lab.bindings(), {item.bind for item in lab.start.make}
    for name, kinds in names_of(check):
        if name not in bindings:
            raise ValueError(f"{check.id} looks at {name}, which nothing binds")
        if kinds and bindings[name] not in kinds:
            raise ValueError(f"{check.id}: {name} is a {bindings[name]}, not a {' or '.join(kinds)}")
    for wanted in (check.kept, check.absent.made if check.absent else None):
        if wanted and wanted not in made:
            raise ValueError(f"{check.id}: start makes nothing of the name {wanted}")
    if check.answer and check.answer not in {question.name for question in lab.questions}:
        raise ValueError(f"{check.id} reads the answer {check.answer}, which no question asks")
    for phase in filter(None, (check.phase, check.phase_passed)):
        if phase not in lab.phases:
            raise ValueError(f"{check.id}: there is no phase {phase}; phases: {', '.join(lab.phases) or 'none'}")


def check_senses(lab: LabDefinition, check: Check) -> None:
    """What would be asked of the wrong thing, or of nothing at all."""
    bindings = lab.bindings()
    if check.absent and check.absent.made and bindings[check.absent.made] is not check.absent.kind:
        made = check.absent.made
        raise ValueError(f"{check.id}: {made} is a {bindings[made]}, not a {check.absent.kind}")
    if check.roles and check.roles.effective and bindings[check.roles.actor] is Kind.GROUP:
        raise ValueError(f"{check.id}: a group has no effective roles of its own, only its members have")
    for kind in _looked_for(check):
        if kind in UNLISTED:
            raise ValueError(f"{check.id}: a {kind} is not looked for; name its binding under `of`")
    if check.phase_passed and check.phase_passed not in {item.phase for item in lab.checks}:
        raise ValueError(f"{check.id} asserts nothing: no check belongs to the phase {check.phase_passed}")


def _looked_for(check: Check) -> list[Kind]:
    steps = check.path.steps if check.path else []
    return [item.kind for item in (check.find, check.collect, check.absent, *steps) if item]


def check_projects(lab: LabDefinition, check: Check) -> None:
    """What belongs to the second project is asked for only where there is one."""
    scopes = [item.within for item in (check.find, check.collect, check.absent) if item]
    if "second" in scopes and "second" not in lab.start.persons:
        raise ValueError(f"{check.id} looks within the second project, but start has no person second")


def check_order(lab: LabDefinition, check: Check) -> None:
    """What finds a record refers only to names that are bound before it: checks bind in their order."""
    if not check.binds:
        return
    bound = {SESSION, *(item.bind for item in lab.given), *lab.start.bindings()}
    bound |= {item.binds[0] for item in lab.parts[: lab.parts.index(check)] if item.binds}
    for name in names_to_find(check):
        if name not in bound:
            raise ValueError(f"{check.id} looks for {check.binds[0]} by {name}, which is bound only later")


def names_to_find(check: Check) -> list[str]:
    """The bindings that decide which record a check binds."""
    narrowing = [*(check.find.where if check.find else []), *(check.collect.where if check.collect else [])]
    names = []
    if check.path:
        names = [check.path.start, *(step.same for step in check.path.steps if step.same)]
        narrowing = [item for step in check.path.steps for item in step.where]
    return names + [split_reference(reference)[0] for item in narrowing for reference in item.references]


def names_of(check: Check) -> list[tuple[str, tuple[Kind, ...]]]:
    """Every binding that a check refers to, its own excepted, with the kinds that make sense there (any if empty)."""
    found = dict.fromkeys(name for part in check.parts for name in _names_in(part))
    return [(name, kinds) for name, kinds in found if name not in check.bound]


def _names_in(check: Check) -> list[tuple[str, tuple[Kind, ...]]]:
    """All that one subject refers to."""
    found: list[tuple[str, tuple[Kind, ...]]] = [(name, ()) for name in check.of or []]
    if check.kept:
        found.append((check.kept, ()))
    if check.path:
        found += [(check.path.start, ()), *((step.same, (step.kind,)) for step in check.path.steps if step.same)]
    if check.rules:
        groups = [check.rules.group, *(shape.group for shape in check.rules.shapes if shape.group)]
        found += [(name, (Kind.SECURITY_GROUP,)) for name in groups]
    if check.roles:
        found.append((check.roles.actor, (Kind.USER, Kind.GROUP)))
        found += [(check.roles.project, (Kind.PROJECT,))] if check.roles.project else []
    found += [(name, ()) for name in (check.function.of if check.function else [])]
    return found + [(split_reference(reference)[0], ()) for reference in references_of(check)]


def references_of(check: Check) -> list[str]:
    """Every `binding.field` of a check's subject."""
    comparisons = [*check.expect, *(item for _kind, item in check.comparisons)]
    hosts = [probe.host for probe in (check.http, check.tcp) if probe and probe.host and is_reference(probe.host)]
    return [reference for item in comparisons for reference in item.references] + hosts


def is_reference(text: str) -> bool:
    """Whether a probe's host is `binding.field`; an address has digits, and a host of the site is a variable."""
    return text[:1].islower() and "." in text


def subject_kinds(check: Check, bindings: dict[str, Kind]) -> list[Kind]:
    """The kinds of the records that a check's `expect` is about; an answer has none."""
    if check.find or check.collect:
        subject = check.find or check.collect
        return [subject.kind] if subject else []
    if check.kept:
        return [bindings[check.kept]]
    for name, kind in (("http", Kind.HTTP_PROBE), ("tcp", Kind.TCP_PROBE), ("command", Kind.COMMAND)):
        if getattr(check, name):
            return [kind]
    return [bindings[name] for name in check.of or []]


def check_fields(lab: LabDefinition, check: Check) -> None:
    """Every field that a check compares exists in the records that it compares."""
    bindings = lab.bindings()
    for kind in subject_kinds(check, bindings):
        for expectation in check.expect:
            _require_field(check, kind, expectation)
    for about, expectation in check.comparisons:
        if about:
            _require_field(check, about, expectation)
    for reference in references_of(check):
        name, path = split_reference(reference)
        _require(check, bindings[name], path)
    for step, kind in _edges(check, bindings):
        _require(check, kind, step)
    for kind, field in _fields_of_subject(check, bindings):
        _require(check, kind, field)


def _fields_of_subject(check: Check, bindings: dict[str, Kind]) -> list[tuple[Kind, str]]:
    """The fields that a subject reads besides those that are compared."""
    found = [(subject.kind, "name") for subject in (check.find, check.absent) if subject]
    if check.find and check.find.fresh:
        found.append((check.find.kind, "created_at"))
    if check.among:
        found.append((check.among.kind, check.among.field))
    if check.function and "field" in check.function.arguments:
        kinds = [bindings[name] for name in check.function.of]
        kinds += [check.function.collect.kind] if check.function.collect else []
        found += [(kind, str(check.function.arguments["field"])) for kind in kinds]
    return found


def _edges(check: Check, bindings: dict[str, Kind]) -> list[tuple[str, Kind]]:
    """The field of each edge of a path, with the kind that must have it."""
    found, here = [], bindings[check.path.start] if check.path else None
    for step in check.path.steps if check.path else []:
        if step.by and here:
            found += [(step.by, step.kind), ("id", here)]
        if step.to and here:
            found += [(step.to, here), ("id", step.kind)]
        here = step.kind
    return found


def _require_field(check: Check, kind: Kind, expectation: Expectation) -> None:
    _require(check, kind, expectation.field)


def _require(check: Check, kind: Kind, path: str) -> None:
    if not has_field(kind, path):
        known = ", ".join(sorted(KINDS[kind].fields))
        raise ValueError(f"{check.id}: a {kind} has no field {path}; it has {known}")


def check_sentences(lab: LabDefinition) -> None:
    """Every {placeholder} of the lab's own sentences is a variable."""
    texts = [lab.title, lab.goal, *(question.label for question in lab.questions)]
    shown = [text.ko + text.en for text in texts] + [question.example for question in lab.questions]
    for name in PLACEHOLDER.findall(" ".join(shown)):
        if name not in VARIABLES:
            raise ValueError(f"nothing fills in {{{name}}}; known are {', '.join(sorted(VARIABLES))}")


def check_placeholders(lab: LabDefinition, check: Check) -> None:
    """Every {placeholder} of a message and every variable of a hint can be filled in."""
    bindings = lab.bindings()
    kinds = [kind for part in check.parts for kind in subject_kinds(part, bindings)]
    kinds += [kind for part in check.parts for kind, _item in part.comparisons if kind]
    kinds += [part.absent.kind for part in check.parts if part.absent]  # what is still there is told
    fields = {path for kind in kinds for path in KINDS[kind].fields}
    for text, known in (
        (check.message, VARIABLES | MESSAGE_VALUES | fields),
        (check.title, VARIABLES),
        *((hint, VARIABLES | IDS) for hint in check.hints),
    ):
        for name in PLACEHOLDER.findall(text.ko + text.en):
            if name not in known:
                raise ValueError(f"{check.id}: nothing fills in {{{name}}}; known are {', '.join(sorted(known))}")
