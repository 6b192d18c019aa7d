"""What one look saw, with the parameters of its checks, as a file that people can read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from grading.engine.judging import Parameters
from grading.engine.observation import Observation
from grading.models import Run


class NothingSeen(Exception):
    """There is no observation to judge; the text says why."""


@dataclass(frozen=True)
class Sighting:
    """An observation and what the checks were given besides. `seen_at`: ISO 8601, empty if not known."""

    lab: str
    observation: Observation
    parameters: Parameters
    seen_at: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "lab": self.lab,
            "seen_at": self.seen_at,
            "parameters": self.parameters.as_json(),
            "observation": json.loads(self.observation.canonical()),
        }

    def as_text(self) -> str:
        return json.dumps(self.as_json(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """The opposite of `as_json`."""
        observation = Observation.from_json(content["observation"])
        parameters = Parameters.from_json(content["parameters"])
        return cls(content["lab"], observation, parameters, content.get("seen_at", ""))

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Raises NothingSeen for what no `lab observe` has written."""
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NothingSeen(f"{path} holds no observation: {type(error).__name__}: {error}") from error

    @classmethod
    def from_run(cls, run_id: int) -> Self:
        """Raises NothingSeen for a run that is not there, not graded yet, or was an error."""
        run = Run.objects.select_related("observation", "session__lab").filter(pk=run_id).first()
        if run is None:
            raise NothingSeen(f"there is no run {run_id}")
        if run.observation is None:
            raise NothingSeen(f"run {run_id} has no observation: its state is {run.state}")
        moment = run.observed_at.isoformat() if run.observed_at else ""
        observation = Observation.unpack(bytes(run.observation.content))
        return cls(run.session.lab.slug, observation, Parameters.from_json(run.parameters), moment)


def sighting_of(source: str) -> Sighting:
    """A file's or, for a number that is no file, a run's. Raises NothingSeen."""
    path = Path(source)
    if source.isdigit() and not path.exists():
        return Sighting.from_run(int(source))
    return Sighting.from_file(path)
