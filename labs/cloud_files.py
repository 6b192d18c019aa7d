"""Read an entry of a pasted `clouds.yaml` strictly: what is wrong is told with its line.

What an entry may hold is what the grader needs to sign in as a cloud administrator. Nothing in it makes this machine
read a file of its own or an address that the entry does not show: no vendor profiles, no client certificates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from labs.faults import Lines, Position, line_of, perhaps
from labs.lined_yaml import AliasFreeLoader, parse

LARGEST = 64 * 1024  # characters
Api = str | int | float
SECRETS = frozenset({"password", "application_credential_secret", "token", "passcode", "client_secret"})


class CloudFileError(Exception):
    """A file that cannot be used. `faults`: (line, what is wrong); line 0 where it is about no line."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{line}: {told}" for line, told in faults))
        self.faults = faults


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Auth(_Strict):
    """How the grader signs in: a user's password on a project, because it must be able to enter other projects."""

    auth_url: str
    username: str | None = None
    user_id: str | None = None
    password: str = Field(min_length=1)
    project_name: str | None = None
    project_id: str | None = None
    user_domain_name: str | None = None
    user_domain_id: str | None = None
    project_domain_name: str | None = None
    project_domain_id: str | None = None

    @field_validator("auth_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return web_address(value)

    @model_validator(mode="after")
    def _is_complete(self) -> "Auth":
        if not (self.username or self.user_id):
            raise ValueError("a username or a user_id is missing")
        if not (self.project_name or self.project_id):
            raise ValueError("a project_name or a project_id is missing: the grader needs the administrators' project")
        if self.username and not (self.user_domain_name or self.user_domain_id):
            raise ValueError("a username needs its user_domain_name or user_domain_id")
        if self.project_name and not (self.project_domain_name or self.project_domain_id):
            raise ValueError("a project_name needs its project_domain_name or project_domain_id")
        return self


class Entry(_Strict):
    """One cloud of a `clouds.yaml`, in openstacksdk's words."""

    auth: Auth
    auth_type: Literal["password", "v3password"] = "password"
    region_name: str | None = None
    interface: Literal["public", "internal", "admin"] | None = None
    verify: bool | None = None
    cacert: str | None = None  # a file on the classroom's machine
    identity_api_version: Literal["3", 3] | None = None
    compute_api_version: Api | None = None
    image_api_version: Api | None = None
    network_api_version: Api | None = None
    volume_api_version: Api | None = None
    block_storage_api_version: Api | None = None
    shared_file_system_api_version: Api | None = None
    baremetal_api_version: Api | None = None
    compute_default_microversion: str | None = None
    block_storage_default_microversion: str | None = None
    shared_file_system_default_microversion: str | None = None
    baremetal_default_microversion: str | None = None
    identity_endpoint_override: str | None = None
    compute_endpoint_override: str | None = None
    image_endpoint_override: str | None = None
    network_endpoint_override: str | None = None
    block_storage_endpoint_override: str | None = None
    object_store_endpoint_override: str | None = None
    shared_file_system_endpoint_override: str | None = None
    placement_endpoint_override: str | None = None
    baremetal_endpoint_override: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_no_application_credential(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "application" in str(value.get("auth_type", "")):
            raise ValueError(
                "an application credential stays in its project, but the grader must enter the students': "
                "give a user's password"
            )
        if isinstance(value, Mapping) and value.get("profile"):
            raise ValueError("a profile leads to addresses that the entry does not show: write them out")
        return value

    @field_validator("*")
    @classmethod
    def _overrides_are_addresses(cls, value: Any, info: Any) -> Any:
        return web_address(value) if value and str(info.field_name).endswith("_endpoint_override") else value


@dataclass(frozen=True)
class CloudFile:
    """The names of the entries, and their unread values. Only the entry that is chosen has to be right."""

    entries: Mapping[str, Any]
    lines: Lines

    def entry(self, name: str) -> dict[str, Any]:
        """What openstacksdk is given. Raises CloudFileError."""
        if name not in self.entries:
            raise CloudFileError([(0, f"there is no entry {name}{perhaps(name, self.entries)}")])
        try:
            found = Entry.model_validate(self.entries[name])
        except ValidationError as error:
            raise CloudFileError(sorted(self._faults(name, error))) from error
        return found.model_dump(mode="json", exclude_none=True)

    def _faults(self, name: str, error: ValidationError) -> Iterator[tuple[int, str]]:
        for fault in error.errors(include_url=False, include_input=False):
            at: Position = ("clouds", name, *fault["loc"])
            told = fault["msg"].removeprefix("Value error, ")
            if fault["type"] == "extra_forbidden":
                model = Auth if fault["loc"][0] == "auth" and len(fault["loc"]) > 1 else Entry
                told = "this key is not known here" + perhaps(str(fault["loc"][-1]), model.model_fields)
            where = ".".join(map(str, fault["loc"]))
            yield line_of(at, self.lines), f"{where}: {told}" if where else told


def web_address(value: str) -> str:
    """Raises ValueError for what is no http or https address, or carries a password."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address begins with http:// or https:// and names a host")
    if parts.username or parts.password:
        raise ValueError("an address must not carry a user or a password")
    return value


def read_cloud_file(text: str) -> CloudFile:
    """Raises CloudFileError. Values never appear in what is told: they may be secret."""
    if len(text) > LARGEST:
        raise CloudFileError([(0, f"the file is larger than {LARGEST // 1024} KiB")])
    value, lines = _read(text)
    clouds = value.get("clouds") if isinstance(value, dict) else None
    if not isinstance(clouds, dict) or not clouds:
        raise CloudFileError([(1, "a clouds.yaml begins with the key clouds, and the clouds' names stand below it")])
    return CloudFile({str(name): entry for name, entry in clouds.items()}, lines)


def _read(text: str) -> tuple[Any, Lines]:
    try:
        return parse(text, AliasFreeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CloudFileError([(line, _told(error))]) from None
    except yaml.YAMLError:  # a character that YAML does not allow
        raise CloudFileError([(1, "this is no YAML")]) from None
    except RecursionError:
        raise CloudFileError([(0, "the file is nested too deeply")]) from None


def _told(error: yaml.MarkedYAMLError) -> str:
    """Without what PyYAML quotes, such as an alias, a tag or a number: that may be a password."""
    if isinstance(error.__cause__, ValueError):
        return "a value that looks like a date or a number must stand in quotes"
    problem = error.problem or "this is no YAML"
    is_quoted = any(word in problem for word in ("alias", "tag", "anchor"))
    return "a value that begins with *, & or ! must stand in quotes" if is_quoted else problem
