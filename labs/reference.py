"""Read strictly what proves a lab: solution.yaml and mistakes.yaml."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from labs.faults import Fault, list_faults, mark_of
from labs.loader import MISTAKES_FILE, SOLUTION_FILE, DefinitionError, read_yaml
from labs.schema import LabDefinition
from labs.schema.proving import (
    MISTAKES,
    SOLUTION,
    At,
    Mistake,
    SolutionStep,
    faults_of_mistakes,
    faults_of_solution,
)

Row = TypeVar("Row", SolutionStep, Mistake)


@dataclass(frozen=True)
class Reference:
    """How a lab is solved, and what goes wrong there. `digest` (SHA-256) changes when either does."""

    steps: tuple[SolutionStep, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def digest(self) -> str:
        parts = [SOLUTION.dump_python(list(self.steps)), MISTAKES.dump_python(list(self.mistakes))]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load_reference(folder: Path, lab: LabDefinition) -> Reference:
    """Of a lab's folder. Raises DefinitionError with every fault found."""
    steps = load_solution(folder / SOLUTION_FILE, lab)
    return Reference(tuple(steps), tuple(load_mistakes(folder / MISTAKES_FILE, steps, lab)))


def load_solution(path: Path, lab: LabDefinition) -> list[SolutionStep]:
    return _load(path, SOLUTION, SolutionStep, lambda steps: faults_of_solution(steps, lab))


def load_mistakes(path: Path, steps: Sequence[SolutionStep], lab: LabDefinition) -> list[Mistake]:
    """Any file of mistakes of a lab. Raises DefinitionError with every fault found."""
    return _load(path, MISTAKES, Mistake, lambda mistakes: faults_of_mistakes(mistakes, steps, lab))


def _load(
    path: Path,
    rows: TypeAdapter[list[Row]],
    row: type[Row],
    faults_in: Callable[[list[Row]], Iterator[tuple[At, str]]],
) -> list[Row]:
    if not path.is_file():
        raise DefinitionError(f"{path.parent.name}: {path.name} is missing")
    name = f"{path.parent.name}/{path.name}"
    value, lines = read_yaml(path)
    try:
        found = rows.validate_python(value)
    except ValidationError as error:
        raise DefinitionError(*list_faults(name, value, error, lines, row)) from error
    faults = [Fault(name, mark_of(at, lines), told) for at, told in faults_in(found)]
    if faults:
        raise DefinitionError(*faults)
    return found
