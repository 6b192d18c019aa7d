"""Notices, while `./run` stays in the foreground, that a program ended and was started again."""

import time
from pathlib import Path
from typing import Protocol

from django.conf import settings

from config.processes.screen import Screen
from config.processes.supervision import ProcessState, list_processes

EVERY_S = 1.0


class Watch(Protocol):
    """Something that is looked at again and again, and says what changed."""

    def look(self) -> None: ...


class ProcessWatch:
    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._known: dict[str, ProcessState] = {}
        self._failing: set[str] = set()
        self._next = 0.0

    def look(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        for state in list_processes():
            before = self._known.get(state.name, state)
            if news := self._news(before, state):
                self._screen.say(f"  {state.name} {news} (log: {log_of(state.name)})")
            self._known[state.name] = state

    def _news(self, before: ProcessState, now: ProcessState) -> str | None:
        """Said once, not at each of a hundred tries."""
        if now.state in ("backoff", "fatal") and now.name not in self._failing:
            self._failing.add(now.name)
            return f"does not start and is tried again: {now.note or 'it ends at once'}"
        if now.name in self._failing:
            if now.state != "running":
                return None
            self._failing.remove(now.name)
            return "runs again"
        return "had ended and was started again" if before.pid and before.pid != now.pid else None


def log_of(program: str) -> Path:
    return Path(settings.CLASSROOM_HOME) / "log" / f"{program}.log"
