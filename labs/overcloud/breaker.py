"""A circuit breaker for each cloud: one that is away is left in peace, then tried by one worker at a time.

Closed: looks are made. Open, after several looks in a row that met a cloud out of reach: none is made. Half open, after
a pause: one worker may try; what it meets closes the breaker or opens it again.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from redis.client import Pipeline
from redis.exceptions import RedisError

from labs.events import redis
from labs.models import Cloud

log = logging.getLogger(__name__)
FAILURES_TO_OPEN = 3
PAUSE_S = 10.0
TRIAL_S = 40.0  # a worker that tries and is not heard of again has died
KEPT_S = 3600


class Phase(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True)
class Breaker:
    """Times are seconds since 1970 by Redis' clock; None: not open, nobody tries."""

    failures: int = 0  # looks in a row
    opened_at: float | None = None
    trial_at: float | None = None

    def phase(self, now: float) -> Phase:
        if self.opened_at is None:
            return Phase.CLOSED
        return Phase.OPEN if now < self.opened_at + PAUSE_S else Phase.HALF_OPEN

    def admits(self, now: float) -> bool:
        """Whether somebody may look now: everybody while closed, the first to come while half open."""
        tried = self.trial_at is not None and now < self.trial_at + TRIAL_S
        return self.phase(now) is Phase.CLOSED or (self.phase(now) is Phase.HALF_OPEN and not tried)

    def after_asking(self, now: float) -> "Breaker":
        """Somebody was admitted or sent away."""
        return replace(self, trial_at=now) if self.phase(now) is Phase.HALF_OPEN and self.admits(now) else self

    def after_failure(self, now: float) -> "Breaker":
        """A look that began before it opened, and fails while it is open, tells nothing new."""
        if self.phase(now) is Phase.OPEN:
            return self
        failures = self.failures + 1
        opens = failures >= FAILURES_TO_OPEN or self.opened_at is not None
        return Breaker(failures, now if opens else None)

    def after_success(self, now: float) -> "Breaker":
        return Breaker()


@dataclass(frozen=True)
class BreakerState:
    """For pages: `retry_at` is when somebody may try again (seconds since 1970), None while closed."""

    phase: Phase
    failures: int
    opened_at: float | None
    retry_at: float | None


def breaker_state(cloud: Cloud) -> BreakerState:
    found, now = _read(cloud)
    retry_at = None if found.opened_at is None else found.opened_at + PAUSE_S
    return BreakerState(found.phase(now), found.failures, found.opened_at, retry_at)


def is_open(cloud: Cloud) -> bool:
    """Whether a look would be refused now. Changes nothing."""
    found, now = _read(cloud)
    return not found.admits(now)


def may_look(cloud: Cloud) -> bool:
    """Ask to look; while half open, the one who hears True must record how it went."""
    return _change(cloud, Breaker.after_asking)


def record_failure(cloud: Cloud) -> None:
    """A look met a cloud out of reach."""
    _change(cloud, Breaker.after_failure)


def record_success(cloud: Cloud) -> None:
    _change(cloud, Breaker.after_success)


def close_breaker(cloud: Cloud) -> None:
    """Let looks be made again, because somebody knows that the cloud is back."""
    _change(cloud, Breaker.after_success)


def _key(cloud: Cloud) -> str:
    return f"classroom:breaker:{cloud.slug}"


def _read(cloud: Cloud) -> tuple[Breaker, float]:
    try:
        return _parsed(redis().get(_key(cloud))), _now()
    except RedisError:  # without a broker every cloud counts as there: the looks themselves tell
        return Breaker(), 0.0


def _change(cloud: Cloud, change: Callable[[Breaker, float], Breaker]) -> bool:
    """Whether it admitted somebody before the change; one worker changes it at a time."""
    admitted: list[bool] = []

    def work(pipe: Pipeline) -> None:  # again, when another worker was faster
        found, now = _parsed(pipe.get(_key(cloud))), _now()
        admitted.append(found.admits(now))
        pipe.multi()
        pipe.set(_key(cloud), json.dumps(asdict(change(found, now))), ex=KEPT_S)

    try:
        redis().transaction(work, _key(cloud))
    except RedisError:
        log.warning("the breaker of %s is out of reach", cloud.slug)
        return True
    return admitted[-1]


def _parsed(stored: object) -> Breaker:
    return Breaker(**json.loads(stored)) if isinstance(stored, str | bytes) else Breaker()


def _now() -> float:
    """Redis' clock: the one that all workers share."""
    seconds, micros = redis().time()
    return float(seconds) + float(micros) / 1_000_000
