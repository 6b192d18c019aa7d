"""Whether the classroom's nodes are as a lab begins: off in the morning, on in the evening."""

from openstack.connection import Connection

from labs.lifecycle.troubles import CannotPrepare
from labs.overcloud.causes import Cause, Trouble

ON = "power on"


def require_nodes(connection: Connection, state: str) -> None:
    """All on; or, for a lab that begins with nodes that are off, not all of them on. Raises CannotPrepare."""
    nodes = list(connection.baremetal.nodes(fields=["name", "power_state"]))
    on = [node.name for node in nodes if node.power_state == ON]
    all_on = len(on) == len(nodes)
    if not nodes or all_on != (state == ON):
        told = f"{len(on)} of {len(nodes)} nodes are on; the lab begins with {'all on' if state == ON else 'nodes off'}"
        raise CannotPrepare(Cause(Trouble.STATE, "baremetal", told))
