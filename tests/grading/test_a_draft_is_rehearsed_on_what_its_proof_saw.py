"""A draft is judged over all that its lab's last proof saw, so that what it changes is known before it is saved."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grading.authoring.examining import examine
from grading.proving.evidence import write_evidence
from grading.proving.rehearsing import SOLUTION, Scene, find_evidence, rehearse
from labs.loader import DEFINITIONS, LAB_FILE, MISTAKES_FILE, LabFolder, load_lab, load_labs
from labs.proof_files import kept_proofs

SLUG = "network-tenant"


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.CLASSROOM_HOME = tmp_path


def draft(name: str, old: str, new: str) -> LabFolder:
    files = load_lab(DEFINITIONS / SLUG).files
    assert old in files[name]
    examined = examine(SLUG, {**files, name: files[name].replace(old, new)})
    assert not examined.faults
    assert examined.lab
    return examined.lab


def scenes_of(lab: LabFolder) -> list[Scene]:
    evidence = find_evidence(lab.definition.slug)
    assert evidence
    return rehearse(lab, evidence)


@pytest.mark.parametrize("lab", load_labs(), ids=lambda lab: lab.definition.slug)
def test_every_shipped_lab_is_as_it_should_be(lab: LabFolder) -> None:
    scenes = scenes_of(lab)
    assert len(scenes) > 2
    assert [str(fault) for scene in scenes for fault in scene.faults] == []
    assert all(scene.verdicts for scene in scenes)


def test_a_check_that_asks_for_something_else_fails_the_solution() -> None:
    solved = next(
        scene
        for scene in scenes_of(draft(LAB_FILE, "{field: is_shared, equals: false}", "{field: is_shared, equals: true}"))
        if scene.what == SOLUTION
    )
    assert (solved.faults[0].check, solved.faults[0].came) == ("NTT-1", "failed")


def test_a_mistake_that_was_never_made_has_not_been_seen() -> None:
    files = load_lab(DEFINITIONS / SLUG).files
    first = next(line for line in files[MISTAKES_FILE].splitlines() if line.startswith("- mistake:"))
    scenes = scenes_of(draft(MISTAKES_FILE, first, "- mistake: something quite new"))
    assert [scene.what for scene in scenes if not scene.verdicts] == ["something quite new"]


def test_a_lab_that_was_never_proven_has_nothing_to_show() -> None:
    assert find_evidence("branch-lab") is None


def test_a_proof_that_was_made_here_comes_first() -> None:
    shipped = find_evidence(SLUG)
    assert shipped
    kept_proofs().mkdir()
    write_evidence(replace(shipped, definition="made here"), kept_proofs())
    found = find_evidence(SLUG)
    assert found
    assert found.definition == "made here"
