"""Was the cloud within reach of a look? What its breaker is told."""

from collections.abc import Mapping

from grading.engine.observation import Collection
from grading.observing.looking import OWN_LIMIT
from labs.kinds import KINDS, Kind
from labs.models import Cloud
from labs.overcloud.breaker import record_failure, record_success
from labs.overcloud.causes import PASSING

IDENTITY = "identity"


def note_look(cloud: Cloud, look: Mapping[Kind, Collection]) -> None:
    """Tell the cloud's breaker how a finished look went, if it tells anything."""
    reached = was_reached(look)
    if reached is not None:
        (record_success if reached else record_failure)(cloud)


def was_reached(look: Mapping[Kind, Collection]) -> bool | None:
    """False: Keystone or every service asked is away for now. None: nothing was asked, for a limit of our own."""
    services: dict[str, list[bool]] = {}
    for kind, found in look.items():
        if not _is_ours(found):
            service = (found.cause or {}).get("service", KINDS[kind].service)
            services.setdefault(service, []).append(_is_away(found))
    away = {service for service, tries in services.items() if all(tries)}
    return None if not services else not (IDENTITY in away or away == services.keys())


def _is_ours(found: Collection) -> bool:
    return bool(found.cause) and (found.cause or {}).get("detail") == OWN_LIMIT


def _is_away(found: Collection) -> bool:
    return bool(found.cause) and (found.cause or {}).get("trouble") in set[str](PASSING)
