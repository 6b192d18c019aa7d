"""`./run stop`: ends the classroom of this data folder, from any terminal."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from django.conf import settings

from config.processes import launch, leftovers
from config.processes.places import Trouble

LIMIT_S = 60


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="./run stop", description="Stop what runs, from any terminal.").parse_args(arguments)
    home = Path(settings.CLASSROOM_HOME)
    running = launch.find(home)
    if running:
        ask(home, running)
    ended = leftovers.end(home, grace_s=10)
    if running:
        sys.stdout.write("Stopped.\n")
    else:
        sys.stdout.write(f"Ended {ended} processes that were left behind.\n" if ended else "Nothing is running.\n")
    return 0


def ask(home: Path, running: launch.Launch) -> None:
    """The `./run` in the foreground knows the order; its lock tells when it is through."""
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + LIMIT_S
    while launch.find(home):
        if time.monotonic() > deadline:
            raise Trouble(
                f"process {running.pid} did not end within {LIMIT_S} s: end it with kill -9 {running.pid},"
                " then run ./run stop again."
            )
        time.sleep(0.1)
