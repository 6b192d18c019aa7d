"""What a check looks at and what it asserts."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from labs.check_functions import FUNCTIONS
from labs.kinds import Kind
from labs.remote_commands import COMMANDS
from labs.schema.expectations import Expectation, Operator, require_network, require_pattern
from labs.schema.text import CheckId, Name, NonEmpty, Reference, Strict, Text

Scope = Literal["project", "second"]  # the lab's project, or the other one that some labs have


class Find(Strict):
    """Exactly one record of this name in the student's scope; `bind` names it for other checks.

    A record binds when it is the only match, whatever else the check expects of it.
    """

    kind: Kind
    name: NonEmpty
    bind: Name
    within: Scope = "project"
    where: list[Expectation] = Field([], description="Narrows what the name alone does not tell apart.")
    fresh: bool = Field(False, description="Made after the session started.")


OF_A_LIST = frozenset(
    {
        Operator.EQUALS,
        Operator.CONTAINS,
        Operator.ELEMENTS,
        Operator.WITHIN,
        Operator.WITHOUT,
        Operator.COUNT,
        Operator.SAME_ELEMENTS_AS,
        Operator.IN_NETWORK,
        Operator.IN_NETWORK_OF,
        Operator.IN_POOLS_OF,
    }
)


class Collect(Strict):
    """All records of a kind that meet `where`: how many there are, and what all of them together hold.

    `expect` of the check is then asked of each of them.
    """

    kind: Kind
    where: list[Expectation] = Field([])
    within: Scope = "project"
    count: int | None = Field(None, ge=0)
    at_least: int | None = Field(None, ge=1)
    at_most: int | None = Field(None, ge=0)
    together: list[Expectation] = Field([], description="Asked of the list of this field's values over all records.")
    bind: Name | None = Field(None, description="Names the record when `count` is 1.")

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if self.count is None and self.at_least is None and self.at_most is None and not self.together:
            raise ValueError("asserts nothing: needs count, at_least, at_most or together")
        for item in self.together:
            if item.operator not in OF_A_LIST:
                raise ValueError(
                    f"{item.operator} asserts nothing of a list: needs one of {', '.join(sorted(OF_A_LIST))}"
                )
        if self.bind and self.count != 1:
            raise ValueError("only a collection with `count: 1` can be bound")
        return self


class Absent(Strict):
    """No record of this name, and nothing left of what start made."""

    kind: Kind
    name: NonEmpty | None = None
    matching: NonEmpty | None = Field(None, description="A regular expression for whole names.")
    made: Name | None = Field(None, description="What start made under this name is gone, not only renamed.")
    within: Scope = "project"
    but_for: list[NonEmpty] = Field([], description="States in which it counts as gone, such as deleting.")

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if (self.name is None) == (self.matching is None):
            raise ValueError("needs exactly one of name, matching")
        if self.matching:
            require_pattern(self.matching)
        return self


class Step(Strict):
    """One edge of a path. `by`: the next record's field that holds this one's id; `to`: this record's field that

    holds the next one's id.
    """

    kind: Kind
    by: NonEmpty | None = None
    to: NonEmpty | None = None
    where: list[Expectation] = Field([])
    same: Name | None = Field(None, description="The path must lead to this bound record.")

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.by is None) == (self.to is None):
            raise ValueError("needs exactly one of by, to")
        return self


class Path(Strict):
    """A way through the records from a bound one; the first edge that leads nowhere is named to the student."""

    start: Name
    steps: list[Step] = Field(min_length=1)
    bind: Name | None = Field(None, description="Names the record at the end when there is exactly one.")


class Amount(StrEnum):
    """How a list of shapes is meant."""

    HAS = "has"  # each of them, others may be there
    EXACTLY = "exactly"  # each of them and nothing else
    ONLY = "only"  # nothing else; not all of them need be there


LAST_PORT = 65535


class RuleShape(Strict):
    """A security group's rule: anywhere is no remote, 0.0.0.0/0 or ::/0; `tcp` and `6` are the same protocol."""

    protocol: Literal["tcp", "udp", "icmp", "any"]
    ports: Annotated[str, StringConstraints(pattern=r"^\d{1,5}(-\d{1,5})?$")] | None = None
    remote: NonEmpty | None = Field(None, description="A CIDR; without it, anywhere.")
    group: Name | None = Field(None, description="A bound security group whose members are let in.")
    ether_type: Literal["IPv4", "IPv6"] = "IPv4"

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.remote and self.group:
            raise ValueError("has remote and group: a rule has one of them")
        if (self.ports is None) == (self.protocol in {"tcp", "udp"}):
            raise ValueError("tcp and udp need ports; icmp and any have none")
        if self.remote:
            require_network(self.remote)
        first, last = self.ports_range or (0, 0)
        if not 0 <= first <= last <= LAST_PORT:
            raise ValueError(f"{self.ports} is no range of ports")
        return self

    @property
    def ports_range(self) -> tuple[int, int] | None:
        if self.ports is None:
            return None
        first, _, last = self.ports.partition("-")
        return int(first), int(last or first)


class Rules(Strict):
    """The rules of a bound security group in one direction."""

    group: Name
    direction: Literal["ingress", "egress"] = "ingress"
    amount: Amount
    shapes: list[RuleShape]

    @model_validator(mode="after")
    def _asserts_something(self) -> Self:
        if not self.shapes and self.amount is Amount.HAS:
            raise ValueError("asserts nothing: has no shapes")
        return self


class Roles(Strict):
    """The role assignments of a bound user or group: by name, on one project or anywhere."""

    actor: Name
    project: Name | None = Field(None, description="A bound project; without it, any project or domain.")
    effective: bool = Field(False, description="With what groups and implied roles add.")
    amount: Amount
    roles: list[NonEmpty]
    nowhere_else: bool = Field(False, description="`exactly` and `only` count what the actor has elsewhere too.")
    never: list[NonEmpty] = Field([], description="Roles that must not be there, on this project or anywhere.")

    @model_validator(mode="after")
    def _asserts_something(self) -> Self:
        if not self.roles and not self.never and self.amount is Amount.HAS:
            raise ValueError("asserts nothing: has no roles")
        if self.nowhere_else and self.amount is Amount.HAS:
            raise ValueError("asserts nothing: `nowhere_else` goes with exactly or only")
        return self


class Http(Strict):
    """A GET without credentials from the grader: no redirects, 64 KiB at most. The record has status, body, md5 …"""

    host: Reference | NonEmpty | None = Field(None, description="An address, or `binding.field` that holds one.")
    service: Literal["object_store"] | None = Field(None, description="The service's public address for the project.")
    path: Annotated[str, StringConstraints(pattern=r"^/")]
    port: int = Field(80, ge=1, le=65535)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.host is None) == (self.service is None):
            raise ValueError("needs exactly one of host, service")
        return self


class Tcp(Strict):
    """A TCP connection from the grader. The record has is_open."""

    host: Reference | NonEmpty
    port: int = Field(ge=1, le=65535)


class Command(Strict):
    """One of the fixed commands on a host of the site, over ssh. The record has exit_status and values.*"""

    host: NonEmpty
    run: Literal[tuple(sorted(COMMANDS))]  # type: ignore[valid-type]


class CommandOnHosts(Strict):
    """The same fixed command on several hosts of the site."""

    hosts: list[NonEmpty] = Field(min_length=2, description="Names of hosts in the site's settings.")
    run: Literal[tuple(sorted(COMMANDS))] = Field(  # type: ignore[valid-type]
        description="The command's name; the list is fixed (labs/remote_commands.py)."
    )


class Function(Strict):
    """An unusual check, written in Python and registered in labs/check_functions.py."""

    name: Literal[tuple(sorted(FUNCTIONS))]  # type: ignore[valid-type]
    of: list[Name] = Field([], description="The bound records it is given, in this order.")
    collect: Collect | None = Field(None, description="In place of `of`: all records that meet a condition.")
    command: CommandOnHosts | None = Field(None, description="In place of `of`: what a command says on several hosts.")
    arguments: dict[str, Any] = Field({}, description="What the function is told besides.")

    @model_validator(mode="after")
    def _is_given_records(self) -> Self:
        if [bool(self.of), bool(self.collect), bool(self.command)].count(True) != 1:
            raise ValueError("needs exactly one of of, collect, command")
        if self.collect and self.collect.bind:
            raise ValueError("what a function collects cannot be bound")
        return self


class Among(Strict):
    """What a right answer is: this field of one of these records."""

    kind: Kind
    field: NonEmpty
    where: list[Expectation] = Field([])


SUBJECTS = (
    "find", "of", "collect", "absent", "kept", "path", "rules", "roles", "answer", "http", "tcp", "command",
    "function", "phase_passed",
)  # fmt: skip
NEED_EXPECT = frozenset({"of", "http", "tcp", "command"})
WITHOUT_EXPECT = frozenset({"absent", "path", "rules", "roles", "function", "phase_passed"})


WITH_OTHERS = frozenset(SUBJECTS) - {"answer", "http", "tcp", "command", "phase_passed"}  # may stand under `also`


class Part(Strict):
    """One subject, and what is expected of it."""

    find: Find | None = Field(None, description="One resource by its exact name.")
    of: list[Name] | None = Field(None, min_length=1, description="Bound records.")
    collect: Collect | None = Field(None, description="All resources that meet a condition.")
    absent: Absent | None = Field(None, description="Nothing of a name is left.")
    kept: Name | None = Field(None, description="What start made under this name is still there, not made anew.")
    path: Path | None = Field(None, description="A way from one resource to others.")
    rules: Rules | None = Field(None, description="The rules of a security group.")
    roles: Roles | None = Field(None, description="The roles of a user or group.")
    answer: Name | None = Field(None, description="What the student typed; its field is `value`.")
    among: Among | None = Field(None, description="The answer is a field of one of these records.")
    http: Http | None = Field(None, description="What a web server or the object store answers.")
    tcp: Tcp | None = Field(None, description="Whether a port can be reached.")
    command: Command | None = Field(None, description="What a command on a host of the classroom says.")
    function: Function | None = Field(None, description="A comparison that needs a program.")
    phase_passed: Name | None = Field(None, description="Every check of this phase was passed when it was graded.")
    expect: list[Expectation] = Field([], description="The comparisons; all of them must hold.")

    @property
    def subject(self) -> str:
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _asserts_something(self) -> Self:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            raise ValueError(f"needs exactly one of {', '.join(SUBJECTS)}; has {', '.join(subjects) or 'none'}")
        if subjects[0] in NEED_EXPECT and not self.expect:
            raise ValueError(f"asserts nothing: `{subjects[0]}` needs `expect`")
        if subjects[0] in WITHOUT_EXPECT and self.expect:
            raise ValueError(f"`{subjects[0]}` takes no `expect`")
        if self.among and not self.answer:
            raise ValueError("`among` goes with an answer")
        if self.answer and not self.expect and not self.among:
            raise ValueError("asserts nothing: `answer` needs `expect` or `among`")
        if self.answer and any(expectation.field != "value" for expectation in self.expect):
            raise ValueError("an answer has the one field `value`")
        if self.collect and self.collect.count == 0 and self.expect:
            raise ValueError("asserts nothing: `expect` is asked of records, and `count` is 0")
        return self

    @property
    def binds(self) -> tuple[str, Kind] | None:
        """The name that this part gives to a record, with its kind."""
        if self.find:
            return self.find.bind, self.find.kind
        if self.collect and self.collect.bind:
            return self.collect.bind, self.collect.kind
        if self.path and self.path.bind:
            return self.path.bind, self.path.steps[-1].kind
        return None

    @property
    def comparisons(self) -> list[tuple[Kind | None, Expectation]]:
        """Every comparison apart from `expect`, with the kind whose records it is about."""
        if self.find:
            return [(self.find.kind, item) for item in self.find.where]
        collect = self.collect or (self.function.collect if self.function else None)
        if collect:
            return [(collect.kind, item) for item in [*collect.where, *collect.together]]
        if self.path:
            return [(step.kind, item) for step in self.path.steps for item in step.where]
        if self.among:
            return [(self.among.kind, item) for item in self.among.where]
        return []


class Check(Part):
    """One thing that is graded: it looks at one subject, perhaps at further ones, and says what it expects there."""

    id: CheckId
    points: int = Field(ge=1, le=100)
    title: Text
    message: Text = Field(
        description="What went wrong; {got}, {expected}, {field}, {name}, {count}, {path} are filled in."
    )
    hints: list[Text] = Field(min_length=1, description="From a nudge to the command, shown one by one.")
    also: list[Part] = Field([], description="Further subjects that belong to the same thing; all must hold.")
    teaches: Annotated[str, StringConstraints(pattern=r"^[0-9]#[a-z0-9-]+$")] | None = Field(
        None, description="The paragraph to read: chapter#anchor."
    )
    guard: bool = Field(False, description="Would pass before any work: earns only when a real check has passed.")
    hidden: bool = Field(False, description="Students see the outcome only after the session has ended.")
    limit_s: int = Field(15, ge=0, le=120, description="Seconds to wait for a resource in transition.")
    requires: list[NonEmpty] = Field(
        [], description="Capabilities of the cloud; without them the check does not apply."
    )
    phase: Name | None = Field(None, description="Judged when this phase is graded, and kept from then on.")

    @property
    def parts(self) -> list["Check"]:
        """The check as one with a single subject for each that it has, in order."""
        if not self.also:
            return [self]
        others = [{name: getattr(part, name) for name in Part.model_fields} for part in self.also]
        return [self.model_copy(update={**subject, "also": []}) for subject in ({}, *others)]

    @property
    def bound(self) -> dict[str, Kind]:
        """Every name that the check gives to a record."""
        return dict(part.binds for part in self.parts if part.binds)

    @model_validator(mode="after")
    def _may_have_others(self) -> Self:
        for part in self.also:
            if part.subject not in WITH_OTHERS:
                raise ValueError(f"`{part.subject}` stands in a check of its own, not under `also`")
        return self
