"""docs/labs.md has every lab with the figures of its proof, as the prover writes them."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grading.proving.document import DOCUMENT, document, table, write_document
from labs import proof_files
from labs.loader import load_labs


def test_the_table_is_what_the_proofs_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(DOCUMENT.read_text(encoding="utf-8")), (
        "./run manage prove --document makes it anew"
    )


def test_every_lab_has_a_row() -> None:
    rows = [line for line in table().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [folder.definition.slug for folder in load_labs()]


def test_what_is_written_by_hand_stays(tmp_path: Path) -> None:
    path = tmp_path / "labs.md"
    changed = DOCUMENT.read_text(encoding="utf-8").replace("| lab | chapter", "| changed | chapter")
    path.write_text(changed, encoding="utf-8")
    write_document(path)
    assert path.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8")


def test_a_lab_without_a_proof_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("grading.proving.document.read_proof", lambda slug: proof_files.read_proof(slug, tmp_path))
    assert "not proven" in table()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name labs, or --all of them"),
        (["network-tenat"], "did you mean network-tenant"),
        (["network-tenant", "intro-launch", "--mistakes", "x.yaml"], "--mistakes is a file of one lab: name it"),
        (["network-tenant", "--mistakes", "x.yaml"], "x.yaml is missing"),
        (["network-tenant", "--only", "everything"], "there are untouched, solution, steps"),
        (["network-tenant"], "there is no cloud practice yet"),
    ],
)
@pytest.mark.django_db
def test_a_proof_that_cannot_begin_is_refused_in_one_sentence(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("prove", *words)
