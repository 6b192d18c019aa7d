"""Names that a task wants free: what the student has of them is removed, anything else stops the start."""

from collections.abc import Iterable

from openstack.connection import Connection

from labs.lifecycle.named import Owner, find_named
from labs.lifecycle.remove import PROJECT, remove_project
from labs.lifecycle.troubles import CannotPrepare
from labs.overcloud.causes import Cause, Trouble
from labs.schema import Unused

VLAN = "vlan"
LIMIT_S = 30.0


def free_names(connection: Connection, wanted: Iterable[Unused], owner: Owner, *, physical_network: str) -> None:
    """Raises CannotPrepare for a segment that is taken."""
    for item in wanted:
        if item.kind == VLAN:
            _require_free_segment(connection, item.name, physical_network)
            continue
        for found in find_named(connection, item.kind, item.name, owner):
            if found.kind == PROJECT:
                remove_project(connection, found.id, limit_s=LIMIT_S)
            else:
                found.delete()


def _require_free_segment(connection: Connection, segment: str, physical_network: str) -> None:
    """Segments are told apart here: not every back end filters by them."""
    on_segment = [
        found
        for found in connection.network.networks(provider_physical_network=physical_network)
        if found.provider_physical_network == physical_network and str(found.provider_segmentation_id) == segment
    ]
    if on_segment:
        detail = f"segment {segment} of {physical_network} is taken by the network {on_segment[0].name}"
        raise CannotPrepare(Cause(Trouble.TAKEN, "network", detail))
