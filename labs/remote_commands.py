"""The fixed commands that a check may run over ssh, and how each one's output is read. Pure."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

Values = dict[str, Any]


class UnreadableOutput(Exception):
    """The command answered something that is not its format."""


@dataclass(frozen=True)
class RemoteCommand:
    """`line` is run as it stands; `read` turns its output into the values that checks compare."""

    line: str
    fields: frozenset[str]
    read: Callable[[str], Values]


def _read_json(text: str) -> Values:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableOutput(str(error)) from error
    if not isinstance(found, dict):
        raise UnreadableOutput("not a JSON object")
    return found


def _ceph_flags(text: str) -> Values:
    """`ceph osd dump`: what is set by `ceph osd set pause` shows as pauserd and pausewr."""
    flags = _read_json(text).get("flags")
    if not isinstance(flags, str):
        raise UnreadableOutput("no flags")
    return {"flags": sorted(filter(None, flags.split(",")))}


def _ceph_osds(text: str) -> Values:
    found = _read_json(text)
    found = found.get("osdmap", found)  # older releases nest it
    try:
        total, up, inside = (int(found[name]) for name in ("num_osds", "num_up_osds", "num_in_osds"))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableOutput(f"no {error}") from error
    return {"total": total, "up": up, "in": inside, "away": total - min(up, inside)}


def _pacemaker(text: str) -> Values:
    try:
        root = ElementTree.fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableOutput(str(error)) from error
    nodes = [node for node in root.iter("node") if "online" in node.attrib]
    if not nodes:
        raise UnreadableOutput("no nodes")
    sound = {"online": "true", "standby": "false", "maintenance": "false"}
    away = [node.get("name", "?") for node in nodes if any(node.get(key) != value for key, value in sound.items())]
    failed = [item.get("id", "?") for item in root.iter("resource") if item.get("failed") == "true"]
    return {"nodes": len(nodes), "away": sorted(away), "failed": sorted(failed)}


def _boot_time(text: str) -> Values:
    try:
        return {"booted_at": datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).isoformat()}
    except ValueError as error:
        raise UnreadableOutput(str(error)) from error


MON = "sudo podman exec ceph-mon-controller0"
COMMANDS: dict[str, RemoteCommand] = {
    "ceph_flags": RemoteCommand(f"{MON} ceph osd dump -f json", frozenset({"flags"}), _ceph_flags),
    "ceph_osds": RemoteCommand(f"{MON} ceph osd stat -f json", frozenset({"total", "up", "in", "away"}), _ceph_osds),
    "pacemaker": RemoteCommand("sudo pcs status xml", frozenset({"nodes", "away", "failed"}), _pacemaker),
    "boot_time": RemoteCommand("uptime -s", frozenset({"booted_at"}), _boot_time),
}
