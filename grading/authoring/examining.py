"""Examine a lab's texts as `manage.py lab validate` examines its folder, each finding with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grading.authoring.advice import list_advice, list_folder_faults
from labs.faults import Fault
from labs.loader import FILES, LAB_FILE, DefinitionError, LabFolder, load_lab, read_yaml
from labs.packing import FILE_MAX, unpacked


@dataclass(frozen=True)
class Found:
    """A fault, or a piece of advice. `file`: of labs.loader.FILES; empty when it is about the folder."""

    file: str
    line: int
    column: int
    told: str
    is_fault: bool = True


@dataclass(frozen=True)
class Examined:
    """`lab` is None when lab.yaml or a task cannot be read."""

    lab: LabFolder | None
    found: tuple[Found, ...]

    @property
    def faults(self) -> list[Found]:
        return [one for one in self.found if one.is_fault]

    @property
    def advice(self) -> list[Found]:
        return [one for one in self.found if not one.is_fault]


def examine(slug: str, files: Mapping[str, str]) -> Examined:
    too_large = [name for name in FILES if len(files.get(name, "").encode()) > FILE_MAX]
    if too_large:
        told = f"more than {FILE_MAX // 1024} KiB"
        return Examined(None, tuple(Found(name, 1, 1, told) for name in too_large))
    with unpacked(slug, files) as folder:
        try:
            lab = load_lab(folder)
        except DefinitionError as error:
            return Examined(None, tuple(_found(error.told)))
        faults = _found(list_folder_faults(folder, lab.definition))
        advice = list_advice(lab, read_yaml(folder / LAB_FILE)[1])
    return Examined(lab, (*faults, *(Found(LAB_FILE, line, 1, told, is_fault=False) for line, told in advice)))


def _found(told: Iterable[Fault | str]) -> list[Found]:
    """In the order of the files."""
    found = [
        Found(one.file.rpartition("/")[2], one.mark.line, one.mark.column, one.told)
        if isinstance(one, Fault)
        else Found("", 1, 1, one)
        for one in told
    ]
    return sorted(found, key=lambda one: (FILES.index(one.file) if one.file in FILES else -1, one.line, one.column))
