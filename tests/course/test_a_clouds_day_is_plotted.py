"""How a cloud answered over a day, as bars, gaps and outages."""

from datetime import UTC, datetime, timedelta

from course.operating.health_plot import HEIGHT, WIDTH, plot_of
from labs.models import HealthSample

NOW = datetime(2026, 11, 25, 14, 20, tzinfo=UTC)


def sample(minutes_ago: float, latency_ms: int | None = 100) -> HealthSample:
    trouble = "" if latency_ms is not None else "refused"
    at = NOW - timedelta(minutes=minutes_ago)
    return HealthSample(at=at, is_up=latency_ms is not None, latency_ms=latency_ms, trouble=trouble)


def test_nobody_looked() -> None:
    plot = plot_of([], NOW)
    assert (plot.bars, plot.downs, plot.outages) == ((), (), ())
    assert (plot.up_percent, plot.median_ms, plot.slowest_ms) == (None, None, None)


def test_a_bar_is_the_slowest_answer_of_five_minutes_and_a_calm_cloud_fills_no_plot() -> None:
    plot = plot_of([sample(4, 20), sample(3, 100), sample(2, 40)], NOW)
    assert plot.top_ms == 200
    assert plot.bars == ((WIDTH - 3, HEIGHT // 2, HEIGHT // 2),)
    assert (plot.median_ms, plot.slowest_ms, plot.up_percent) == (40, 100, 100.0)


def test_the_first_and_the_last_moment_of_the_day_are_inside() -> None:
    plot = plot_of([sample(24 * 60, 400), sample(0, 400)], NOW)
    assert [x for x, _y, _height in plot.bars] == [0, WIDTH - 3]
    assert all(y == 0 and height == HEIGHT for _x, y, height in plot.bars)


def test_outages_are_told_newest_first_and_the_last_may_go_on() -> None:
    looks = [sample(50), sample(40, None), sample(39, None), sample(30), sample(20, None)]
    plot = plot_of(looks, NOW)
    assert [(one.since, one.until) for one in plot.outages] == [
        (looks[4].at, None),
        (looks[1].at, looks[3].at),
    ]
    assert plot.outages[0].cause == {"trouble": "refused", "service": "identity"}
    assert plot.up_percent == 40.0
    assert len(plot.downs) == 2


def test_the_clock_is_marked_every_sixth_hour() -> None:
    ticks = plot_of([], NOW).ticks
    assert [tick.at.hour for tick in ticks] == [18, 0, 6, 12]
    assert all(0 <= tick.x <= WIDTH for tick in ticks)
