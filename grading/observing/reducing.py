"""From what openstacksdk returns to the stored record: exactly the fields of labs/kinds.py, as plain JSON."""

import json
from collections.abc import Mapping
from typing import Any

from labs.kinds import KINDS, Kind


def reduced(kind: Kind, resource: object, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The kind's fields: from `values` where given, else the resource's attribute of that name.

    Raises AttributeError for a field that the SDK does not know, ValueError for a value that is no field.
    """
    given, fields = values or {}, KINDS[kind].fields
    if unknown := given.keys() - fields:
        raise ValueError(f"{kind} has no {sorted(unknown)}")
    return {name: given[name] if name in given else getattr(resource, name) for name in sorted(fields)}


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as JSON that every database stores: whatever else a cloud puts in is an error, NUL is dropped."""
    found: dict[str, Any] = json.loads(json.dumps(record).replace("\\u0000", ""))
    return found


def in_order(record: Mapping[str, Any]) -> str:
    """A key to sort by, so that the same records are the same observation in whatever order they came."""
    return json.dumps(record, sort_keys=True)
