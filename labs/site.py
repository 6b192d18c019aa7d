"""What a class may use in a cloud, and the variables that tasks and checks are filled in with."""

import re
from collections.abc import Mapping
from typing import Any

from labs.credentials import rc_name
from labs.models import Place, Session
from labs.schema import PLACEHOLDER, SENTENCES, LabDefinition

SITE_KEYS = {
    "IMG": "image",
    "FLV": "flavor",
    "EXT": "external_network",
    "DNS": "dns_server",
    "PHYS": "physical_network",
    "ST": "share_type",
    "ADM": "admin_cidr",
}


def variables_of_place(place: Place) -> dict[str, str]:
    """The student's own values and the site's, under the short names of definitions ({S}, {N}, {IMG} …)."""
    site = {short: str(place.cloud.site.get(long, "")) for short, long in SITE_KEYS.items()}
    return site | {"S": place.handle, "N": str(place.number), "D": place.domain, "U": place.handle}


def variables_of(session: Session) -> dict[str, str]:
    rc = rc_name(session.place, session.project)
    return variables_of_place(session.place) | {"P": session.project, "NONCE": session.nonce, "RC": rc}


def fill(value: Any, variables: Mapping[str, str]) -> Any:
    """Put values into every `{NAME}` of a text; what is no text stays. Raises KeyError for an unknown name."""
    if isinstance(value, str):
        return re.sub(PLACEHOLDER, lambda found: variables[found.group(1)], value)
    return value


PATTERNS = frozenset({"matches", "matching"})  # there a value stands for itself, whatever it is made of


def fill_definition(content: dict[str, Any], variables: Mapping[str, str]) -> LabDefinition:
    """The typed definition with its variables' values in names and expectations."""
    return LabDefinition.model_validate(_fill_values(content, variables))


def _fill_values(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        quoted = {name: re.escape(text) for name, text in variables.items()}
        return {
            key: item if key in SENTENCES else _fill_values(item, quoted if key in PATTERNS else variables)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_fill_values(item, variables) for item in value]
    return fill(value, variables)
