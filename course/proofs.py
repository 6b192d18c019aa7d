"""What staff see of a lab's proof: whether it holds for the lab as it is, and in which figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from course.wording import PROOFS, Word
from labs.models import Lab
from labs.models import Proof as StoredProof
from labs.proof_files import Proof
from labs.queries import latest_proof


@dataclass(frozen=True)
class ProofStanding:
    """`proof`: of the version in force, else the last one of another version; None when there is none."""

    code: str
    proof: Proof | None
    proven_at: datetime | None

    @property
    def word(self) -> Word:
        return PROOFS[self.code]

    @property
    def is_proven(self) -> bool:
        return self.code == "proven"


def proof_standing(lab: Lab) -> ProofStanding:
    return _standing(lab, latest_proof(lab))


def standing_among(lab: Lab, proofs: Sequence[StoredProof]) -> ProofStanding:
    """The same, of a lab whose proofs have been read, the newest first."""
    digest = lab.definition.digest if lab.definition else ""
    current = next((proof for proof in proofs if proof.digest == digest), None)
    return _standing(lab, current or next(iter(proofs), None))


def _standing(lab: Lab, stored: StoredProof | None) -> ProofStanding:
    if stored is None:
        return ProofStanding("unproven", None, None)
    is_current = lab.definition is not None and stored.digest == lab.definition.digest
    proof = Proof.model_validate(stored.content)
    return ProofStanding("proven" if is_current else "changed", proof, stored.proven_at)
