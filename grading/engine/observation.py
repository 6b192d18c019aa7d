"""What a run saw: the records of each kind, or the cause why there are none."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from labs.kinds import Kind

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Collection:
    """All records of one kind at one moment (`read_at`, ISO 8601), or `cause`: why they could not be read."""

    records: tuple[Record, ...] = ()
    read_at: str = ""
    cause: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Tenancy:
    """Whose resources a session is about, by the cloud's ids; empty where the session has none."""

    project_id: str  # the lab's project
    second_project_id: str = ""
    domain_id: str = ""
    handle: str = ""  # begins the names of what has no project or domain

    @property
    def project_ids(self) -> frozenset[str]:
        return frozenset({self.project_id, self.second_project_id} - {""})


@dataclass(frozen=True)
class Observation:
    """One look at a cloud for one session."""

    tenancy: Tenancy
    collections: Mapping[Kind, Collection] = field(default_factory=dict)

    def canonical(self) -> bytes:
        """The same content gives the same bytes, whenever and in whatever order it came."""
        content = {
            "tenancy": asdict(self.tenancy),
            "collections": {
                kind.value: {"records": found.records, "cause": found.cause} for kind, found in self.collections.items()
            },
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    def read_at(self) -> dict[str, str]:
        """Kind → the moment it was read; kept with the run, since other runs may share the content."""
        return {kind.value: found.read_at for kind, found in self.collections.items() if found.read_at}

    def packed(self) -> bytes:
        return zlib.compress(self.canonical(), level=6)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        return cls.from_json(json.loads(zlib.decompress(packed)))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """The opposite of `canonical`, read."""
        collections = {
            Kind(kind): Collection(tuple(found["records"]), "", found["cause"])
            for kind, found in content["collections"].items()
        }
        tenancy = content.get("tenancy") or {"project_id": content["project_id"]}  # rows of the first release
        return cls(Tenancy(**tenancy), collections)


def value_at(record: Record, path: str) -> Any:
    """The value of a field; a record keeps `flavor.ram` under that very name, `metadata.owner` inside `metadata`."""
    if path in record:
        return record[path]
    first, _, rest = path.partition(".")
    inner = record.get(first)
    return inner.get(rest) if rest and isinstance(inner, Mapping) else None


def label_of(record: Record) -> str:
    """What people call a record: its name, else its address, else the beginning of its id."""
    addresses = listed(record.get("ip_addresses"))
    return str(record.get("name") or next(iter(addresses), "") or str(record.get("id") or "")[:8])


def state_of(record: Record) -> Any:
    """What a service says about its work on a resource: most call it status, Manila's access rules state."""
    return record.get("status") or record.get("state")


def listed(value: Any) -> list[Any]:
    """A field that holds one id or several, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []
