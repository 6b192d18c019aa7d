"""What a proof saw, kept beside it: so that a later engine can be asked to judge it again without any cloud."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from grading.authoring.sightings import Sighting
from grading.engine.judging import judge
from grading.engine.verdicts import Verdict
from grading.proving.comparing import Fault, faults_of_mistake, faults_solved
from labs.proof_files import PROOFS
from labs.schema.proving import Mistake
from labs.site import fill_definition

Content = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """`untouched`: what was seen after start, beside another student who had solved it if there can be one.

    `mistakes`: sentence → what was seen then.
    """

    lab: str
    definition: str
    untouched: Sighting
    solution: Sighting
    mistakes: dict[str, Sighting]

    def as_json(self) -> Content:
        return {
            "lab": self.lab,
            "definition": self.definition,
            "untouched": self.untouched.as_json(),
            "solution": self.solution.as_json(),
            "mistakes": {title: seen.as_json() for title, seen in self.mistakes.items()},
        }

    @classmethod
    def from_json(cls, content: Content) -> Self:
        return cls(
            content["lab"],
            content["definition"],
            Sighting.from_json(content["untouched"]),
            Sighting.from_json(content["solution"]),
            {title: Sighting.from_json(seen) for title, seen in content["mistakes"].items()},
        )


def evidence_path(slug: str, folder: Path = PROOFS) -> Path:
    return folder / f"{slug}.observations.json.xz"


def write_evidence(evidence: Evidence, folder: Path = PROOFS) -> Path:
    path = evidence_path(evidence.lab, folder)
    text = json.dumps(evidence.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9))
    return path


def read_evidence(slug: str, folder: Path = PROOFS) -> Evidence:
    """Raises FileNotFoundError when the lab was never proven."""
    return Evidence.from_json(json.loads(lzma.decompress(evidence_path(slug, folder).read_bytes())))


def judge_again(evidence: Evidence, content: Content, mistakes: list[Mistake]) -> Iterator[Fault]:
    """What the engine as it is now says otherwise of what was seen then. `content`: the definition as stored."""
    yield from faults_solved("solution", verdicts_of(content, evidence.solution))
    for mistake in mistakes:
        seen = evidence.mistakes.get(mistake.mistake)
        if seen is None:
            yield Fault(f"mistake: {mistake.mistake}", "what was seen after it", "nothing")
        else:
            yield from faults_of_mistake(verdicts_of(content, seen), mistake)


def verdicts_of(content: Content, seen: Sighting) -> list[Verdict]:
    return judge(fill_definition(content, seen.parameters.variables), seen.parameters, seen.observation)
