"""Records of Swift or RGW: the containers of a project's account and the objects in them.

An account answers those who have a role in its project, so each project is asked in its own name.
"""

from collections.abc import Iterator
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection

from grading.engine.observation import Record
from grading.observing.scope import Scope
from labs.kinds import Kind
from labs.overcloud.accounts import list_names, path_of
from labs.overcloud.connections import in_project

OBJECTS_ASKED = 100  # of a project: each costs a call of its own
CONTAINER_META, OBJECT_META = "x-container-meta-", "x-object-meta-"
SECRET = "temp-url-key"  # noqa: S105  how the metadata begin that let anybody read by a signed address


def observe_containers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for project_id in sorted(scope.project_ids):
        account = in_project(connection, project_id)
        for listed in list_names(account, "/", limit=scope.page_size):
            headers = _headers(account, path_of(listed["name"]))
            if headers is not None:
                yield {
                    "name": listed["name"],
                    "project_id": project_id,
                    "count": listed["count"],
                    "bytes": listed["bytes"],
                    "metadata": _metadata(headers, CONTAINER_META),
                    "read_acl": headers.get("x-container-read") or None,  # cleared: RGW may still send an empty one
                    "write_acl": headers.get("x-container-write") or None,
                }


def observe_objects(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Beyond a project's first hundred, an object's `metadata` is None: not asked."""
    asked = dict.fromkeys(scope.project_ids, 0)
    for container in scope.before[Kind.CONTAINER].records:
        account = in_project(connection, container["project_id"])
        for listed in list_names(account, path_of(container["name"]), limit=scope.page_size):
            asked[container["project_id"]] += 1
            if asked[container["project_id"]] > OBJECTS_ASKED:
                yield _reduce_object(container, listed, None)
            elif (headers := _headers(account, path_of(container["name"], listed["name"]))) is not None:
                yield _reduce_object(container, listed, headers)


def _reduce_object(container: Record, listed: Record, headers: Record | None) -> dict[str, Any]:
    """Size and ETag of an object in segments are only in its headers; the time is ISO 8601 only in the listing."""
    told = headers or {}
    return {
        "name": listed["name"],
        "container": container["name"],
        "project_id": container["project_id"],
        "content_type": told.get("content-type", listed["content_type"]),
        "content_length": int(told.get("content-length", listed["bytes"])),
        "etag": str(told.get("etag", listed["hash"])).strip('"'),
        "metadata": None if headers is None else _metadata(headers, OBJECT_META),
        "last_modified_at": listed["last_modified"],
    }


def _headers(account: Connection, path: str) -> dict[str, str] | None:
    """Header → value, names in lower case; None: just deleted."""
    response = account.object_store.head(path)
    if response.status_code == 404:
        return None
    sdk_errors.raise_from_response(response)
    return {name.lower(): _text(value) for name, value in response.headers.items()}


def _text(value: str) -> str:
    """Swift sends UTF-8 in headers, which HTTP libraries take for Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _metadata(headers: Record, prefix: str) -> dict[str, str]:
    found = {name.removeprefix(prefix): value for name, value in headers.items() if name.startswith(prefix)}
    return {name: value for name, value in found.items() if not name.startswith(SECRET)}
