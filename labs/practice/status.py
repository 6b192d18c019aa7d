"""The state of the practice cloud as everybody else may read it: one small file."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from labs.practice import catalogue, files
from labs.practice.processes import Process


class State(StrEnum):
    ABSENT = "absent"
    INSTALLING = "installing"
    STARTING = "starting"
    READY = "ready"
    TROUBLE = "trouble"
    """It ran, and now a service does not answer; it is being started again."""
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ServiceState(StrEnum):
    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    SILENT = "silent"
    """Its process lives, but does not answer."""
    RESTARTING = "restarting"


AT_REST = frozenset({State.ABSENT, State.STOPPED, State.FAILED})


@dataclass(frozen=True)
class Step:
    """One part of a start. `key`: install, client, prepare, services, seed."""

    key: str
    state: StepState = StepState.WAITING
    seconds: float = 0.0
    detail: str = ""


@dataclass(frozen=True)
class ServiceStatus:
    name: str
    state: ServiceState = ServiceState.STOPPED
    pid: int | None = None
    url: str = ""
    restarts: int = 0
    error: str = ""


@dataclass(frozen=True)
class PracticeStatus:
    """What a page shows. `seconds`: how long the start took or takes so far."""

    state: State = State.ABSENT
    steps: tuple[Step, ...] = ()
    percent: int = 0
    seconds: float = 0.0
    error: str = ""
    log: str = ""
    services: tuple[ServiceStatus, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    order: int = 0
    """The number of the order that this state belongs to."""
    began: float = 0.0
    """When the start began, in seconds since the epoch."""
    writer: Process | None = None

    @property
    def ready(self) -> bool:
        return self.state is State.READY

    @property
    def at_rest(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in AT_REST

    @property
    def step(self) -> Step | None:
        """The step that runs, or failed; None when there is none."""
        going_on = (StepState.RUNNING, StepState.FAILED)
        return next((step for step in self.steps if step.state in going_on), None)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_status(home: Path) -> PracticeStatus:
    """The practice cloud below this CLASSROOM_HOME; cheap, and raises nothing."""
    raw = files.read_json(home / "practice" / "status.json")
    try:
        return _judge(_parse(raw)) if raw else PracticeStatus()
    except (KeyError, TypeError, ValueError, AttributeError):
        return PracticeStatus()


def _parse(raw: dict[str, Any]) -> PracticeStatus:
    writer = raw["writer"]
    return PracticeStatus(
        **{
            **raw,
            "state": State(raw["state"]),
            "steps": tuple(Step(**{**step, "state": StepState(step["state"])}) for step in raw["steps"]),
            "services": tuple(ServiceStatus(**{**one, "state": ServiceState(one["state"])}) for one in raw["services"]),
            "writer": Process(**writer) if writer else None,
        }
    )


def _judge(status: PracticeStatus) -> PracticeStatus:
    """Believe a file about something running only while its writer lives."""
    alive = status.writer is not None and status.writer.alive
    if status.at_rest or alive:
        going_on = status.state in (State.INSTALLING, State.STARTING)
        return replace(status, seconds=round(time.time() - status.began, 1)) if going_on else status
    services = tuple(replace(one, state=ServiceState.STOPPED, pid=None) for one in status.services)
    error = "The process that looked after the practice cloud has ended; start it again."
    return replace(status, state=State.STOPPED, services=services, error=error)


def versions(requirements: Path) -> dict[str, str]:
    """The pinned version of every service."""
    pins = dict(
        line.strip().split("==", 1) for line in requirements.read_text(encoding="utf-8").splitlines() if "==" in line
    )
    found = {name: pins[service.package] for name, service in catalogue.SERVICES.items()}
    return {"openstack": catalogue.RELEASE, **found}
