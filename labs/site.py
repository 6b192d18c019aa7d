"""What a class may use in a cloud, and the variables that tasks and checks are filled in with."""

import re
from collections.abc import Mapping
from typing import Any

from labs.credentials import OPERATOR, SECOND, USER, credentials_of, operator_user, second_project, second_user
from labs.files import LabFile, file_record, make_files
from labs.models import NO_BINDINGS, SECOND_PROJECT, Cloud, Place, Session
from labs.schema import NUMBERS, SENTENCES, LabDefinition, fill

SITE_KEYS = {
    "IMG": "image",
    "FLV": "flavor",
    "EXT": "external_network",
    "DNS": "dns_server",
    "PHYS": "physical_network",
    "ST": "share_type",
    "ADM": "admin_cidr",
}


RC_NAMES = {SECOND: "RC2", OPERATOR: "RCO", USER: "RC"}


def variables_of_place(place: Place) -> dict[str, str]:
    """The student's own values and the site's, under the short names of definitions ({S}, {N}, {IMG} …)."""
    site = {short: str(place.cloud.site.get(long, "")) for short, long in SITE_KEYS.items()}
    segment = int(place.cloud.site.get("vlan_base", 0)) + 2 * place.number
    return site | {
        "S": place.handle,
        "N": str(place.number),
        "D": place.domain,
        "U": place.handle,
        "U2": second_user(place),
        "O": operator_user(place),
        "VLAN": str(segment),
        "VLAN2": str(segment + 1),
    }


def variables_of(session: Session) -> dict[str, str]:
    people = credentials_of(session)
    names = {short: people[who].rc_name if who in people else "" for who, short in RC_NAMES.items()}
    own = {"P": session.project, "P2": second_project(session), "NONCE": session.nonce}
    return variables_of_place(session.place) | own | names


def ids_of(session: Session) -> dict[str, str]:
    """What shells and task sheets are given besides: P_ID, P2_ID, and ID_WEB_VM for what start made as web_vm."""
    prepared = dict(session.prepared.filter(removed_at=None).values_list("binding", "resource_id"))
    own = {"P_ID": session.project_id, "P2_ID": prepared.get(SECOND_PROJECT, "")}
    made = {f"ID_{name.upper()}": value for name, value in prepared.items() if name not in NO_BINDINGS}
    return {name: value for name, value in (own | made).items() if value}


def files_of(session: Session) -> list[LabFile]:
    """What the student can download, made anew each time."""
    definition = fill_definition(session.definition.content, variables_of(session))
    offered = {item.bind for item in definition.start.files if item.offered}
    files = make_files(definition, handle=session.place.handle, nonce=session.nonce)
    return [file for file in files if file.bind in offered]


def file_records(definition: LabDefinition, variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Binding → record of the files that a filled definition gives in the session of these variables."""
    handle, nonce = variables.get("S", ""), variables.get("NONCE", "")
    return {item.bind: dict(file_record(item, handle=handle, nonce=nonce)) for item in definition.start.files}


def missing_capabilities(cloud: Cloud, definition: LabDefinition) -> list[str]:
    """What a cloud lacks of what a lab as a whole requires."""
    return [name for name in definition.requires if name not in cloud.capabilities]


PATTERNS = frozenset({"matches", "matching"})  # there a value stands for itself, whatever it is made of


def fill_definition(content: dict[str, Any], variables: Mapping[str, str]) -> LabDefinition:
    """The typed definition with its variables' values in names and expectations."""
    return LabDefinition.model_validate(_fill_values(content, variables))


def _fill_value(key: str, value: Any, variables: Mapping[str, str]) -> Any:
    if key == "equals" and isinstance(value, str) and value in NUMBERS:
        return int(fill(value, variables) or 0)
    return _fill_values(value, variables)


def _fill_values(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        quoted = {name: re.escape(text) for name, text in variables.items()}
        return {
            key: item if key in SENTENCES else _fill_value(key, item, quoted if key in PATTERNS else variables)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_fill_values(item, variables) for item in value]
    return fill(value, variables)
