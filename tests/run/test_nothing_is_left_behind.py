"""However a classroom ends, no process of it lives on."""

import os
import pty
import select
import signal
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from tests.run.launching import PAGES_S, Running, processes_of, wait_until

STOP_S = 60.0


def by_command(running: Running) -> None:
    done = running.command("stop")
    assert (done.returncode, done.stdout.strip()) == (0, "Stopped.")


def by_term(running: Running) -> None:
    assert running.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("end", [by_command, by_term])
def test_an_ordered_end_takes_everything_along(own_classroom: Running, end: Callable[[Running], None]) -> None:
    own_classroom.start()
    assert len(processes_of(own_classroom.home)) > 5
    end(own_classroom)
    assert processes_of(own_classroom.home) == []
    assert "Stopped." in own_classroom.said
    assert own_classroom.command("status").returncode == 3
    assert own_classroom.command("stop").stdout.strip() == "Nothing is running."


def test_ctrl_c_in_a_terminal_stops_everything(own_classroom: Running) -> None:
    keyboard, terminal = pty.openpty()
    with os.fdopen(terminal, "wb") as file:
        own_classroom.launch(terminal=file)
    shown = read_until(keyboard, "Ctrl-C stops everything")
    account, password = (own_classroom.home / "accounts.txt").read_text(encoding="utf-8").splitlines()[0].split()
    assert account in shown
    assert password in shown
    os.write(keyboard, b"\x03")
    assert "Stopped." in read_until(keyboard, "Stopped.")
    assert own_classroom.process
    assert own_classroom.process.wait(STOP_S) == 0
    os.close(keyboard)
    assert processes_of(own_classroom.home) == []


def read_until(terminal: int, wanted: str) -> str:
    seen = ""
    while wanted not in seen:
        assert select.select([terminal], [], [], PAGES_S)[0], f"no {wanted!r} came: {seen}"
        with suppress(OSError):  # the other end is closed: what we have must do
            seen += os.read(terminal, 4096).decode(errors="replace")
            continue
        assert wanted in seen, seen
    return seen


def test_a_killed_process_manager_takes_everything_along(own_classroom: Running) -> None:
    own_classroom.start()
    manager_of(own_classroom).kill()
    assert own_classroom.process
    assert own_classroom.process.wait(STOP_S) == 1
    assert "The process manager was killed" in own_classroom.said
    assert processes_of(own_classroom.home) == []


def test_what_a_crash_left_is_ended_by_the_next_start_and_by_stop(own_classroom: Running) -> None:
    own_classroom.start()
    accounts = (own_classroom.home / "accounts.txt").read_text(encoding="utf-8")
    left = crash(own_classroom)
    assert "left behind" in own_classroom.command("status").stdout
    own_classroom.start()
    assert "that an earlier start had left behind" in own_classroom.said
    assert not left & set(processes_of(own_classroom.home))
    assert (own_classroom.home / "accounts.txt").read_text(encoding="utf-8") == accounts
    crash(own_classroom)
    assert "that were left behind" in own_classroom.command("stop").stdout
    assert processes_of(own_classroom.home) == []


def crash(running: Running) -> set[str]:
    """As if the machine's memory had run out: the two that watch over the others are gone at once. Who is left."""
    assert running.process
    manager = manager_of(running)
    running.process.kill()
    running.process.wait()
    manager.kill()
    wait_until(lambda: not manager.is_running() or manager.status() == psutil.STATUS_ZOMBIE, 5, "its end")
    left = processes_of(running.home)
    assert len(left) > 4
    return set(left)


def manager_of(running: Running) -> psutil.Process:
    assert running.process
    children = psutil.Process(running.process.pid).children()
    return next(child for child in children if "supervisor.supervisord" in child.cmdline())


def test_a_terminal_closed_during_the_preparation_ends_it_too(own_classroom: Running) -> None:
    own_classroom.launch()
    wait_until(lambda: "preparing" in own_classroom.said, 60, "the preparation")
    assert own_classroom.end(signal.SIGHUP) == 0
    assert processes_of(own_classroom.home) == []
