"""Many runs over a cloud whose answers are spoiled: none may say what a clean look would not say."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection

from grading.bench.faults import SINGLE, Calm, Fault, Plan, Scattered, Versions, Whole
from grading.bench.lanes import Lane, forget, graded, learn_truths, make_lane
from grading.bench.scratch import Described
from grading.bench.truth import lies_of, verdicts_of
from grading.bench.work import Bench, bench_on, solve
from grading.models import Run
from labs.models import Session
from labs.overcloud.breaker import record_success
from labs.overcloud.connections import grader

LANES = 8  # most of a spoiled run is waiting
MARGIN_S = 2.0  # for judging and writing, beside other work
FAULTS = tuple(enumerate(Fault))
SCATTERED = (5, 15, 40)  # percent of requests
LIMITS = {"CLASSROOM_CALL_S": "3", "CLASSROOM_OBSERVATION_S": "8"}  # as in production, but sooner


@dataclass
class Report:
    """`outcomes`: how a run's worst fault is called, outcome → verdicts."""

    runs: int = 0
    faulty: int = 0  # runs that met a fault at all
    injected: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    lies: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    limit_s: float = 0.0


@dataclass(frozen=True)
class Turn:
    """One run to be made, of the lane's session `index`. `cold`: as by a worker without token or catalogue yet."""

    number: int
    index: int
    plan: Plan
    name: str
    cold: bool


def run_with_faults(described: Described, *, runs: int, seed: int) -> dict[str, Any]:
    report = Report(limit_s=settings.OBSERVATION_S + MARGIN_S)
    with bench_on(described) as bench:
        sessions = prepare_sessions(bench)
        lanes = [make_lane(bench.cloud, sessions, number) for number in range(min(LANES, runs))]
        turns = list(plan_turns(runs, seed, services_met(lanes[0])))
        with ThreadPoolExecutor(len(lanes)) as pool:
            done = [pool.submit(run_lane, lane, turns[number :: len(lanes)]) for number, lane in enumerate(lanes)]
            for future in done:
                merge(report, future.result())
    return figures_of(report)


def prepare_sessions(bench: Bench) -> list[Session]:
    """Done, half done and untouched work: a fault must hide neither good work nor mistakes."""
    done, half, none = (bench.add_student() for _ in range(3))
    sessions = [bench.open_session(done, "network-tenant"), bench.open_session(done, "intro-launch")]
    for session in sessions:
        solve(session)
    spoilt = bench.open_session(half, "network-tenant")
    solve(spoilt)
    admin = grader(bench.cloud)
    subnet = next(item for item in admin.network.subnets(project_id=spoilt.project_id) if item.name == "app-subnet")
    admin.network.update_subnet(subnet, dns_nameservers=["192.0.2.1"])
    return [*sessions, spoilt, bench.open_session(none, "network-tenant"), bench.open_session(none, "intro-launch")]


def services_met(lane: Lane) -> list[list[str]]:
    """The services that grading each of the lane's sessions asks."""
    found = []
    for session in lane.sessions:
        with lane.proxies.under(Calm()) as journal:
            graded(session)
        found.append(sorted({service for service, _ in journal.requests} | {"identity"}))
    return found


def plan_turns(runs: int, seed: int, services: Sequence[Sequence[str]]) -> Iterator[Turn]:
    """Each session meets each fault of each service it asks, in turn with faults scattered over all requests."""
    drawn = random.Random(seed)  # noqa: S311
    asked = [(index, service) for index, met in enumerate(services) for service in met]
    drawn.shuffle(asked)
    whole = [(*asked[(step + shift) % len(asked)], fault) for step in range(len(asked)) for shift, fault in FAULTS]
    for number in range(runs):
        index, service, fault = whole[number // 2 % len(whole)]
        if number % 2 == 0:
            cold = service == "identity" or drawn.random() < 0.5  # who has a token does not ask for one
            yield Turn(number, index, Whole(service, fault), fault.value, cold)
        elif number % 4 == 1 and fault in SINGLE:
            yield Turn(number, index, Versions(service, fault), "versions", cold=True)
        else:
            percent, index = drawn.choice(SCATTERED), drawn.randrange(len(services))
            plan = Scattered(f"{seed}-{number}", percent)
            yield Turn(number, index, plan, f"scattered, {percent} %", drawn.random() < 0.5)


def run_lane(lane: Lane, turns: Sequence[Turn]) -> Report:
    report = Report()
    try:
        if not lane.truths:
            learn_truths(lane)
        for turn in turns:
            take_turn(lane, turn, report)
    finally:
        lane.proxies.close()
        close_old_connections()
        connection.close()
    return report


def take_turn(lane: Lane, turn: Turn, report: Report) -> None:
    """One run under a plan, with the breaker closed: what a breaker does is held by tests of its own."""
    session = lane.sessions[turn.index]
    record_success(lane.cloud)
    forget(lane.cloud, cold=turn.cold)
    began = time.monotonic()
    with lane.proxies.under(turn.plan) as journal:
        run = graded(session)
        seconds = time.monotonic() - began
    note(report, turn, run, journal.faults)
    met = {fault for _, fault in journal.faults}
    lies = list(lies_of(run, lane.truths[session.pk], met, late=seconds >= settings.OBSERVATION_S))
    if seconds > settings.OBSERVATION_S + MARGIN_S:
        lies.append(f"it took {seconds:.1f} s")
    report.lies += [f"turn {turn.number} ({turn.plan}, {session.lab.slug}): {lie}" for lie in lies]
    report.longest_s = max(report.longest_s, seconds)


def note(report: Report, turn: Turn, run: Run, faults: Counter[tuple[str, Fault]]) -> None:
    report.runs += 1
    report.faulty += bool(faults)
    for (_service, fault), times in faults.items():
        report.injected[fault] += times
    for verdict in verdicts_of(run):
        report.outcomes[turn.name, verdict.outcome] += 1


def merge(report: Report, other: Report) -> None:
    report.runs += other.runs
    report.faulty += other.faulty
    report.injected += other.injected
    report.outcomes += other.outcomes
    report.lies += other.lies
    report.longest_s = max(report.longest_s, other.longest_s)


def figures_of(report: Report) -> dict[str, Any]:
    """As JSON."""
    outcomes: dict[str, dict[str, int]] = {}
    for (name, outcome), times in sorted(report.outcomes.items()):
        outcomes.setdefault(name, {})[outcome] = times
    return {
        "runs": report.runs,
        "faulty_runs": report.faulty,
        "injected": {str(fault): times for fault, times in sorted(report.injected.items())},
        "outcomes": outcomes,
        "false": report.lies,
        "longest_s": round(report.longest_s, 2),
        "limit_s": report.limit_s,
    }
