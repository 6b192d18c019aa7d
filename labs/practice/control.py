"""The practice cloud for its callers: run, start, stop, reset, and how it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from labs.practice import installation, template
from labs.practice.children import Child
from labs.practice.environments import Pulse
from labs.practice.orders import Order, Orders, RunnerLivesError, Wanted
from labs.practice.processes import Record, end
from labs.practice.runner import Runner, StartError, client_environment, practice_environment
from labs.practice.settings import CHECKOUT, PracticeSettings
from labs.practice.status import PracticeStatus, State, read_status

START_S = 900.0
STOP_S = 30.0

Follower = Callable[[PracticeStatus], None]


class PracticeCloud:
    """One practice cloud. Every method may be called from any process."""

    def __init__(self, settings: PracticeSettings) -> None:
        self._settings = settings
        self._folders = settings.folders

    def run(self) -> int:
        """Look after it in this process until SIGTERM or SIGINT; the exit status."""
        orders = self._make_orders()
        runner = orders.runner()
        if runner is not None and orders.runner_leaves_after_stop():
            end([runner], grace_s=STOP_S)
        return Runner(self._settings).run()

    def start(self) -> int:
        """Let it be started; returns at once, with the order's number for `follow`."""
        orders = self._make_orders()
        order = orders.give(Wanted.RUNNING)
        if orders.runner() is None:
            self._spawn_runner()
        return order.number

    def follow(self, order: int, *, tell: Follower | None = None, timeout_s: float = START_S) -> PracticeStatus:
        """Wait until the order is carried out or has failed; `tell` hears every look."""
        deadline = time.monotonic() + timeout_s
        while True:
            status = self.status()
            known = status.order >= order
            if known and tell is not None:
                tell(status)
            if known and (status.at_rest or status.ready):
                return status
            if time.monotonic() > deadline:
                return status
            time.sleep(0.1)

    def stop(self) -> PracticeStatus:
        """Take it down, and wait until nothing of it is left."""
        orders = self._make_orders()
        order = orders.give(Wanted.STOPPED)
        if orders.runner() is None:
            Record(self._folders.run / "processes.json").end_all()
            return self.status()
        return self._await_rest(orders, order)

    def reset(self) -> PracticeStatus:
        """Stop it and throw away everything made in it; ports and passwords stay."""
        self.stop()
        shutil.rmtree(self._folders.data, ignore_errors=True)
        return self.status()

    def status(self) -> PracticeStatus:
        return read_status(self._settings.home)

    def install(self, pulse: Pulse) -> None:
        """Make both environments without starting anything."""
        self._folders.make()
        practice_environment(self._settings).install(pulse)
        client_environment(self._settings).install(pulse)

    def make_template(self, pulse: Pulse) -> int:
        """Prepare the tables anew and store them in the package; the archive's bytes."""
        self.install(pulse)
        site = installation.settle(self._settings)
        shutil.rmtree(self._folders.data, ignore_errors=True)
        self._folders.make()
        record = Record(self._folders.run / "processes.json")
        interpreter = practice_environment(self._settings).interpreter
        child = Child(interpreter, self._folders, record, "create")
        try:
            while child.code is None:
                pulse(0.5, "create")
                time.sleep(0.1)
        finally:
            child.end()
        if child.code:
            raise StartError(f"The tables could not be made: the reason is in {child.log}.")
        return template.pack(site.data)

    def _make_orders(self) -> Orders:
        self._folders.make()
        return Orders(self._folders)

    def _await_rest(self, orders: Orders, order: Order) -> PracticeStatus:
        leaves = orders.runner_leaves_after_stop()
        deadline = time.monotonic() + STOP_S
        while time.monotonic() < deadline:
            status = self.status()
            gone = orders.runner() is None
            done = status.order >= order.number and status.state is State.STOPPED
            if gone or (done and not leaves):
                return self.status()
            time.sleep(0.05)
        raise RunnerLivesError(f"The practice cloud did not stop within {STOP_S:.0f} s: see {self._folders.log}.")

    def _spawn_runner(self) -> None:
        with (self._folders.log / "runner.out").open("ab") as log:
            subprocess.Popen(
                [sys.executable, "-m", "labs.practice", self._settings.dump()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=CHECKOUT,
                env=os.environ.copy(),
            )
