"""Records of Ironic: the undercloud's nodes."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from grading.observing.reducing import reduced
from grading.observing.scope import Scope
from labs.kinds import Kind


def observe_nodes(connection: Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for node in connection.baremetal.nodes(details=True, **scope.page):
        yield reduced(Kind.BAREMETAL_NODE, node)
