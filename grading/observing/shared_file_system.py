"""Records of Manila: shares, who may mount them, and where from."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import openstack.exceptions as sdk_errors
from openstack.connection import Connection
from openstack.shared_file_system.v2.share import Share
from openstack.utils import maximum_supported_microversion

from grading.engine.observation import Record
from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind

PAGE = 500  # without a limit Manila does not obey the offset either
MICROVERSION = "2.51"  # the SDK asks for shares in version 2.0 unless told, which lacks the name of the type


def observe_shares(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Page by page until one is empty: Manila's links to the next page name a marker that it does not obey."""
    seen: set[str] = set()
    while page := list(_page(connection, scope, offset=len(seen))):
        if page[0].id in seen:
            raise sdk_errors.SDKException("the list of shares does not go on to its next page")
        seen |= {share.id for share in page}
        yield from (reduced(Kind.SHARE, share) for share in page)


def _page(connection: Connection, scope: Scope, *, offset: int) -> Iterator[Share]:
    manila = connection.shared_file_system
    version = maximum_supported_microversion(manila, MICROVERSION)
    query: dict[str, Any] = {"all_projects": True, "limit": scope.page_size or PAGE, "offset": offset}
    return Share.list(
        manila, paginated=False, base_path="/shares/detail", microversion=version, **query, **scope.project_filter
    )


def observe_share_access(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for share in scope.before[Kind.SHARE].records:
        for rule in _of(share, connection.shared_file_system.access_rules):
            yield reduced(Kind.SHARE_ACCESS, rule, {"share_id": share["id"], "project_id": share["project_id"]})


def observe_share_exports(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """Those that a student sees: Manila shows an administrator further ones for its own use."""
    for share in scope.before[Kind.SHARE].records:
        for location in _of(share, connection.shared_file_system.export_locations):
            if not location.is_admin:
                values = {"share_id": share["id"], "project_id": share["project_id"]}
                yield reduced(Kind.SHARE_EXPORT, location, values)


def _of(share: Record, ask: Callable[[str], Iterable[Any]]) -> list[Any]:
    try:
        return list(ask(share["id"]))
    except sdk_errors.NotFoundException:  # just deleted
        return []
