"""What `start` does before the student begins, and what `finish` removes besides the lab's project."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, model_validator

from labs.kinds import Kind
from labs.schema.making import OwnName, Preparation, require_own
from labs.schema.text import AS_WRITTEN, Name, NonEmpty, Strict

Person = Literal["second", "operator"]
# What only a lab with this person may say.
PERSONS_VARIABLES = {"U2": "second", "P2": "second", "RC2": "second", "O": "operator", "RCO": "operator"}
LARGEST_FILE = 16 * 1024 * 1024  # bytes: it is made anew for each download
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9{][A-Za-z0-9._{}-]{0,99}$")]


class Quota(Strict):
    """At least this much; what the cloud allows beyond is left alone."""

    networks: int | None = Field(None, ge=1)
    routers: int | None = Field(None, ge=1, description="How many routers.")
    floating_ips: int | None = Field(None, ge=1, description="How many floating IPs.")
    instances: int | None = Field(None, ge=1, description="How many instances.")
    volumes: int | None = Field(None, ge=1, description="How many volumes.")
    snapshots: int | None = Field(None, ge=1, description="How many volume snapshots.")
    gigabytes: int | None = Field(None, ge=1, description="How many GiB all volumes and snapshots may have together.")


class FileToGive(Strict):
    """A file that the student downloads: always the same bytes for one session, others for each."""

    bind: Name
    name: FileName
    random: int | None = Field(None, ge=1, le=LARGEST_FILE, description="So many bytes that nobody can guess.")
    text: Annotated[str, Field(min_length=1)] | None = Field(None, description="A text with variables.")
    public_key: Literal["rsa", "ed25519"] | None = Field(None, description="An OpenSSH public key of this type.")
    offered: bool = Field(True, description="Students can download it; otherwise it only fills an object.")

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        given = [name for name in ("random", "text", "public_key") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of random, text, public_key; has {', '.join(given) or 'none'}")
        return self


OwnProject = Annotated[OwnName, StringConstraints(pattern=r"^(\{S\}|[a-z][a-z0-9]*)-[a-z0-9-]+$")]
RESERVED = "project"
SHARED_NAMES = frozenset({"flavor", "network", "volume_type"})  # the whole cloud has one name space, or sees them
STANDING = frozenset({"{S}", "{U}", "{U2}", "{O}", "{P}", "{P2}", "{D}", "{S}-home", "{S}-user2", "{S}-oper"})


class _Named(Strict):
    """Something outside the lab's project, by its exact name."""

    @model_validator(mode="after")
    def _is_the_students_own(self, info: ValidationInfo) -> Self:
        kind, name = str(getattr(self, "kind", "")), str(getattr(self, "name", ""))
        if info.context is AS_WRITTEN and kind not in {"keypair", "vlan"}:
            if name in STANDING:
                raise ValueError(f"{name} belongs to the student's place or is taken care of anyway")
            if kind in SHARED_NAMES:
                require_own(name, info)
        return self


class Unused(_Named):
    """A name that must be free before start. What the student has of it in their own name space is removed."""

    kind: Literal["keypair", "user", "group", "project", "flavor", "network", "volume_type", "vlan"] = Field(
        description="`vlan` is a segment on {PHYS}: when it is taken, start says so."
    )
    name: NonEmpty = Field(description="The exact name, or the segment's number.")


class Removed(_Named):
    """Something outside the lab's project that finish removes by its exact name, whoever made it."""

    kind: Literal["keypair", "user", "group", "project", "flavor", "network", "volume_type"] = Field(
        description="What it is; a key pair is one of {U}'s."
    )
    name: NonEmpty = Field(description="The exact name, in the student's domain or beginning with {S}-.")


class Start(Strict):
    """What `lab start` does before the student begins."""

    persons: list[Person] = Field(
        [], description="Who there is besides {U}: a second user with a project of their own, the domain's operator."
    )
    roles: list[Literal["operator"]] = Field([], description="Further roles of {U} on the lab's project.")
    description: NonEmpty | None = Field(None, description="The description of the lab's project.")
    quota: Quota = Quota()
    nodes: Literal["power on", "power off"] | None = Field(
        None, description="How the undercloud's nodes must be: all on, or some of them off. Else start refuses."
    )
    unused: list[Unused] = Field([], description="Names that must be free before start.")
    own_project: OwnProject | None = Field(
        None, description="The project that students make themselves, in place of one that start makes."
    )
    removes: list[Removed] = Field([], description="What finish removes besides the lab's project.")
    files: list[FileToGive] = Field([], description="Files to download.")
    make: list[Preparation] = Field([])

    def bindings(self) -> dict[str, Kind]:
        """Every name that start gives, with its kind."""
        return {item.bind: Kind.FILE for item in self.files} | {item.bind: item.kind for item in self.make}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        faults = [*self._repetitions(), *self._loose_ends(), *self._contradictions()]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _repetitions(self) -> Iterator[str]:
        lists: dict[str, list[str]] = {
            "person": list(self.persons),
            "file": [item.name for item in self.files],
            "resource": [f"{item.kind} {getattr(item.wanted, 'name', '')}" for item in self.make],
        }
        for what, names in lists.items():
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield f"the {what} {name} is listed twice"

    def _loose_ends(self) -> Iterator[str]:
        """What a resource builds on stands above it, and is of the right kind."""
        above = {item.bind: Kind.FILE for item in self.files}
        for item in self.make:
            for name, kind in item.uses:
                if name not in above:
                    yield f"{item.bind} builds on {name}, which nothing above makes"
                elif above[name] is not kind:
                    yield f"{item.bind} builds on {name}, a {above[name]} and not a {kind}"
            above[item.bind] = item.kind

    def _contradictions(self) -> Iterator[str]:
        if RESERVED in self.bindings():
            yield f"the name {RESERVED} is the lab's own project: bind something else"
        if self.own_project and (self.make or self.roles or self.description or self.quota != Quota()):
            yield "with own_project there is no project that start could make, fill or describe"
        if self.own_project and "operator" not in self.persons:
            yield f"nobody could make the project {self.own_project}: own_project needs the person operator"
