"""All faults at once, each at its own line, with what was perhaps meant."""

import re
import shutil
from pathlib import Path

import pytest

from labs.loader import DEFINITIONS, DefinitionError, load_lab

CASES = {
    "a key": ("    guard: true\n", "    gaurd: true\n", "did you mean guard?"),
    "a key of a subject": ("bind: app_net}", "bnid: app_net}", "did you mean bind?"),
    "an operator": ("contains: tier-db", "contians: tier-db", "did you mean contains?"),
    "a kind": ("kind: network, name: app-net", "kind: netwrok, name: app-net", "did you mean network?"),
    "a field": ("field: gateway_ip, equals: null", "field: gatway_ip, equals: null", "did you mean gateway_ip?"),
    "a binding": ("of: [app_net, db_net]", "of: [app_net, db_nett]", "did you mean db_net?"),
    "a binding in a reference": ("same_as: db_net.id", "same_as: db_nett.id", "did you mean db_net?"),
    "a placeholder": ("app-subnet is {got}, not", "app-subnet is {goot}, not", "did you mean got?"),
    "a variable": ('"10.{N}.20.0/26"', '"10.{NONC}.20.0/26"', "did you mean NONCE?"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_perhaps_meant_is_told_with_its_line(case: str, lab: Path) -> None:
    before, after, meant = CASES[case]
    text = lab.read_text(encoding="utf-8")
    assert before in text
    number = text[: text.index(before)].count("\n") + 1
    lab.write_text(text.replace(before, after, 1), encoding="utf-8")
    told = refusal(lab)
    assert any(f"lab.yaml:{number}: " in line and meant in line for line in told), told


def test_all_faults_are_told_at_once(lab: Path) -> None:
    text = lab.read_text(encoding="utf-8")
    for name in ("equals: null", "count: 1", "contains: tier-db"):
        text = text.replace(name, f"{name}, ignore_cases: true")
    lab.write_text(text, encoding="utf-8")
    assert len(refusal(lab)) == 3


def test_faults_of_several_checks_are_told_at_once(lab: Path) -> None:
    text = (
        lab.read_text(encoding="utf-8").replace("field: gateway_ip", "field: gateway").replace("app_net.id", "net.id")
    )
    lab.write_text(text.replace("    points: 5\n", "    points: 6\n"), encoding="utf-8")
    told = refusal(lab)
    assert [re.search(r"points|NTT-\d", line)[0] for line in told] == ["points", "NTT-2", "NTT-4", "NTT-8"]  # type: ignore[index]


def refusal(lab: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        load_lab(lab.parent)
    return str(refused.value).splitlines()


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A lab of our own to spoil, with a guard in it."""
    shutil.copytree(DEFINITIONS / "network-tenant", tmp_path / "network-tenant")
    path = tmp_path / "network-tenant" / "lab.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    of: [app_net, db_net]\n", "    guard: true\n    of: [app_net, db_net]\n"), "utf-8"
    )
    return path
