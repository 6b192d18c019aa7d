"""Read lab folders strictly: what is wrong is told with file, line and what was expected."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from labs.faults import Position, list_faults, list_variable_faults, perhaps
from labs.schema import AS_WRITTEN, LabDefinition

DEFINITIONS = Path(__file__).parent / "definitions"


class DefinitionError(Exception):
    """A lab folder that cannot be used; the text names file, line and what was expected."""


@dataclass(frozen=True)
class LabFolder:
    """A lab as read from its folder. `digest` (SHA-256) changes when anything a student or a check meets does."""

    definition: LabDefinition
    task_ko: str
    task_en: str

    @property
    def digest(self) -> str:
        parts = [self.definition.model_dump(mode="json", exclude_unset=True), self.task_ko, self.task_en]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class _LinedLoader(yaml.SafeLoader):
    """Safe YAML that refuses repeated keys and remembers where every value stands."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.lines: dict[Position, int] = {}

    def note_lines(self, node: yaml.Node, at: Position = ()) -> None:
        self.lines[at] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            for index, child in enumerate(node.value):
                self.note_lines(child, (*at, index))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, child in node.value:
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"the key {key.value} is repeated", problem_mark=key.start_mark)
                seen.add(key.value)
                self.note_lines(child, (*at, key.value))
                self.lines[(*at, key.value)] = key.start_mark.line + 1


def read_yaml(path: Path) -> tuple[Any, dict[Position, int]]:
    """The file's value, and the line of each of its parts. Raises DefinitionError."""
    loader = _LinedLoader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        if node is None:
            raise DefinitionError(f"{path.name}: the file is empty")
        loader.note_lines(node)
        return loader.construct_document(node), loader.lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError(f"{path.parent.name}/{path.name}:{line}: {error.problem}") from error
    finally:
        loader.dispose()


def load_lab(folder: Path) -> LabFolder:
    """Read and check one lab folder. Raises DefinitionError with every fault found."""
    path, name = folder / "lab.yaml", f"{folder.name}/lab.yaml"
    value, lines = read_yaml(path)
    try:
        definition = LabDefinition.model_validate(value, context=AS_WRITTEN)
    except ValidationError as error:
        raise DefinitionError("\n".join(list_faults(name, value, error, lines))) from error
    if definition.slug != folder.name:
        raise DefinitionError(f"{name}:{lines[('slug',)]}: the slug must be the folder's name")
    faults = list_variable_faults(name, value, lines)
    if faults:
        raise DefinitionError("\n".join(faults))
    return LabFolder(definition, *(_task(folder, language) for language in ("ko", "en")))


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
