"""Figures as tables for people, in Markdown, and the machine they were measured on."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import psutil

OUTCOMES = ("passed", "failed", "blocked", "unknown", "pending", "not_applicable")


def machine() -> str:
    memory = psutil.virtual_memory().total // 2**30
    load = os.getloadavg()[0]
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{day}: {os.cpu_count()} processors, {memory} GiB, Python {platform.python_version()}, load before {load:.1f}"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def tell_faults(figures: dict[str, Any]) -> str:
    seen = [name for name in OUTCOMES if any(name in row for row in figures["outcomes"].values())]
    rows = [[name, *(row.get(outcome, 0) for outcome in seen)] for name, row in figures["outcomes"].items()]
    injected = ", ".join(f"{times} × {fault}" for fault, times in figures["injected"].items())
    return "\n\n".join(
        [
            table(["fault", *seen], rows),
            f"{figures['runs']} runs, {figures['faulty_runs']} of them met faults ({injected}). "
            f"Longest run {figures['longest_s']} s, allowed {figures['limit_s']} s.",
            f"False verdicts: {len(figures['false'])}",
            *figures["false"][:50],
        ]
    )


def tell_kills(figures: dict[str, Any]) -> str:
    kills = ", ".join(f"{times} × {what}" for what, times in figures["kills"].items())
    told = (
        f"{figures['runs']} runs of {figures['sessions']} sessions; killed: {kills}. "
        f"{figures['claimed_again']} runs were claimed more than once, {figures['errors']} ended as error, "
        f"{figures['with_unknown']} have something unknown. Longest from click to end {figures['longest_s']} s; "
        f"the last run ended {figures['ended_s']} s after the last kill."
    )
    return "\n\n".join([told, f"Lost, doubled or false: {len(figures['false'])}", *figures["false"][:50]])


def tell_grading(figures: dict[str, Any]) -> str:
    rows = [["graded run", *figures["graded"].values()]]
    if "ratio" in figures:
        rows.append(["the same by `openstack` commands", *figures["commands"].values()])
    told = [
        f"{figures['checks']} checks over {len(figures['kinds'])} kinds: {len(figures['calls'])} API calls. The first "
        f"run of a worker: {figures['first_calls']} calls and {figures['tokens']} token, {figures['first_s']} s.",
        table(["seconds", "median", "least", "most"], rows),
        "\n".join(figures["calls"]),
    ]
    return "\n\n".join([*told, *([f"{figures['ratio']} times faster"] if "ratio" in figures else [])])


def tell_together(figures: dict[str, Any]) -> str:
    rows = [[how.replace("_", " "), *figures[how].values()] for how in ("one_by_one", "together")]
    told = f"{figures['students']} students, {figures['lab']}; verdicts that differ: {figures['different']}"
    return f"{told}\n\n{table(['how', 'API calls', 'seconds'], rows)}"
