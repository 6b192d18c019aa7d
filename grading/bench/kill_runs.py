"""Many clicks while workers are killed: every run ends, once, and says what is so."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psutil
from django.conf import settings
from django.utils import timezone

from grading.bench.lanes import graded_by_workers
from grading.bench.scratch import Described
from grading.bench.truth import Truth, lies_of
from grading.bench.work import Bench, bench_on, solve
from grading.models import Run, Score
from grading.services import request_run
from labs.models import Session

LIMITS: dict[str, str] = {}  # those of production
PAUSE_S = (0.3, 2.0)  # between two kills
END_S = 150.0  # after the last kill: three lost workers, 45 s each
LATE_S = 120.0  # a promise: after the last kill every run has ended
TICK_S = 0.05


@dataclass
class Killer:
    """Ends worker processes at random moments: mostly a child, now and then the parent with all its children."""

    drawn: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        while not self.ended.wait(self.drawn.uniform(*PAUSE_S)):
            parents, children = workers()
            whole = self.drawn.random() < 0.2
            victims = parents if whole else children
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(self.drawn.choice(sorted(victims)), signal.SIGKILL)
                    self.kills["workers" if whole else "their processes"] += 1


def workers() -> tuple[set[int], set[int]]:
    """The numbers of this classroom's live worker and of the processes that do its work."""
    found: dict[int, int] = {}
    for process in psutil.process_iter(["cmdline", "ppid"]):
        with suppress(psutil.Error):
            line = process.info["cmdline"] or []
            home = process.environ().get("CLASSROOM_HOME") if "live@%h" in line else None
            if home == str(settings.CLASSROOM_HOME):
                found[process.pid] = process.info["ppid"]
    parents = {pid for pid, parent in found.items() if parent not in found}
    return parents, found.keys() - parents


@contextmanager
def killing(seed: int) -> Iterator[Killer]:
    killer = Killer(random.Random(seed))  # noqa: S311
    thread = threading.Thread(target=killer.work, daemon=True)
    thread.start()
    try:
        yield killer
    finally:
        killer.ended.set()
        thread.join()


def run_with_kills(described: Described, *, runs: int, seed: int) -> dict[str, Any]:
    with bench_on(described) as bench:
        sessions = prepare_sessions(bench)
        truths = {session.pk: Truth.of(graded_by_workers(session)) for session in sessions}
        with killing(seed) as killer:
            click(sessions, runs)
        ended_s = wait_for_the_end(sessions)
        lies = [lie for session in sessions for lie in lies_about(session, truths[session.pk])]
    if ended_s > LATE_S:
        lies.append(f"the last run ended {ended_s:.0f} s after the last kill")
    return figures_of(sessions, killer) | {"false": lies, "ended_s": round(ended_s, 1)}


def prepare_sessions(bench: Bench) -> list[Session]:
    """Six: every other one with good work."""
    sessions = [bench.open_session(bench.add_student(), "network-tenant") for _ in range(6)]
    for session in sessions[::2]:
        solve(session)
    return sessions


def click(sessions: list[Session], runs: int) -> None:
    """Ask for this many runs, each session's next one as soon as its last one has ended; some click twice."""
    left = runs
    while left:
        for session in sessions:
            if left and not session.runs.filter(state__in=Run.ACTIVE).exists():
                first, second = request_run(session=session), request_run(session=session)
                left -= 1 if first == second else 2
        time.sleep(TICK_S)


def wait_for_the_end(sessions: list[Session]) -> float:
    """Seconds until no run is active, and nothing open waits for another look."""
    began = time.monotonic()
    unsettled = Run.objects.filter(session__in=sessions)
    ended_s = 0.0
    while time.monotonic() - began < END_S:
        if unsettled.filter(state__in=Run.ACTIVE).exists():
            ended_s = time.monotonic() - began
        elif not unsettled.filter(retry_at__isnull=False).exists():
            break
        time.sleep(TICK_S)
    return ended_s


def lies_about(session: Session, truth: Truth) -> Iterator[str]:
    """What is wrong with a session's runs as a whole, and with each."""
    runs = list(session.runs.order_by("number"))
    if [run.number for run in runs] != list(range(1, len(runs) + 1)):
        yield f"{session}: the numbers are {[run.number for run in runs]}"
    for run in runs:
        if run.state == Run.State.ERROR and (run.cause or {}).get("detail") == "the worker was lost":
            continue
        yield from (f"{run}: {lie}" for lie in lies_of(run, truth, (), late=True))
    score = Score.objects.get(place=session.place, lab=session.lab)
    if (score.earned, score.total) != (truth.score.earned, truth.score.total):
        yield f"{session}: the score is {score.earned}, in truth {truth.score.earned}"


def figures_of(sessions: list[Session], killer: Killer) -> dict[str, Any]:
    runs = Run.objects.filter(session__in=sessions)
    waited = [((run.published_at or timezone.now()) - run.queued_at).total_seconds() for run in runs]
    return {
        "runs": len(runs),
        "sessions": len(sessions),
        "kills": dict(killer.kills),
        "claimed_again": runs.filter(claims__gt=1).count(),
        "errors": runs.filter(state=Run.State.ERROR).count(),
        "with_unknown": runs.filter(verdicts__outcome="unknown").distinct().count(),
        "longest_s": round(max(waited), 1),
    }
