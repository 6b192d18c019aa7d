"""The table of docs/labs.md: every lab with the figures of its proof. All around the table is written by hand."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from labs.loader import DEFINITIONS, LabFolder, load_labs
from labs.proof_files import Proof, read_proof

DOCUMENT = DEFINITIONS.parents[1] / "docs" / "labs.md"
BEGIN = "<!-- The table is made by `./run manage prove --document`: edit all but it. -->\n"
END = "<!-- The end of the table. -->\n"
HEAD = (
    "lab",
    "chapter",
    "checks",
    "points",
    "steps",
    "mistakes caught",
    "start",
    "grade",
    "finish",
    "proven",
    "digest",
)


def write_document(path: Path = DOCUMENT) -> Path:
    path.write_text(document(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def document(text: str) -> str:
    """The text with the table as it should be now."""
    before, _begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return before + BEGIN + table() + END + after


def table() -> str:
    labs = [(folder, read_proof(folder.definition.slug)) for folder in load_labs()]
    lines = [HEAD, ["---"] * len(HEAD), *(list(_row(folder, proof)) for folder, proof in labs)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n" + "\n".join(_clouds(labs)) + "\n"


def _row(folder: LabFolder, proof: Proof | None) -> Iterator[str]:
    lab = folder.definition
    yield f"`{lab.slug}`"
    yield str(lab.chapter)
    yield str(len(lab.checks))
    if proof is None:
        yield from ["", "", "", "", "", "", "not proven", f"`{folder.digest[:12]}`"]
        return
    shown = sum(check.points for check in lab.checks if check.id not in proof.not_applicable)
    yield str(shown) if shown == lab.total else f"{shown} of {lab.total}"
    yield str(proof.steps)
    yield f"{proof.caught} of {proof.mistakes}"
    yield from (f"{seconds:.1f} s" for seconds in (proof.seconds.start, proof.seconds.grade, proof.seconds.finish))
    is_current = proof.definition == folder.digest
    yield f"{proof.proven_at:%Y-%m-%d}" if is_current else f"changed since {proof.proven_at:%Y-%m-%d}"
    yield f"`{folder.digest[:12]}`"


def _clouds(labs: Sequence[tuple[LabFolder, Proof | None]]) -> Iterator[str]:
    """Each cloud of a proof, with what its services say of their versions."""
    clouds = {proof.cloud.model_dump_json(): proof.cloud for _folder, proof in labs if proof}
    for cloud in clouds.values():
        versions = ", ".join(f"{service} {version}" for service, version in cloud.services.items())
        yield f"Cloud `{cloud.slug}`, release {cloud.release or 'unknown'}: {versions}.\n"
