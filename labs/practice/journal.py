"""Keeping the status file true while the practice cloud is started, watched and stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from labs.practice import files
from labs.practice.processes import Process
from labs.practice.settings import Folders
from labs.practice.status import PracticeStatus, ServiceStatus, State, Step, StepState

WRITE_EVERY_S = 0.5
"""The most a reader lags behind where only seconds and details change."""


class Journal:
    """The one writer of the status file."""

    def __init__(self, folders: Folders, versions: dict[str, str]) -> None:
        self._path = folders.status
        self._weights: dict[str, float] = {}
        self._written_at = 0.0
        self._step_began = 0.0
        self._share = 0.0
        self.status = PracticeStatus(versions=versions, log=str(folders.log), writer=Process.current())

    def begin(self, order: int, weights: dict[str, float]) -> None:
        """A start begins; `weights` are its steps with the seconds that each usually takes."""
        self._weights = weights
        self._share = 0.0
        self.change(
            state=State.STARTING,
            order=order,
            steps=tuple(Step(key) for key in weights),
            percent=0,
            seconds=0.0,
            error="",
            began=time.time(),
        )

    @contextmanager
    def step(self, key: str, state: State) -> Iterator[None]:
        """One step of the start; it is marked as failed when an exception passes."""
        self._step_began = time.monotonic()
        self._share = 0.0
        self._set_step(key, StepState.RUNNING)
        self.change(state=state)
        try:
            yield
        except BaseException:
            self._set_step(key, StepState.FAILED)
            raise
        self._share = 0.0
        self._set_step(key, StepState.DONE)

    def progress(self, share: float, detail: str) -> None:
        """Within the running step: how much is done (0…1), and what is being done."""
        self._share = share
        running = self.status.step
        if running is not None:
            self._set_step(running.key, StepState.RUNNING, detail)

    def set_services(self, services: tuple[ServiceStatus, ...]) -> None:
        self.change(services=services)

    def change(self, **fields: Any) -> None:
        """Note what is different now, and write it unless only seconds went by."""
        before = self.status
        self.status = replace(before, **fields)
        if self._is_news(before) or time.monotonic() - self._written_at > WRITE_EVERY_S:
            self.write()

    def write(self) -> None:
        self._written_at = time.monotonic()
        files.write_json(self._path, self.status.as_dict(), mode=0o644)

    def _is_news(self, before: PracticeStatus) -> bool:
        def essence(status: PracticeStatus) -> PracticeStatus:
            steps = tuple(replace(step, seconds=0.0, detail="") for step in status.steps)
            return replace(status, steps=steps, seconds=0.0)

        return essence(before) != essence(self.status)

    def _set_step(self, key: str, state: StepState, detail: str = "") -> None:
        seconds = round(time.monotonic() - self._step_began, 1)
        steps = tuple(
            replace(step, state=state, seconds=seconds, detail=detail) if step.key == key else step
            for step in self.status.steps
        )
        done = sum(self._weights[step.key] for step in steps if step.state is StepState.DONE)
        done += self._weights[key] * self._share if state is StepState.RUNNING else 0.0
        self.change(
            steps=steps,
            percent=int(100 * done / sum(self._weights.values())),
            seconds=round(time.time() - self.status.began, 1),
        )
