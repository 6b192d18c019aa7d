"""The account of a project in the object store, asked in the project's own name.

Names are quoted here: students may put any character in one, and openstacksdk puts it into the address as it is.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import openstack.exceptions as sdk_errors
from openstack.connection import Connection


def path_of(*names: str) -> str:
    return "/" + "/".join(quote(name, safe="") for name in names)


def list_names(account: Connection, path: str, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """What the account or a container lists. All pages: the next one begins after the last name, the last is empty."""
    marker = ""
    while page := _page(account, path, {"format": "json", "marker": marker, **({"limit": limit} if limit else {})}):
        yield from (item for item in page if "name" in item)
        marker = page[-1].get("name", "")


def put(account: Connection, path: str, content: bytes = b"") -> None:
    sdk_errors.raise_from_response(account.object_store.put(path, data=content))


def delete(account: Connection, path: str) -> None:
    """Raises nothing for what is gone already."""
    response = account.object_store.delete(path)
    if response.status_code != 404:
        sdk_errors.raise_from_response(response)


def _page(account: Connection, path: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    response = account.object_store.get(path, params=query)
    if response.status_code == 404:  # no account yet, or a container just deleted
        return []
    sdk_errors.raise_from_response(response)
    found: list[dict[str, Any]] = response.json() if response.content else []
    return found
