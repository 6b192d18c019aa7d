"""A lab that is to be proven: its folder as it is now, stored beside the version that classes use."""

from dataclasses import dataclass, replace
from pathlib import Path

from labs.loader import LabFolder, load_lab
from labs.models import Definition
from labs.reference import Reference, load_mistakes, load_reference
from labs.schema import LabDefinition
from labs.schema.proving import MACHINES, Mistake
from labs.services import record_definition


@dataclass(frozen=True)
class Subject:
    """`further`: mistakes of somebody else's file, tried like the lab's own."""

    path: Path
    folder: LabFolder
    reference: Reference
    stored: Definition
    further: tuple[Mistake, ...] = ()

    @property
    def slug(self) -> str:
        return self.folder.definition.slug

    @property
    def has_machines(self) -> bool:
        """Whether it is about the machines of a whole classroom, which nobody shares."""
        return MACHINES in self.lab.requires

    @property
    def lab(self) -> LabDefinition:
        return self.folder.definition


def subject_of(path: Path) -> Subject:
    """Raises DefinitionError with every fault of the folder's files."""
    folder = load_lab(path)
    return Subject(path, folder, load_reference(path, folder.definition), record_definition(folder))


def with_further(subject: Subject, path: Path) -> Subject:
    """The same with the mistakes of a file. Raises DefinitionError."""
    found = load_mistakes(path, subject.reference.steps, subject.lab)
    return replace(subject, further=tuple(found))
