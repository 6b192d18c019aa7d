"""The practice environment's processes as their runner starts and hears them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from labs.practice import files
from labs.practice.processes import Process, Record, end
from labs.practice.settings import PACKAGE, Folders

INSIDE = PACKAGE / "inside"


@dataclass(frozen=True)
class Event:
    """What the keeper tells of one service."""

    event: str
    service: str
    pid: int
    restarts: int
    error: str
    next_s: float


class Child:
    """One command of the practice environment, in a session of its own."""

    def __init__(self, interpreter: Path, folders: Folders, record: Record, verb: str, *words: str) -> None:
        self._record = record
        self.verb = verb
        self.log = folders.log / f"{verb}.out"
        files.cap(self.log)
        command = [str(interpreter), "-P", "-W", "ignore", str(INSIDE), verb]
        command += [str(folders.installation), *words, str(os.getpid())]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if verb == "keep" else log,
                stderr=log,
                start_new_session=True,
                env=_environment(folders),
            )
        record.note(verb, self._process.pid)

    @property
    def code(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    def end(self) -> None:
        """End it with its whole group."""
        process = Process.of(self._process.pid)
        if process is not None:
            end([process])
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._record.forget(self.verb)


class KeeperChild(Child):
    """The keeper, with its lines read as events."""

    def __init__(self, interpreter: Path, folders: Folders, record: Record) -> None:
        super().__init__(interpreter, folders, record, "keep")
        self._rest = b""
        self._pipe = cast(IO[bytes], self._process.stdout)
        os.set_blocking(self._pipe.fileno(), False)

    def events(self) -> list[Event]:
        """What was told since the last time."""
        try:
            self._rest += self._pipe.read() or b""
        except BlockingIOError:
            return []
        *lines, self._rest = self._rest.split(b"\n")
        found = [Event(**json.loads(line)) for line in lines]
        for event in found:
            if event.event == "started":
                self._record.note(event.service, event.pid)
        return found


def _environment(folders: Folders) -> dict[str, str]:
    """Ours without what would change the services: they read OS_* and XDG_* variables too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    # TZ among them: Django sets it to the site's zone, and logs are read by the machine's clock.
    for name in ("PYTHONPATH", "PYTHONHOME", "TZ", "http_proxy", "https_proxy", "HTTP_PROXY"):
        kept.pop(name, None)
    # Entry points are cached below it: never in somebody's home.
    return {**kept, "XDG_CACHE_HOME": str(folders.root / "cache"), "PYTHONUNBUFFERED": "1"}
