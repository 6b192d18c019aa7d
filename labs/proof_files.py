"""The proofs of the labs, kept beside their definitions: one small readable file for each lab."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from pydantic import Field, ValidationError

from labs.loader import DefinitionError
from labs.schema.text import CheckId, NonEmpty, Slug, Strict

PROOFS = Path(__file__).parent / "proofs"


class ProvenOn(Strict):
    """The cloud: its release as its site file says, and what each service says of its version."""

    slug: NonEmpty
    release: str
    services: dict[str, str]


class Seconds(Strict):
    """The median over all sessions and gradings of the proof, with several students at work."""

    start: float
    grade: float
    finish: float


class Proof(Strict):
    """That a lab holds: when, where, and in which figures.

    `definition` and `reference`: the digests of what was proven (SHA-256). `not_applicable`: checks that this cloud
    cannot show. `caught`: mistakes that were noticed by exactly the checks named.
    """

    lab: Slug
    definition: NonEmpty
    reference: NonEmpty
    proven_at: datetime
    cloud: ProvenOn
    checks: int
    points: int
    not_applicable: list[CheckId] = Field([])
    steps: int
    mistakes: int
    caught: int
    seconds: Seconds


def kept_proofs() -> Path:
    """Where the proofs of labs that were edited or begun here stand."""
    folder: Path = settings.CLASSROOM_HOME / "proofs"
    return folder


def proof_path(slug: str, folder: Path = PROOFS) -> Path:
    return folder / f"{slug}.json"


def read_proof(slug: str, folder: Path = PROOFS) -> Proof | None:
    """None: the lab was never proven. Raises DefinitionError for a file that is no proof."""
    path = proof_path(slug, folder)
    if not path.is_file():
        return None
    try:
        return Proof.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DefinitionError(f"{path.parent.name}/{path.name} is no proof: {error}") from error


def write_proof(proof: Proof, folder: Path = PROOFS) -> Path:
    path = proof_path(proof.lab, folder)
    text = json.dumps(proof.model_dump(mode="json"), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path
