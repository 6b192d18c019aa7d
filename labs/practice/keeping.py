"""Watching the keeper and its services: who is ready, who is being started again, and why."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from labs.practice.children import Event, KeeperChild
from labs.practice.installation import Installation
from labs.practice.probing import Prober
from labs.practice.processes import Record
from labs.practice.status import ServiceState, ServiceStatus

START_S = 420.0
"""Twenty times the usual: only a machine that does nothing else may judge earlier."""
DEATHS_IN_START = 3
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
CALM_S = 120.0


class Watch:
    """One running practice cloud. A keeper that dies is started again, as the keeper does."""

    def __init__(self, interpreter: Path, site: Installation, record: Record) -> None:
        self._interpreter = interpreter
        self._site = site
        self._record = record
        self._prober = Prober({name: site.probe_url(name) for name in site.services})
        self._status = {name: ServiceStatus(name, ServiceState.STARTING, url=site.url(name)) for name in site.services}
        self._began = time.monotonic()
        self._pause_s = 0.0
        self._due = 0.0
        self._keeper: KeeperChild | None = None
        self._keeper_trouble = ""
        self._launch()

    @property
    def services(self) -> tuple[ServiceStatus, ...]:
        return tuple(self._status.values())

    @property
    def all_ready(self) -> bool:
        return all(one.state is ServiceState.READY for one in self._status.values())

    @property
    def share_ready(self) -> float:
        ready = sum(one.state is ServiceState.READY for one in self._status.values())
        # Before the first answers the keeper loads what all share: about a quarter of the time.
        loading = min(0.25, (time.monotonic() - self._began) / 20)
        return loading + 0.75 * ready / len(self._status)

    @property
    def missing(self) -> str:
        """The services that do not answer yet."""
        return ", ".join(one.name for one in self._status.values() if one.state is not ServiceState.READY)

    @property
    def complaint(self) -> str:
        """Why a start is hopeless; empty while there is hope."""
        for one in self._status.values():
            if one.restarts >= DEATHS_IN_START:
                log = self._site.folders.log / f"{one.name}.out"
                return f"{one.name} does not start ({one.error}): the reason is in {log}."
        if self._keeper_trouble:
            return self._keeper_trouble
        if time.monotonic() - self._began > START_S:
            return f"No answer after {START_S:.0f} s from: {self.missing}."
        return ""

    @property
    def trouble(self) -> str:
        """What is wrong now, in one sentence; empty when all is well."""
        if self._keeper_trouble:
            return self._keeper_trouble
        return f"Being started again: {self.missing}." if self.missing else ""

    def look(self) -> None:
        """Take in what happened since the last look."""
        if self._keeper is None:
            if time.monotonic() >= self._due:
                self._launch()
            return
        for event in self._keeper.events():
            self._take_in(event)
        if self._keeper.code is not None:
            self._mourn(self._keeper)
            return
        for name in self._status:
            self._judge(name)

    def end(self) -> None:
        self._prober.end()
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None

    def _launch(self) -> None:
        self._keeper = KeeperChild(self._interpreter, self._site.folders, self._record)
        self._launched = time.monotonic()

    def _mourn(self, keeper: KeeperChild) -> None:
        """The keeper itself died: its services go with it, and all start again after a pause."""
        self._keeper_trouble = (
            f"The keeper of the services ended (status {keeper.code}): the reason is in {keeper.log}."
        )
        keeper.end()
        self._keeper = None
        if time.monotonic() - self._launched > CALM_S:
            self._pause_s = 0.0
        self._due = time.monotonic() + self._pause_s
        self._pause_s = min(max(self._pause_s * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)
        for name, status in self._status.items():
            self._prober.doubt(name)
            self._status[name] = replace(
                status,
                state=ServiceState.RESTARTING,
                pid=None,
                restarts=status.restarts + 1,
                error="ended with the keeper",
            )

    def _take_in(self, event: Event) -> None:
        self._prober.doubt(event.service)
        status = self._status[event.service]
        if event.event == "died":
            self._record.forget(event.service)
            self._status[event.service] = replace(status, state=ServiceState.RESTARTING, pid=None, error=event.error)
            return
        again = event.restarts > 0 or status.restarts > 0
        self._status[event.service] = replace(
            status,
            state=ServiceState.RESTARTING if again else ServiceState.STARTING,
            pid=event.pid,
            restarts=max(status.restarts, event.restarts),
        )

    def _judge(self, name: str) -> None:
        status = self._status[name]
        if status.pid is None:
            return
        if self._prober.answers(name):
            self._keeper_trouble = ""
            self._status[name] = replace(status, state=ServiceState.READY)
        elif status.state is ServiceState.READY:
            self._status[name] = replace(status, state=ServiceState.SILENT)
