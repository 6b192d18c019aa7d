"""Knowing a process again, also after its number went to somebody else, and ending it."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from labs.practice import files


@dataclass(frozen=True)
class Process:
    """A process by its number and its birth: together nobody else ever has them."""

    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> Process | None:
        """The living process of that number, or None."""
        born = _birth(pid)
        return None if born is None else cls(pid, born)

    @classmethod
    def current(cls) -> Process:
        return cls(os.getpid(), _birth(os.getpid()) or "")

    @property
    def alive(self) -> bool:
        return _birth(self.pid) == self.born


@functools.cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _birth(pid: int) -> str | None:
    """When this process began, in clock ticks of this boot; None for the dead and for zombies."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is the program's name, which may hold anything, also spaces.
    state, *fields = text.rpartition(")")[2].split()
    return None if state in "ZX" else f"{fields[18]}@{_boot()}"


class Record:
    """The processes that a runner started, on disk, for whoever comes after it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._processes: dict[str, Process] = {}

    def note(self, name: str, pid: int) -> None:
        process = Process.of(pid)
        if process is not None:
            self._processes[name] = process
            self._write()

    def forget(self, name: str) -> None:
        if self._processes.pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        files.write_json(self._path, {k: asdict(v) for k, v in self._processes.items()})

    def end_all(self, *, grace_s: float = 10) -> int:
        """End every recorded process that still lives, with its group; how many there were."""
        raw = files.read_json(self._path) or {}
        stale = [Process(one["pid"], one["born"]) for one in raw.values()]
        living = [process for process in stale if process.alive]
        end(living, grace_s=grace_s)
        self._path.unlink(missing_ok=True)
        self._processes.clear()
        return len(living)


def end(processes: list[Process], *, grace_s: float = 10) -> None:
    """Ask, wait, then force: each process together with the group that it leads or is in."""
    groups = {_group(process) for process in processes if process.alive} - {0, os.getpgrp()}
    for number, wait_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, 5.0)):
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)
        deadline = time.monotonic() + wait_s
        while groups and time.monotonic() < deadline:
            groups = {group for group in groups if _has_members(group)}
            time.sleep(0.02)


def _group(process: Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return 0


def _has_members(group: int) -> bool:
    """Whether a process that is more than a zombie belongs to this group."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    numbers = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return any(_is_in_group(int(number), group) for number in numbers)


def _is_in_group(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group and _birth(pid) is not None
    except (ProcessLookupError, PermissionError):
        return False
