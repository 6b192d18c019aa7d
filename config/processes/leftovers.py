"""Finds every process of a classroom, whatever became of its parent, and ends it.

Each process inherits CLASSROOM_LAUNCH from the process manager. A number and a birth time on file would miss what a
child started after the last write; the environment of a process cannot be lost, and no stranger has it.
"""

import contextlib
import os
from pathlib import Path

import psutil

MARK = "CLASSROOM_LAUNCH"


def mark_of(home: Path) -> str:
    return str(home.resolve())


def find(home: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _mark(process) == mark_of(home)]


def _mark(process: psutil.Process) -> str | None:
    """None for other people's processes, for zombies, and for us, who may be the child of a marked shell."""
    if process.pid == os.getpid():
        return None
    with contextlib.suppress(psutil.Error, OSError):
        return process.environ().get(MARK)
    return None


def end(home: Path, *, grace_s: float) -> int:
    """Ask, wait, then force, until none is left; how many there were."""
    found = find(home)
    _signal(found, force=False)
    psutil.wait_procs(found, timeout=grace_s if found else 0)
    # What began while we asked is in no list yet.
    while left := find(home):
        _signal(left, force=True)
        psutil.wait_procs(left, timeout=2)
    return len(found)


def _signal(processes: list[psutil.Process], *, force: bool) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill() if force else process.terminate()
