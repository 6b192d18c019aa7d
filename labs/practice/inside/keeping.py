"""The keeper: loads what the services share once, forks each, and starts again one that dies.

It tells its parent what happens, one JSON object a line on its standard output.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from dataclasses import dataclass
from typing import Never

from labs.practice.inside import configuring, lifeline, preloading, serving
from labs.practice.installation import Installation
from labs.practice.services import recipe

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
CALM_S = 120.0
"""After living so long, a service that dies is started again without delay."""


@dataclass
class Child:
    """One service: its process when it runs, when to try again when it does not."""

    name: str
    pid: int = 0
    began: float = 0.0
    pause_s: float = 0.0
    due: float = 0.0
    restarts: int = -1


class Keeper:
    def __init__(self, site: Installation) -> None:
        self._site = site
        self._children = {name: Child(name) for name in site.services}
        # Nothing else may write there: a service's print would break the lines.
        self._events = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def run(self) -> Never:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._leave)
        while True:
            for child in self._children.values():
                if not child.pid and time.monotonic() >= child.due:
                    self._start(child)
            self._reap()
            time.sleep(0.1)

    def _start(self, child: Child) -> None:
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            self._become_child(child.name, parent)
        child.pid, child.began = pid, time.monotonic()
        child.restarts += 1
        self._tell(child, "started")

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for child in self._children.values():
                if child.pid == pid:
                    self._plan_next(child, status)

    def _plan_next(self, child: Child, status: int) -> None:
        now = time.monotonic()
        if now - child.began > CALM_S:
            child.pause_s = 0.0
        child.due = now + child.pause_s
        self._tell(child, "died", error=describe(status))
        child.pid = 0
        child.pause_s = min(max(child.pause_s * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)

    def _tell(self, child: Child, event: str, *, error: str = "") -> None:
        wait_s = max(0.0, child.due - time.monotonic())
        line = {
            "event": event,
            "service": child.name,
            "pid": child.pid,
            "restarts": child.restarts,
            "error": error,
            "next_s": round(wait_s, 1),
        }
        self._events.write(json.dumps(line) + "\n")
        self._events.flush()

    def _leave(self, *_: object) -> None:
        for child in self._children.values():
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)
        os._exit(0)

    def _become_child(self, name: str, parent: int) -> Never:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        lifeline.hold(parent)
        os.close(self._events.fileno())
        log = os.open(self._site.folders.log / f"{name}.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        try:
            if recipe(name).own_interpreter:
                exec_alone(self._site, name)
            serving.run(self._site, name)
        except BaseException:
            logging.exception("%s could not start", name)
        # A service that fails to start may hang on its threads.
        os._exit(1)


def exec_alone(site: Installation, name: str) -> Never:
    words = ["-P", "-W", "ignore", sys.argv[0], "serve", str(site.folders.installation)]
    os.execv(sys.executable, [sys.executable, *words, name, str(os.getppid())])


def describe(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with exit status {os.WEXITSTATUS(status)}"


def main(site: Installation, parent: str) -> None:
    lifeline.hold(int(parent))
    configuring.write_all(site)
    configuring.write_addresses(site)
    keeper = Keeper(site)
    preloading.preload()
    keeper.run()
