"""Judge by another definition all that a lab's last proof saw: untouched, solved, and after each mistake."""

from collections.abc import Iterator
from dataclasses import dataclass

from grading.authoring.sightings import Sighting
from grading.engine.verdicts import Verdict
from grading.proving.comparing import Fault, applies, faults_of_mistake, faults_solved, faults_untouched
from grading.proving.evidence import Evidence, read_evidence, verdicts_of
from labs.loader import LabFolder
from labs.packing import unpacked
from labs.proof_files import PROOFS, kept_proofs
from labs.reference import load_reference
from labs.schema.proving import Mistake

UNTOUCHED, SOLUTION = "untouched", "solution"


@dataclass(frozen=True)
class Scene:
    """One thing that the proof saw. `mistake`: None for the first two. `verdicts`: empty when it was not seen."""

    what: str
    mistake: Mistake | None
    verdicts: tuple[Verdict, ...]
    faults: tuple[Fault, ...]


def find_evidence(slug: str) -> Evidence | None:
    """What the proof saw that was made here, or else the shipped one; None for a lab that was never proven."""
    for folder in (kept_proofs(), PROOFS):
        try:
            return read_evidence(slug, folder)
        except FileNotFoundError:
            continue
    return None


def rehearse(lab: LabFolder, evidence: Evidence) -> list[Scene]:
    """What the lab says of each scene, and where that is not what a proof asks for. Raises DefinitionError."""
    definition = lab.definition
    with unpacked(definition.slug, lab.files) as folder:
        mistakes = load_reference(folder, definition).mistakes
    untouched, solved = _judge(lab, evidence.untouched), _judge(lab, evidence.solution)
    return [
        Scene(UNTOUCHED, None, untouched, tuple(faults_untouched(UNTOUCHED, untouched, definition))),
        Scene(SOLUTION, None, solved, tuple(faults_solved(SOLUTION, solved))),
        *_after_mistakes(lab, evidence, mistakes),
    ]


def _after_mistakes(lab: LabFolder, evidence: Evidence, mistakes: tuple[Mistake, ...]) -> Iterator[Scene]:
    """A mistake that no check of this cloud can notice has no fault."""
    for mistake in mistakes:
        seen = evidence.mistakes.get(mistake.mistake)
        verdicts = _judge(lab, seen) if seen else ()
        faults = tuple(faults_of_mistake(verdicts, mistake)) if applies(mistake, verdicts) else ()
        yield Scene(mistake.mistake, mistake, verdicts, faults)


def _judge(lab: LabFolder, seen: Sighting) -> tuple[Verdict, ...]:
    return tuple(verdicts_of(lab.definition.model_dump(mode="json", exclude_unset=True), seen))
