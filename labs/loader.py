"""Read lab folders strictly: what is wrong is told with file, line and what was expected."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from labs.faults import TOP, Fault, Lines, Mark, list_faults, list_variable_faults, perhaps
from labs.lined_yaml import parse
from labs.schema import AS_WRITTEN, LabDefinition

DEFINITIONS = Path(__file__).parent / "definitions"
LAB_FILE, SOLUTION_FILE, MISTAKES_FILE = "lab.yaml", "solution.yaml", "mistakes.yaml"
FILES = (LAB_FILE, "task.ko.md", "task.en.md", SOLUTION_FILE, MISTAKES_FILE)


class DefinitionError(Exception):
    """A lab folder that cannot be used; the text names file, line and what was expected.

    A line of it is a fault with its place, or a sentence about the folder.
    """

    def __init__(self, *told: Fault | str) -> None:
        super().__init__("\n".join(map(str, told)))
        self.told = told


@dataclass(frozen=True)
class LabFolder:
    """A lab as read from its folder. `digest` (SHA-256) changes when anything a student or a check meets does.

    `files`: the texts as they are written, by name; empty for a lab that was made without a folder.
    """

    definition: LabDefinition
    task_ko: str
    task_en: str
    files: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def digest(self) -> str:
        parts = [self.definition.model_dump(mode="json", exclude_unset=True), self.task_ko, self.task_en]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_yaml(path: Path) -> tuple[Any, Lines]:
    """The file's value, and where each of its parts stands. Raises DefinitionError."""
    name = f"{path.parent.name}/{path.name}"
    try:
        value, lines = parse(path.read_text(encoding="utf-8"))
    except yaml.reader.ReaderError as error:
        raise DefinitionError(Fault(name, TOP, f"{error.reason} (#x{error.character:04x})")) from error
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark
        mark = Mark(at.line + 1, at.column + 1) if at else TOP
        raise DefinitionError(Fault(name, mark, error.problem or "no YAML")) from error
    except RecursionError as error:
        raise DefinitionError(Fault(name, TOP, "too deeply nested")) from error
    if not lines:
        raise DefinitionError(Fault(name, TOP, "the file is empty"))
    return value, lines


def load_lab(folder: Path) -> LabFolder:
    """Read and check one lab folder. Raises DefinitionError with every fault found."""
    path, name = folder / LAB_FILE, f"{folder.name}/{LAB_FILE}"
    value, lines = read_yaml(path)
    try:
        definition = LabDefinition.model_validate(value, context=AS_WRITTEN)
    except ValidationError as error:
        raise DefinitionError(*list_faults(name, value, error, lines)) from error
    if definition.slug != folder.name:
        raise DefinitionError(Fault(name, lines[("slug",)], f"slug: must be the folder's name, {folder.name}"))
    faults = list_variable_faults(name, value, lines)
    if faults:
        raise DefinitionError(*faults)
    return LabFolder(definition, _task(folder, "ko"), _task(folder, "en"), read_files(folder))


def read_files(folder: Path) -> dict[str, str]:
    """The texts of a lab's folder as they are written, by name; those that are there."""
    paths = (folder / name for name in FILES)
    return {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def find_folder(name: str) -> Path:
    """A lab's folder by slug, folder, or the lab.yaml inside it. Raises DefinitionError."""
    path = Path(name)
    if path.name == "lab.yaml":
        path = path.parent
    folder = path.resolve() if path.is_dir() else DEFINITIONS / name
    if not (folder / "lab.yaml").is_file():
        known = sorted(found.parent.name for found in DEFINITIONS.glob("*/lab.yaml"))
        raise DefinitionError(f"{name}: there is no such folder with a lab.yaml" + perhaps(name, known))
    return folder


def load_labs(folder: Path = DEFINITIONS) -> list[LabFolder]:
    """All labs, by chapter and position."""
    labs = [load_lab(path.parent) for path in sorted(folder.glob("*/lab.yaml"))]
    return sorted(labs, key=lambda lab: (lab.definition.chapter, lab.definition.position))


def _task(folder: Path, language: str) -> str:
    path = folder / f"task.{language}.md"
    if not path.is_file():
        raise DefinitionError(f"{folder.name}: task.{language}.md is missing")
    return path.read_text(encoding="utf-8")
