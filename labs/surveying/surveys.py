"""Look at a cloud as a whole, for its admin: one report of plain JSON."""

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from openstack.connection import Connection

from labs.overcloud.connections import access_of
from labs.surveying.capacity import list_rooms
from labs.surveying.offers import judge_capabilities, list_offers
from labs.surveying.services import list_services

Progress = Callable[[str, int], None]  # step, percent


def survey(connection: Connection, site: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Raises when the sign-in fails; what fails after it is told in the report."""
    progress("sign-in", 5)
    began = time.monotonic()
    connection.session.invalidate()
    connection.authorize()
    signed_in_ms = round((time.monotonic() - began) * 1000)
    roles = access_of(connection).role_names
    progress("services", 20)
    services = list_services(connection)
    progress("offers", 50)
    offers, missed = list_offers(connection)
    progress("capacity", 80)
    rooms, unasked = list_rooms(connection)
    return {
        "signed_in_ms": signed_in_ms,
        "is_admin": "admin" in (roles or ()),
        "services": [asdict(one) for one in services],
        "offers": offers,
        "capabilities": judge_capabilities(offers, missed, (one.type for one in services), site),
        "rooms": [asdict(one) for one in rooms],
        "troubles": missed | unasked,
    }
