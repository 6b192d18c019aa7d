"""The services of a cloud's catalogue: where each is, how fast it answers, and which versions it speaks."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from keystoneauth1.discover import Discover
from openstack.connection import Connection

from labs.overcloud.connections import access_of
from labs.overcloud.diagnosing import cause_of
from labs.overcloud.versions import places_of

AT_ONCE = 8
ALIASES = {"volumev3": "block-storage", "sharev2": "shared-file-system", "block-store": "block-storage"}


@dataclass(frozen=True)
class Service:
    """`latency_ms`: of its list of versions; None when it did not answer, and `cause` says why."""

    type: str
    name: str
    url: str
    latency_ms: int | None = None
    version: str = ""
    microversion: str = ""
    cause: dict[str, str] | None = None


def list_services(connection: Connection) -> list[Service]:
    """All that the catalogue names, each asked once, side by side. Raises when even the sign-in fails."""
    catalogue = access_of(connection).service_catalog.catalog
    entries = {(one["type"], one.get("name", "")): url for one in catalogue if (url := _url(one))}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="survey") as pool:
        asked = [pool.submit(_ask, connection, type_, name, url) for (type_, name), url in sorted(entries.items())]
        return [future.result() for future in asked]


def _url(entry: dict[str, Any]) -> str:
    public = [one["url"] for one in entry["endpoints"] if one["interface"] == "public"]
    return str(next(iter(public or [one["url"] for one in entry["endpoints"]]), ""))


def _ask(connection: Connection, service_type: str, name: str, url: str) -> Service:
    began = time.monotonic()
    try:
        found = _discover(connection, url)
    except Exception as error:  # noqa: BLE001  the edge to the cloud: three libraries raise here
        return Service(service_type, name, url, cause=cause_of(error, _word(service_type)).as_json())
    latency_ms = round((time.monotonic() - began) * 1000)
    version, microversion = _newest(found) if found else ("", "")
    return Service(service_type, name, url, latency_ms, version, microversion)


def _discover(connection: Connection, url: str) -> Discover | None:
    """Its versions, from where it tells them; None for one that answers and has none, as Swift does."""
    for place in places_of(url, above=True):
        try:
            return Discover(connection.session, place, authenticated=False)  # past keystoneauth's memory
        except Exception as error:  # noqa: BLE001  the next place may tell; a silent service is told below
            trouble = error
    response = connection.session.get(url, authenticated=True, raise_exc=False)
    if response.status_code >= 500:
        raise trouble
    return None


def _newest(found: Discover) -> tuple[str, str]:
    data = found.version_data()
    if not data:
        return "", ""
    newest = max(data, key=lambda one: one["version"])
    microversion = newest.get("max_microversion")
    return ".".join(map(str, newest["version"])), ".".join(map(str, microversion)) if microversion else ""


def _word(service_type: str) -> str:
    """openstacksdk's word for a service, as causes name it."""
    return ALIASES.get(service_type, service_type).replace("-", "_")
