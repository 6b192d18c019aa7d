"""`./run`: prepares the data, starts every program, shows how far things are, and stays until it is told to stop."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.conf import settings

from config.processes import address, launch, leftovers, supervision
from config.processes.installing import last_line
from config.processes.places import CHECKOUT, Trouble
from config.processes.practice import PracticeWatch
from config.processes.screen import Screen
from config.processes.watching import ProcessWatch

PAGES_S = 180  # far more than a busy machine takes
STOP_S = 45  # more than the slowest program may take, see programs.py
TICK_S = 0.25


class Stopped(Exception):
    """We were asked to end, by Ctrl-C or by a signal."""


def main(arguments: list[str]) -> int:
    parse(arguments)
    os.umask(0o077)  # databases, logs and sockets are the owner's
    home, url = Path(settings.CLASSROOM_HOME), address.url_of(settings.CLASSROOM_HOST, settings.CLASSROOM_PORT)
    screen = Screen()
    with launch.hold(home, launch.current(url)), stop_on_signals():
        try:
            return run(home, url, screen)
        except Stopped:
            return 0


def parse(arguments: list[str]) -> None:
    """Options become settings, before the settings are read."""
    parser = argparse.ArgumentParser(prog="./run", description="Start the classroom and stay until Ctrl-C.")
    parser.add_argument("--host", help="address to listen on (CLASSROOM_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (CLASSROOM_PORT, 8000)")
    options = parser.parse_args(arguments)
    if options.host is not None:
        os.environ["CLASSROOM_HOST"] = options.host
    if options.port is not None:
        os.environ["CLASSROOM_PORT"] = str(options.port)
    port = os.environ.get("CLASSROOM_PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Trouble(f"{port!r} is not a port: use a number from 1 to 65535.")


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn the first request to end into Stopped; a second one is heard while we stop, see `stop`."""

    def handle(number: int, frame: FrameType | None) -> None:
        raise Stopped

    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in watched}
    for number in watched:
        if before[number] is not signal.SIG_IGN:  # nohup, or a shell's background job
            signal.signal(number, handle)
    yield


def run(home: Path, url: str, screen: Screen) -> int:
    if ended := leftovers.end(home, grace_s=10):
        screen.say(f"Ended {ended} processes that an earlier start had left behind.")
    address.expect_free(settings.CLASSROOM_HOST, settings.CLASSROOM_PORT)
    screen.say("Overcloud Classroom")
    prepare(home, screen)
    manager = None
    try:
        manager = supervision.start_manager()
        wait_for_pages(home, url, manager, screen)
        announce(home, url, screen)
        supervision.start_the_rest()
        return watch(manager, screen)
    finally:
        stop(home, manager, screen)


def prepare(home: Path, screen: Screen) -> None:
    started = time.monotonic()
    screen.say("  preparing database, pages and labs …")
    log = home / "log" / "prepare.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with log.open("wb") as out:
        command = [sys.executable, str(CHECKOUT / "manage.py"), "prepare"]
        done = subprocess.run(command, check=False, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    if done.returncode:
        raise Trouble(explain("the data could not be prepared", log))
    screen.say(f"  prepared in {time.monotonic() - started:.1f} s; starting …")


def wait_for_pages(home: Path, url: str, manager: subprocess.Popen[bytes], screen: Screen) -> None:
    started = time.monotonic()
    while not address.answers(url):
        if manager.poll() is not None:
            raise Trouble(explain("the process manager ended", home / "log" / "supervisord.out"))
        states = {one.name: one.state for one in supervision.list_processes()}
        if states.get("web") in ("backoff", "fatal"):
            raise Trouble(explain("the web server does not start", home / "log" / "web.log"))
        if time.monotonic() - started > PAGES_S:
            raise Trouble(explain(f"no page answered within {PAGES_S} s", home / "log" / "web.log"))
        time.sleep(TICK_S)
    screen.say(f"  pages answer after {time.monotonic() - started:.1f} s")


def explain(what: str, log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return f"{what}: {last_line(text)} (log: {log})."


def announce(home: Path, url: str, screen: Screen) -> None:
    accounts = home / "accounts.txt"
    screen.say(f"\n  Open {url}\n")
    if accounts.exists():
        screen.say(f"  Accounts: {accounts}")
        if screen.is_terminal:  # passwords do not belong in a log
            for line in accounts.read_text(encoding="utf-8").splitlines():
                screen.say(f"    {line}")
    screen.say("  Ctrl-C stops everything; logs are in " + str(home / "log") + "\n")


def watch(manager: subprocess.Popen[bytes], screen: Screen) -> int:
    """Until a signal comes (Stopped) or the process manager itself is gone."""
    watches = [ProcessWatch(screen)] + ([PracticeWatch(screen)] if settings.PRACTICE_ENABLED else [])
    while manager.poll() is None:
        for one in watches:
            one.look()
        time.sleep(TICK_S)
    screen.say("The process manager was killed; ending everything that it had started. Start again with ./run.")
    return 1


def stop(home: Path, manager: subprocess.Popen[bytes] | None, screen: Screen) -> None:
    """In order when the process manager lives; a second Ctrl-C, or a process that hangs, is answered by force."""
    screen.say("Stopping … (Ctrl-C again: at once)")
    grace_s = 10.0
    while True:
        try:
            if manager and grace_s:
                manager.terminate()
                manager.wait(STOP_S)
            leftovers.end(home, grace_s=grace_s)
            break
        except (Stopped, subprocess.TimeoutExpired):
            grace_s = 0.0
    screen.say("Stopped.")
