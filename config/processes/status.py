"""`./run status`: what runs, where, since when."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from config.processes import launch, leftovers, supervision
from config.processes.practice import describe
from config.processes.screen import clock
from labs.practice.status import read_status

RUNNING, NOT_RUNNING = 0, 3  # as for the status command of a system's services


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run status", description="Show what runs and where.")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    found = collect(Path(settings.CLASSROOM_HOME))
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if options.json else render(found))
    return RUNNING if found["running"] else NOT_RUNNING


def collect(home: Path) -> dict[str, Any]:
    running = launch.find(home)
    processes = supervision.list_processes() if running else []
    practice = read_status(home) if settings.PRACTICE_ENABLED else None
    return {
        "running": bool(running and processes),
        "url": running.url if running else None,
        "pid": running.pid if running else None,
        "home": str(home),
        "processes": [asdict(state) for state in processes],
        "practice": practice.as_dict() | {"summary": describe(practice)} if practice else None,
        "left_behind": 0 if running else len(leftovers.find(home)),
    }


def render(found: dict[str, Any]) -> str:
    lines = [_headline(found)]
    for one in found["processes"]:
        since = f"process {one['pid']}, up {clock(one['uptime_s'])}" if one["pid"] else one["note"]
        lines.append(f"  {one['name']:18} {one['state']:9} {since}".rstrip())
    if found["running"] and (practice := found["practice"]):
        lines.append(f"  {'practice cloud':18} {practice['summary']} ({practice['percent']} %)")
    return "\n".join(lines) + "\n"


def _headline(found: dict[str, Any]) -> str:
    if found["running"]:
        return f"Running at {found['url']} (process {found['pid']}, data in {found['home']})"
    if found["pid"]:
        return f"Being started or stopped by process {found['pid']} (data in {found['home']})"
    if found["left_behind"]:
        return f"Not running, but {found['left_behind']} processes were left behind: ./run stop ends them."
    return f"Not running (data in {found['home']})"
