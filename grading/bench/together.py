"""A class graded with one look, beside the same students one by one: what it asks of the cloud, how long it takes."""

from typing import Any

from grading.bench.faults import Calm
from grading.bench.lanes import Lane, graded, learn_truths, make_lane
from grading.bench.scratch import Described
from grading.bench.speed import calls_of, seconds_of
from grading.bench.truth import Truth
from grading.bench.work import bench_on, solve
from grading.models import Run
from grading.running import grade_together
from grading.services import request_runs_together
from labs.models import Session

SLUG = "network-tenant"


def measure_together(described: Described, *, students: int) -> dict[str, Any]:
    """Every other student has done the lab."""
    with bench_on(described) as bench:
        sessions = [bench.open_session(bench.add_student(), SLUG) for _ in range(students)]
        for session in sessions[::2]:
            solve(session)
        lane = make_lane(bench.cloud, sessions, 0)
        try:
            return {"students": students, "lab": SLUG} | compare(lane, sessions)
        finally:
            lane.proxies.close()


def compare(lane: Lane, sessions: list[Session]) -> dict[str, Any]:
    """Calls are counted through the proxies, seconds are taken without them."""
    learn_truths(lane)
    with lane.proxies.under(Calm()) as journal:
        for session in lane.sessions:
            graded(session)
    one_by_one = calls_of(journal)
    with lane.proxies.under(Calm()) as journal:
        runs = graded_together(lane.sessions)
    different = [run.pk for run in runs if Truth.of(run) != lane.truths[run.session_id]]
    graded(sessions[0])  # the connection without proxies begins here
    return {
        "one_by_one": {"calls": one_by_one, "seconds": round(seconds_of(lambda: [graded(one) for one in sessions]), 2)},
        "together": {
            "calls": calls_of(journal),
            "seconds": round(seconds_of(lambda: graded_together(sessions)), 2),
        },
        "different": len(different),
    }


def graded_together(sessions: list[Session]) -> list[Run]:
    runs = request_runs_together(sessions=sessions)
    grade_together(run_ids=[run.pk for run in runs])
    for run in runs:
        run.refresh_from_db()
    return runs


def keeps_promises(figures: dict[str, Any]) -> bool:
    return bool(figures["different"] == 0 and figures["together"]["calls"] < figures["one_by_one"]["calls"])
