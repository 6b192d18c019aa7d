"""Which function answers which command of `./run`."""

import os
import sys
from collections.abc import Callable

from config.processes import clients, launch, starting, status, stopping
from config.processes.places import places_from


def test(arguments: list[str]) -> int:
    """In a process of its own, because only the development environment has what it imports."""
    os.execv(sys.executable, [sys.executable, "-m", "config.processes.suite", *arguments])


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "start": starting.main,
    "stop": stopping.main,
    "status": status.main,
    "manage": clients.manage,
    "openstack": clients.openstack,
    "lab": clients.lab,
    "test": test,
}


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    if command not in ("start", "test"):
        recall_environment()
    return COMMANDS[command](rest)


def recall_environment() -> None:
    """Give this command the settings that the running classroom was started with, where its own say nothing."""
    running = launch.find(places_from(os.environ).home)
    for name, value in running.environment.items() if running else ():
        os.environ.setdefault(name, value)
