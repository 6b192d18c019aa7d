"""Records of Cinder: volumes, their snapshots, backups and transfers."""

from collections.abc import Iterator
from typing import Any

from keystoneauth1.exceptions import EndpointNotFound
from openstack.block_storage.v3._proxy import Proxy
from openstack.block_storage.v3.transfer import Transfer
from openstack.block_storage.v3.volume import Volume
from openstack.connection import Connection
from openstack.resource import QueryParameters
from openstack.utils import supports_microversion

from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind

PAGED_TRANSFERS = "3.59"  # from here on Cinder lists transfers in pages; before, it takes a limit for a filter


class AnyTransfer(Transfer):
    """openstacksdk does not send `all_projects` for transfers, so that an administrator would see their own only."""

    _query_mapping = QueryParameters(all_projects="all_tenants")
    _max_microversion = PAGED_TRANSFERS


def observe_volumes(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for volume in _cinder(connection).volumes(all_projects=True, **scope.project_filter, **scope.page):
        yield reduce_volume(volume)


def reduce_volume(volume: Volume) -> dict[str, Any]:
    """`image_id` is the image that it was made from, which Cinder keeps in the volume's image metadata."""
    attachments = sorted(volume.attachments or [], key=lambda attachment: str(attachment.get("device")))
    values = {
        "metadata": dict(volume.metadata or {}),
        "server_ids": [attachment.get("server_id") for attachment in attachments],
        "devices": [attachment.get("device") for attachment in attachments],
        "image_id": (volume.volume_image_metadata or {}).get("image_id"),
    }
    return reduced(Kind.VOLUME, volume, values)


def observe_snapshots(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for snapshot in _cinder(connection).snapshots(all_projects=True, **scope.project_filter, **scope.page):
        yield reduced(Kind.VOLUME_SNAPSHOT, snapshot)


def observe_backups(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for backup in _cinder(connection).backups(all_projects=True, **scope.project_filter, **scope.page):
        yield reduced(Kind.BACKUP, backup)


def observe_transfers(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    """A transfer does not say whose it is; its volume does, and stays the giver's until it is accepted."""
    owners = {volume["id"]: volume["project_id"] for volume in scope.before[Kind.VOLUME].records}
    for transfer in _transfers(_cinder(connection), scope):
        yield reduced(Kind.VOLUME_TRANSFER, transfer, {"project_id": owners.get(transfer.volume_id)})


def _transfers(cinder: Proxy, scope: Scope) -> Iterator[AnyTransfer]:
    """Page by page until one is empty: Cinder's links to the next page lead to an address that knows no pages."""
    if not supports_microversion(cinder, PAGED_TRANSFERS):
        yield from AnyTransfer.list(cinder, base_path="/os-volume-transfer/detail", all_projects=True)
        return
    marker: dict[str, Any] = {}
    while page := list(_page(cinder, marker | scope.page)):
        yield from page
        marker = {"marker": page[-1].id}


def _page(cinder: Proxy, query: dict[str, Any]) -> Iterator[AnyTransfer]:
    path = "/volume-transfers/detail"
    return AnyTransfer.list(cinder, base_path=path, paginated=False, all_projects=True, **query)


def observe_volume_types(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for found in _cinder(connection).types(is_public="None", **scope.page):
        yield reduced(Kind.VOLUME_TYPE, found, {"extra_specs": dict(found.extra_specs or {})})


def _cinder(connection: Connection) -> Proxy:
    if not isinstance(connection.block_storage, Proxy):
        raise EndpointNotFound("the cloud has no Block Storage API v3")
    return connection.block_storage
