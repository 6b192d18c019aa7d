"""Fetch all kinds that a run needs, side by side and within one deadline; what fails is a cause, not an exception."""

import json
import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

from openstack.connection import Connection

from grading.engine.observation import Collection, Observation
from grading.observing import compute, image, network
from grading.observing.scope import Collector, Scope
from labs.kinds import KINDS, Kind
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.diagnosing import cause_of

log = logging.getLogger(__name__)
CALLS_AT_ONCE = 8

COLLECTORS: dict[Kind, Collector] = {
    Kind.SERVER: compute.observe_servers,
    Kind.CONSOLE: compute.observe_consoles,
    Kind.FLAVOR: compute.observe_flavors,
    Kind.IMAGE: image.observe_images,
    Kind.NETWORK: network.observe_networks,
    Kind.SUBNET: network.observe_subnets,
    Kind.PORT: network.observe_ports,
}


def observe(connection: Connection, *, project_id: str, kinds: Iterable[Kind], limit_s: float) -> Iterator[Observation]:
    """Yield the observation each time more of it has arrived; the last one has every kind.

    Never raises for a cloud's trouble: a kind that could not be read has its cause.
    """
    waiting, found = list(dict.fromkeys(kinds)), dict[Kind, Collection]()
    deadline = time.monotonic() + limit_s
    pool = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="observe")
    running: dict[Future[Collection], Kind] = {}
    try:
        while waiting or running:
            for kind in [kind for kind in waiting if found.keys() >= set(KINDS[kind].needs)]:
                waiting.remove(kind)
                running[pool.submit(_collect, connection, kind, Scope(project_id, dict(found)))] = kind
            done, _ = wait(running, timeout=max(0.0, deadline - time.monotonic()), return_when=FIRST_COMPLETED)
            if not done:
                found |= {kind: _too_late(kind) for kind in [*running.values(), *waiting]}
                yield Observation(project_id, dict(found))
                return
            found |= {running.pop(future): future.result() for future in done}
            yield Observation(project_id, dict(found))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _collect(connection: Connection, kind: Kind, scope: Scope) -> Collection:
    """One kind. The one wide `except` of looking: a cloud out of sight raises from three libraries."""
    for needed in KINDS[kind].needs:
        if scope.before[needed].cause:
            return Collection(cause=scope.before[needed].cause)
    try:
        records = tuple(plain(record) for record in COLLECTORS[kind](connection, scope))
    except Exception as error:  # noqa: BLE001
        log.warning("%s of project %s: %s", kind, scope.project_id, error)
        return Collection(cause=cause_of(error, KINDS[kind].service).as_json())
    return Collection(records, datetime.now(UTC).isoformat())


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record as JSON that every database stores: whatever else a cloud puts in is an error, NUL is dropped."""
    found: dict[str, Any] = json.loads(json.dumps(record).replace("\\u0000", ""))
    return found


def _too_late(kind: Kind) -> Collection:
    return Collection(cause=Cause(Trouble.TIMEOUT, KINDS[kind].service, "the run's deadline passed").as_json())
