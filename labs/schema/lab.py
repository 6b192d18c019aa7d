"""What a lab's definition may say: the check language and what `start` prepares, as strict types.

Pure: no Django, no cloud. `labs.loader` reads the files and tells which line offends.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from labs.kinds import KINDS, Kind, has_field

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,40}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[1-9][0-9]?$")]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

SITE_VARIABLES = frozenset({"IMG", "FLV", "EXT", "DNS", "PHYS", "ST"})
STUDENT_VARIABLES = frozenset({"S", "N", "D", "P", "U", "NONCE", "RC"})
VARIABLES = SITE_VARIABLES | STUDENT_VARIABLES
MESSAGE_VALUES = frozenset({"got", "expected", "field", "name", "count"})
PLACEHOLDER = re.compile(r"\{([A-Za-z_.]+)\}")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, use_enum_values=False)


class Text(Strict):
    """The same sentence in both languages."""

    ko: NonEmpty
    en: NonEmpty

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.ko


class Pool(Strict):
    start: NonEmpty
    end: NonEmpty


class Operator(StrEnum):
    """How an observed value is compared with the expected one. Addresses are parsed, never compared as text."""

    EQUALS = "equals"
    ONE_OF = "one_of"
    MATCHES = "matches"  # regular expression, whole value
    CONTAINS = "contains"  # a list has this element
    COUNT = "count"  # a list has this many
    AT_LEAST = "at_least"
    SAME_AS = "same_as"  # equals a field of a bound record: binding.field
    SAME_NETWORK = "same_network"  # the same CIDR
    IN_NETWORK = "in_network"  # every IPv4 address lies in this CIDR, and there is one
    POOLS = "pools"  # exactly these address ranges


class Expectation(Strict):
    """One comparison: a field of the record, one operator, the expected value ({placeholders} filled in)."""

    field: NonEmpty
    ignore_case: bool = False
    equals: bool | int | str | list[str] | None = None
    one_of: list[str] | None = Field(None, min_length=1)
    matches: NonEmpty | None = None
    contains: NonEmpty | None = None
    count: int | None = Field(None, ge=0)
    at_least: int | None = Field(None, ge=1)
    same_as: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_.]+$")] | None = None
    same_network: NonEmpty | None = None
    in_network: NonEmpty | None = None
    pools: list[Pool] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        given = self._given()
        if len(given) != 1:
            raise ValueError(f"needs exactly one of: {', '.join(Operator)}; has {', '.join(given) or 'none'}")
        if self.matches:
            re.compile(self.matches)
        return self

    def _given(self) -> list[Operator]:
        return [operator for operator in Operator if operator in self.model_fields_set]

    @property
    def operator(self) -> Operator:
        return self._given()[0]

    @property
    def expected(self) -> Any:
        return getattr(self, self.operator)


class Find(Strict):
    """Exactly one record of this name in the lab's project; it gets the name `bind` for other checks."""

    kind: Kind
    name: NonEmpty
    bind: Name
    fresh: bool = False  # made after the session started


class Collect(Strict):
    """All records of a kind that meet `where`: exactly `count` of them, and each as the check expects."""

    kind: Kind
    where: list[Expectation] = Field(min_length=1)
    count: int = Field(ge=1)


class Check(Strict):
    """One thing that is graded. It looks at what it finds, at bound records, at a collection, or at an answer."""

    id: CheckId
    points: int = Field(ge=1, le=100)
    title: Text
    message: Text
    hints: list[Text] = Field(min_length=1)
    teaches: Annotated[str, StringConstraints(pattern=r"^[0-9]#[a-z0-9-]+$")] | None = None
    guard: bool = False
    limit_s: int = Field(15, ge=0, le=120)  # how long a resource in transition is waited for
    requires: list[NonEmpty] = []
    find: Find | None = None
    of: list[Name] | None = Field(None, min_length=1)
    collect: Collect | None = None
    answer: Name | None = None
    expect: list[Expectation] = []

    @model_validator(mode="after")
    def _asserts_something(self) -> Self:
        subjects = [name for name in ("find", "of", "collect", "answer") if getattr(self, name) is not None]
        if len(subjects) != 1:
            raise ValueError(f"needs exactly one of find, of, collect, answer; has {', '.join(subjects) or 'none'}")
        if subjects[0] in {"of", "answer"} and not self.expect:
            raise ValueError(f"asserts nothing: `{subjects[0]}` needs `expect`")
        if self.answer and any(expectation.field != "value" for expectation in self.expect):
            raise ValueError("an answer has the one field `value`")
        return self


class Given(Strict):
    """Something public that the cloud must have, found by name."""

    bind: Name
    kind: Literal[Kind.IMAGE, Kind.FLAVOR]
    name: NonEmpty


class NetworkToMake(Strict):
    name: NonEmpty


class SubnetToMake(Strict):
    name: NonEmpty
    network: Name  # the binding of a network above
    cidr: NonEmpty


class Preparation(Strict):
    """One resource that `start` makes in the lab's project; its id is recorded under `bind`."""

    bind: Name
    network: NetworkToMake | None = None
    subnet: SubnetToMake | None = None

    @model_validator(mode="after")
    def _one_resource(self) -> Self:
        if (self.network is None) == (self.subnet is None):
            raise ValueError("needs exactly one of network, subnet")
        return self

    @property
    def kind(self) -> Kind:
        return Kind.NETWORK if self.network else Kind.SUBNET


class Quota(Strict):
    """At least this much; what the cloud allows beyond is left alone."""

    networks: int | None = Field(None, ge=1)


class Start(Strict):
    quota: Quota = Quota()
    make: list[Preparation] = []


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
    requires: list[NonEmpty] = []
    given: list[Given] = []
    start: Start = Start()
    questions: list[Question] = []
    checks: list[Check] = Field(min_length=1)

    @property
    def total(self) -> int:
        return sum(check.points for check in self.checks)

    def bindings(self) -> dict[str, Kind]:
        """Every name that a check may refer to, with its kind."""
        found = {item.bind: Kind(item.kind) for item in self.given}
        found |= {item.bind: item.kind for item in self.start.make}
        return found | {check.find.bind: check.find.kind for check in self.checks if check.find}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        check_names(self)
        for check in self.checks:
            check_fields(self, check)
            check_placeholders(self, check)
        return self


def check_names(lab: LabDefinition) -> None:
    """Ids, bindings and points: each name once, 100 points in all."""
    ids = [check.id for check in lab.checks]
    binds = [*(item.bind for item in lab.given), *(item.bind for item in lab.start.make)]
    binds += [check.find.bind for check in lab.checks if check.find]
    for what, names in (("check id", ids), ("binding", binds)):
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{what} {name} is given twice")
    if lab.total != 100:
        raise ValueError(f"the points add up to {lab.total}, not 100")
    questions = {question.name for question in lab.questions}
    for check in lab.checks:
        if check.answer and check.answer not in questions:
            raise ValueError(f"{check.id} reads the answer {check.answer}, which no question asks")


def check_fields(lab: LabDefinition, check: Check) -> None:
    """Every field that a check compares exists in the records it compares."""
    bindings = lab.bindings()
    for kind in subject_kinds(check, bindings):
        for expectation in check.expect:
            _require_field(check, kind, expectation.field)
    for expectation in [*check.expect, *(check.collect.where if check.collect else [])]:
        if check.collect and expectation in check.collect.where:
            _require_field(check, check.collect.kind, expectation.field)
        if expectation.same_as:
            name, _, path = expectation.same_as.partition(".")
            if name not in bindings:
                raise ValueError(f"{check.id} refers to {name}, which nothing binds")
            _require_field(check, bindings[name], path)


def subject_kinds(check: Check, bindings: dict[str, Kind]) -> list[Kind]:
    """The kinds of the records that a check's expectations are about; an answer has none."""
    if check.find:
        return [check.find.kind]
    if check.collect:
        return [check.collect.kind]
    for name in check.of or []:
        if name not in bindings:
            raise ValueError(f"{check.id} looks at {name}, which nothing binds")
    return [bindings[name] for name in check.of or []]


def _require_field(check: Check, kind: Kind, path: str) -> None:
    if not has_field(kind, path):
        known = ", ".join(sorted(KINDS[kind].fields))
        raise ValueError(f"{check.id}: a {kind} has no field {path}; it has {known}")


def check_placeholders(lab: LabDefinition, check: Check) -> None:
    """Every {placeholder} of a message and every variable of a hint can be filled in."""
    fields = {path for kind in subject_kinds(check, lab.bindings()) for path in KINDS[kind].fields}
    for text, known in (
        (check.message, VARIABLES | MESSAGE_VALUES | fields),
        (check.title, VARIABLES),
        *((hint, VARIABLES) for hint in check.hints),
    ):
        for name in PLACEHOLDER.findall(text.ko + text.en):
            if name not in known:
                raise ValueError(f"{check.id}: nothing fills in {{{name}}}; known are {', '.join(sorted(known))}")
