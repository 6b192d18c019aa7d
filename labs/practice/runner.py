"""The runner: brings the practice cloud up, watches it, and takes it down, as ordered."""

from __future__ import annotations

import shutil
import signal
import time
from types import FrameType

from labs.practice import files, handing_out, installation, template
from labs.practice.catalogue import UnknownServiceError
from labs.practice.children import Child
from labs.practice.environments import Environment, InstallError
from labs.practice.installation import Installation
from labs.practice.journal import Journal
from labs.practice.keeping import Watch
from labs.practice.orders import Order, Orders, Wanted
from labs.practice.ports import PortsBusyError
from labs.practice.processes import Record
from labs.practice.settings import PACKAGE, PracticeSettings
from labs.practice.status import State, versions

PACE_S = 0.05
SECONDS = {"install": 60.0, "client": 12.0, "prepare": 3.0, "services": 14.0, "seed": 6.0}
"""What each step usually takes on two processors: weights of the progress bar."""
FROM_NOTHING_S = 30.0


class StartError(RuntimeError):
    """A step failed; the message is for the person at the machine."""


class Interrupted(Exception):
    """A new order wants something else."""


class Leave(Exception):
    """The runner itself was told to end."""


EXPECTED = (StartError, InstallError, PortsBusyError, UnknownServiceError, OSError)


def practice_environment(settings: PracticeSettings) -> Environment:
    return Environment(
        settings.envs / "practice",
        PACKAGE / "requirements.txt",
        settings.python,
        settings.folders.log / "install.log",
    )


def client_environment(settings: PracticeSettings) -> Environment:
    """The students' commands only: a third of the full environment's time for each."""
    return Environment(
        settings.envs / "client",
        PACKAGE / "requirements-client.txt",
        settings.python,
        settings.folders.log / "install.log",
    )


class Runner:
    """Looks after one practice cloud. A detached one leaves when it is stopped."""

    def __init__(self, settings: PracticeSettings, *, detached: bool = False) -> None:
        self._settings = settings
        self._folders = settings.folders
        self._detached = detached
        self._folders.make()
        self._orders = Orders(self._folders)
        self._record = Record(self._folders.run / "processes.json")
        self._journal = Journal(self._folders, versions(PACKAGE / "requirements.txt"))
        self._environment = practice_environment(settings)
        self._client = client_environment(settings)
        self._order = Order(0, Wanted.STOPPED)
        self._leaving = False
        self._watch: Watch | None = None

    def run(self) -> int:
        """Until told to leave; the exit status of the process."""
        with self._orders.hold(detached=self._detached):
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, self._on_signal)
            # A runner that was killed may have left processes behind.
            self._record.end_all()
            if not self._detached:
                self._orders.give(Wanted.RUNNING)
            try:
                return self._follow_orders()
            except Leave:
                return 0
            finally:
                self._halt()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._leaving = True

    def _follow_orders(self) -> int:
        while True:
            self._order = self._orders.read()
            try:
                if self._order.wanted is Wanted.RUNNING:
                    self._serve()
                self._halt()
            except Interrupted:
                continue
            except EXPECTED as error:
                self._fail(error)
            if self._detached:
                return int(self._journal.status.state is State.FAILED)
            self._await_next_order()

    def _pulse(self, share: float | None = None, detail: str = "") -> None:
        """Called often by everything that takes time."""
        if self._leaving:
            raise Leave
        if share is not None:
            self._journal.progress(share, detail)
        order = self._orders.read()
        if order.number != self._order.number:
            self._order = order
            if order.wanted is not Wanted.RUNNING:
                raise Interrupted
            # Wanted already: whoever ordered follows this start.
            self._journal.change(order=order.number)

    def _await_next_order(self) -> None:
        while self._orders.read().number == self._order.number:
            if self._leaving:
                raise Leave
            time.sleep(PACE_S)

    def _serve(self) -> None:
        """Start everything, then watch it until something else is wanted."""
        self._journal.begin(self._order.number, self._weights())
        with self._journal.step("install", State.INSTALLING):
            self._environment.install(self._pulse)
        with self._journal.step("client", State.INSTALLING):
            self._client.install(self._pulse)
        site = installation.settle(self._settings)
        handing_out.write(site)
        with self._journal.step("prepare", State.STARTING):
            self._prepare(site)
        with self._journal.step("services", State.STARTING):
            watch = self._start_services(site)
        with self._journal.step("seed", State.STARTING):
            self._seed(site)
        self._journal.change(state=State.READY, percent=100)
        self._keep_watching(watch)

    def _weights(self) -> dict[str, float]:
        weights = dict(SECONDS)
        if self._environment.installed:
            weights["install"] = 0.0
        if self._client.installed:
            weights["client"] = 0.0
        if self._folders.ready.exists():
            weights["prepare"] = 0.0
        elif not template.is_fresh():
            weights["prepare"] = FROM_NOTHING_S
        if self._folders.seeded.exists():
            weights["seed"] = 0.0
        return weights

    def _prepare(self, site: Installation) -> None:
        """Tables, first users and catalogue: from the template, or from nothing."""
        if self._folders.ready.exists():
            return
        # What a half-made start left cannot be trusted.
        shutil.rmtree(self._folders.data, ignore_errors=True)
        self._folders.make()
        if template.is_fresh():
            self._run("restore", str(template.ARCHIVE))
        else:
            self._run("create")
        self._folders.ready.touch()

    def _start_services(self, site: Installation) -> Watch:
        self._watch = watch = Watch(self._environment.interpreter, site, self._record)
        while not watch.all_ready:
            watch.look()
            self._journal.set_services(watch.services)
            self._pulse(watch.share_ready, watch.missing)
            if watch.complaint:
                raise StartError(watch.complaint)
            time.sleep(PACE_S)
        self._journal.set_services(watch.services)
        return watch

    def _seed(self, site: Installation) -> None:
        """Again whenever the seed or the set of services is another."""
        wanted = handing_out.seed_digest(site)
        if self._folders.seeded.exists() and self._folders.seeded.read_text() == wanted:
            return
        self._run("seed")
        files.write_atomically(self._folders.seeded, wanted)

    def _keep_watching(self, watch: Watch) -> None:
        while True:
            watch.look()
            ready = watch.all_ready
            self._journal.change(
                services=watch.services,
                state=State.READY if ready else State.TROUBLE,
                error=watch.trouble,
            )
            self._pulse()
            time.sleep(PACE_S * 2)

    def _run(self, verb: str, *words: str) -> None:
        """Run one command of the practice environment to its end."""
        child = Child(self._environment.interpreter, self._folders, self._record, verb, *words)
        began = time.monotonic()
        try:
            while child.code is None:
                usual = SECONDS["seed" if verb == "seed" else "prepare"]
                self._pulse(min(0.95, (time.monotonic() - began) / usual), verb)
                time.sleep(PACE_S)
            if child.code:
                raise StartError(f"The step '{verb}' failed: the reason is in {child.log}.")
        finally:
            child.end()

    def _fail(self, error: Exception) -> None:
        self._take_down()
        self._journal.change(state=State.FAILED, error=str(error), services=())
        self._journal.write()

    def _halt(self) -> None:
        """Down to nothing; a failure stays written."""
        if self._journal.status.state is State.FAILED:
            return
        if self._watch is not None:
            self._journal.change(state=State.STOPPING, error="")
        self._take_down()
        self._journal.change(state=State.STOPPED, services=(), steps=(), percent=0, error="", order=self._order.number)
        self._journal.write()

    def _take_down(self) -> None:
        if self._watch is not None:
            self._watch.end()
            self._watch = None
        self._record.end_all()
