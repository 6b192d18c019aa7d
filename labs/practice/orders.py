"""What people want of the practice cloud, passed to whichever runner looks after it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from labs.practice import files
from labs.practice.processes import Process
from labs.practice.settings import Folders


class Wanted(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Order:
    """Each order has a number, so that a state can be told from the state before it."""

    number: int
    wanted: Wanted


class RunnerLivesError(RuntimeError):
    """Another runner looks after this practice cloud."""


class Orders:
    def __init__(self, folders: Folders) -> None:
        self._path = folders.run / "order.json"
        self._runner = folders.run / "runner.json"
        self._lock = folders.run / "runner.lock"

    def read(self) -> Order:
        raw = files.read_json(self._path)
        if raw is None:
            return Order(0, Wanted.STOPPED)
        return Order(raw["number"], Wanted(raw["wanted"]))

    def give(self, wanted: Wanted) -> Order:
        order = Order(self.read().number + 1, wanted)
        files.write_json(self._path, {"number": order.number, "wanted": order.wanted})
        return order

    def runner(self) -> Process | None:
        """The living runner, or None."""
        raw = files.read_json(self._runner)
        process = Process(raw["pid"], raw["born"]) if raw else None
        return process if process is not None and process.alive else None

    def runner_leaves_after_stop(self) -> bool:
        raw = files.read_json(self._runner)
        return bool(raw and raw["detached"])

    @contextmanager
    def hold(self, *, detached: bool) -> Iterator[None]:
        """Be the one runner; raises RunnerLivesError when there is another."""
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RunnerLivesError("The practice cloud is already looked after.") from None
            # A child that kept the lock open would keep it locked after this process.
            os.set_inheritable(lock.fileno(), False)
            me = Process.current()
            mine = {"pid": me.pid, "born": me.born, "detached": detached}
            files.write_json(self._runner, mine)
            # The note stays when this process ends: only then is the runner gone.
            yield
