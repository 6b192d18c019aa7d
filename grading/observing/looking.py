"""Fetch all kinds that a look is about, side by side and within one deadline; what fails is a cause, no exception."""

import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from openstack.connection import Connection

from grading.engine.observation import Collection, Tenancy
from grading.observing.collectors import COLLECTORS
from grading.observing.reducing import in_order, plain
from grading.observing.scope import Scope
from labs.kinds import KINDS, Kind
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.diagnosing import cause_of
from labs.overcloud.slots import OurOwnLimit, slot
from labs.overcloud.versions import require_versions

log = logging.getLogger(__name__)
CALLS_AT_ONCE = 8
OWN_LIMIT, TOO_LATE = "our own limit", "the run's deadline passed"
Look = dict[Kind, Collection]


def observe(
    connection: Connection, *, tenancies: Iterable[Tenancy], kinds: Iterable[Kind], limit_s: float
) -> Iterator[Look]:
    """Yield the look each time more of it has arrived; the last one has every kind, and what these need.

    A look for one session is a look for a class of one: `scope.deal` makes each session's observation of it.
    Never raises for a cloud's trouble: a kind that could not be read has its cause.
    """
    looking = _Looking(connection, tuple(tenancies), time.monotonic() + limit_s, _with_needs(kinds))
    try:
        yield from looking.go()
    finally:
        looking.pool.shutdown(wait=False, cancel_futures=True)


@dataclass
class _Looking:
    """One look under way; `asked` are the kinds whose turn at the cloud has come."""

    connection: Connection
    tenancies: tuple[Tenancy, ...]
    deadline: float  # by time.monotonic()
    waiting: list[Kind]
    found: Look = field(default_factory=dict)
    asked: set[Kind] = field(default_factory=set)
    running: dict[Future[Collection], Kind] = field(default_factory=dict)
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="observe")
    )

    def go(self) -> Iterator[Look]:
        while self.waiting or self.running:
            self._begin_what_can()
            done, _ = wait(self.running, timeout=self._left_s(), return_when=FIRST_COMPLETED)
            if not done:
                self.found |= {kind: self._too_late(kind) for kind in [*self.running.values(), *self.waiting]}
                self.running, self.waiting = {}, []
            self.found |= {self.running.pop(future): future.result() for future in done}
            yield dict(self.found)

    def _begin_what_can(self) -> None:
        for kind in [kind for kind in self.waiting if self.found.keys() >= set(KINDS[kind].needs)]:
            self.waiting.remove(kind)
            scope = Scope(self.tenancies, {needed: self.found[needed] for needed in KINDS[kind].needs})
            self.running[self.pool.submit(self._collect, kind, scope)] = kind

    def _collect(self, kind: Kind, scope: Scope) -> Collection:
        """One kind. The one wide `except` of looking: a cloud out of sight raises from three libraries."""
        for needed in KINDS[kind].needs:
            if scope.before[needed].cause:
                return Collection(cause=scope.before[needed].cause)
        try:
            with slot(self.connection, until=self.deadline, lease_s=self._left_s() + settings.OVERCLOUD_CALL_S):
                self.asked.add(kind)
                require_versions(self.connection, KINDS[kind].service)
                return collect(self.connection, kind, scope)
        except OurOwnLimit:
            return self._too_late(kind)
        except Exception as error:  # noqa: BLE001
            log.warning("%s: %s", kind, error)
            return Collection(cause=cause_of(error, KINDS[kind].service).as_json())

    def _too_late(self, kind: Kind) -> Collection:
        detail = TOO_LATE if self.asked & {kind, *KINDS[kind].needs} else OWN_LIMIT
        return Collection(cause=Cause(Trouble.TIMEOUT, KINDS[kind].service, detail).as_json())

    def _left_s(self) -> float:
        return max(0.0, self.deadline - time.monotonic())


def collect(connection: Connection, kind: Kind, scope: Scope) -> Collection:
    """All records of a kind that concern the scope, in an order of their own. Raises whatever the libraries raise."""
    found = (plain(record) for record in COLLECTORS[kind](connection, scope) if scope.concerns(kind, record))
    return Collection(tuple(sorted(found, key=in_order)), datetime.now(UTC).isoformat())


def _with_needs(kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds and all that must be listed for them, each once, needed ones first."""
    ordered: dict[Kind, None] = {}
    for kind in kinds:
        ordered |= dict.fromkeys([*_with_needs(KINDS[kind].needs), kind])
    return list(ordered)
