"""How long a graded run takes and what it asks of the cloud, beside the same checks by `openstack` commands."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

from grading.bench.faults import Calm
from grading.bench.lanes import Lane, forget, graded, learn_truths, make_lane
from grading.bench.proxy import Journal
from grading.bench.scratch import Described
from grading.bench.work import TEN_CHECKS, NotPrepared, bench_on, solve
from grading.engine.needs import kinds_of
from labs.credentials import student_config
from labs.models import Session
from labs.services import definition_of
from labs.site import variables_of

LIMITS: dict[str, str] = {}  # those of production
AIM_S, AIM_RATIO = 1.5, 20
SCRIPT = Path(__file__).with_name("ten_checks.sh")


@dataclass(frozen=True)
class Seconds:
    """Wall time of some repetitions."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, work: Callable[[], object], repeat: int) -> "Seconds":
        taken = [round(seconds_of(work), 3) for _ in range(repeat)]
        return cls(round(median(taken), 3), min(taken), max(taken))


def seconds_of(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def measure_grading(described: Described, *, repeat: int, with_client: bool) -> dict[str, Any]:
    with bench_on(described) as bench:
        session = bench.open_session(bench.add_student(), TEN_CHECKS)
        solve(session)
        first_s = round(seconds_of(lambda: expect_all(session)), 3)
        figures = counted(session) | {"first_s": first_s, "graded": asdict(Seconds.of(lambda: graded(session), repeat))}
        if with_client:
            figures["commands"] = asdict(Seconds.of(lambda: check_by_commands(session), repeat))
            figures["ratio"] = round(figures["commands"]["median"] / figures["graded"]["median"], 1)
    return figures


def expect_all(session: Session) -> None:
    run = graded(session)
    if run.earned != run.total:
        raise NotPrepared(f"good work earns {run.earned} of {run.total}")


def counted(session: Session) -> dict[str, Any]:
    """What a run asks of the cloud: by a worker that has just started, and by one that has graded before."""
    lane = make_lane(session.place.cloud, [session], 0)
    definition = definition_of(session)
    try:
        learn_truths(lane)
        forget(lane.cloud, cold=True)
        cold, warm = (requests_of(lane) for _ in range(2))
    finally:
        lane.proxies.close()
    return {
        "checks": len(definition.checks),
        "kinds": [str(kind) for kind in kinds_of(definition)],
        "calls": [f"{service}: {request}" for (service, request), times in sorted(warm.items()) for _ in range(times)],
        "tokens": tokens_of(cold),
        "first_calls": sum(cold.values()) - tokens_of(cold),
    }


def requests_of(lane: Lane) -> Counter[tuple[str, str]]:
    with lane.proxies.under(Calm()) as journal:
        for session in lane.sessions:
            graded(session)
    return Counter(journal.requests)


def tokens_of(requests: Counter[tuple[str, str]]) -> int:
    return sum(times for (_service, request), times in requests.items() if request.endswith("/auth/tokens"))


def calls_of(journal: Journal) -> int:
    return sum(journal.requests.values()) - tokens_of(journal.requests)


def check_by_commands(session: Session) -> None:
    """Run the script as a student would, with the lab's rc. Raises NotPrepared when it does not find all in order."""
    command = ["bash", str(SCRIPT)]
    done = subprocess.run(command, env=shell_of(session), capture_output=True, text=True, check=False)
    if done.stdout.strip() != "10":
        raise NotPrepared(f"{done.stdout}{done.stderr}")


def shell_of(session: Session) -> dict[str, str]:
    """The variables of the lab's rc file, and those that solutions use."""
    config = student_config(session.place, project_id=session.project_id)
    values = {f"OS_{name.upper()}": str(value) for name, value in config.pop("auth").items()}
    values |= {f"OS_{name.upper()}": str(value) for name, value in config.items() if value}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    path = f"{settings.CLASSROOM_ENVS}/client/bin{os.pathsep}{kept['PATH']}"
    return kept | variables_of(session) | values | {"PATH": path}


def keeps_promises(figures: dict[str, Any]) -> bool:
    if len(figures["calls"]) > len(figures["kinds"]):
        return False
    return "ratio" not in figures or (figures["graded"]["median"] < AIM_S and figures["ratio"] >= AIM_RATIO)
