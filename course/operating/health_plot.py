"""How a cloud answered over the last day, as the shapes of a small plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from labs.models import HealthSample

DAY = timedelta(hours=24)
SLOT = timedelta(minutes=5)
SLOTS = DAY // SLOT
WIDTH, HEIGHT = 864, 120  # of the plot's own units: three for each slot
LEAST_TOP_MS = 200  # a calm cloud's noise fills no plot


@dataclass(frozen=True)
class Outage:
    """`until` is None while it goes on. `cause`: the trouble alone, as labs.overcloud.causes.Cause has it."""

    since: datetime
    until: datetime | None
    cause: dict[str, str]


@dataclass(frozen=True)
class Tick:
    x: int
    at: datetime


@dataclass(frozen=True)
class HealthPlot:
    """`bars`: x, y and height of each slot's slowest answer; `downs`: x of slots with an unanswered look."""

    bars: tuple[tuple[int, int, int], ...]
    downs: tuple[int, ...]
    ticks: tuple[Tick, ...]
    outages: tuple[Outage, ...]
    top_ms: int
    median_ms: int | None
    slowest_ms: int | None
    up_percent: float | None  # of the looks; None without any


def plot_of(samples: Sequence[HealthSample], now: datetime) -> HealthPlot:
    """Samples are the last day's, oldest first."""
    begin = now - DAY
    latencies = [sample.latency_ms for sample in samples if sample.latency_ms is not None]
    top_ms = max([LEAST_TOP_MS, *latencies])
    slowest: dict[int, int] = {}
    downs: set[int] = set()
    for sample in samples:
        slot = min((sample.at - begin) // SLOT, SLOTS - 1)
        if sample.is_up:
            slowest[slot] = max(slowest.get(slot, 0), sample.latency_ms or 0)
        else:
            downs.add(slot)
    return HealthPlot(
        bars=tuple(_bar(slot, latency, top_ms) for slot, latency in sorted(slowest.items())),
        downs=tuple(3 * slot for slot in sorted(downs)),
        ticks=tuple(_ticks(begin, now)),
        outages=tuple(reversed(_outages(samples))),
        top_ms=top_ms,
        median_ms=round(median(latencies)) if latencies else None,
        slowest_ms=max(latencies, default=None),
        up_percent=round(100 * sum(sample.is_up for sample in samples) / len(samples), 1) if samples else None,
    )


def _bar(slot: int, latency_ms: int, top_ms: int) -> tuple[int, int, int]:
    height = max(2, HEIGHT * latency_ms // top_ms)
    return 3 * slot, HEIGHT - height, height


def _ticks(begin: datetime, now: datetime) -> Iterable[Tick]:
    """Every sixth hour of the clock."""
    hour = (begin + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    while hour < now:
        if hour.hour % 6 == 0:
            yield Tick(WIDTH * int((hour - begin).total_seconds()) // int(DAY.total_seconds()), hour)
        hour += timedelta(hours=1)


def _outages(samples: Sequence[HealthSample]) -> list[Outage]:
    found: list[Outage] = []
    since: HealthSample | None = None
    for sample in samples:
        if sample.is_up and since:
            found.append(_outage(since, sample.at))
            since = None
        elif not sample.is_up and since is None:
            since = sample
    return [*found, _outage(since, None)] if since else found


def _outage(since: HealthSample, until: datetime | None) -> Outage:
    return Outage(since.at, until, {"trouble": since.trouble, "service": "identity"})
