"""What a run saw: the records of each kind, or the cause why there are none."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Observation:
    """One look at a cloud for one session: `project_id` is the lab's project."""

    project_id: str
    collections: Mapping[Kind, Collection] = field(default_factory=dict)

    def canonical(self) -> bytes:
        """The same content gives the same bytes, whenever and in whatever order it came."""
        content = {
            "project_id": self.project_id,
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
        content = json.loads(zlib.decompress(packed))
        collections = {
            Kind(kind): Collection(tuple(found["records"]), "", found["cause"])
            for kind, found in content["collections"].items()
        }
        return cls(content["project_id"], collections)


def value_at(record: Record, path: str) -> Any:
    """The value of a field; a record keeps `flavor.ram` under that very name, `metadata.owner` inside `metadata`."""
    if path in record:
        return record[path]
    first, _, rest = path.partition(".")
    inner = record.get(first)
    return inner.get(rest) if rest and isinstance(inner, Mapping) else None
