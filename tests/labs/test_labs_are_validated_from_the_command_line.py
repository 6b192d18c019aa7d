"""`./run manage lab validate` tells what is wrong, and what is allowed and yet perhaps not meant."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from labs.loader import DEFINITIONS

UNTOUCHED = """
  - id: NTT-10
    points: 10
    title: {en: "No router", ko: "라우터 없음"}
    absent: {kind: router, name: edge}
    message: {en: "There is a router.", ko: "라우터가 있습니다."}
    hints: [{en: "Delete it.", ko: "삭제합니다."}]
"""
ADVICE = {
    "a check without a paragraph": (
        '    teaches: "4#subnet-create"\n',
        "",
        "no `teaches`, so no paragraph to read after a failure: NTT-2",
    ),
    "something given that nobody uses": (
        "start:\n",
        'given:\n  - {bind: image, kind: image, name: "{IMG}"}\nstart:\n',
        "no check uses the binding image",
    ),
    "patience with nothing to wait for": (
        "    points: 5\n",
        "    points: 5\n    limit_s: 60\n",
        "NTT-9 waits 60 s, but nothing that it reads has a settling state",
    ),
    "a pass before any work": (
        "    points: 15\n    title: {en: \"Allocation",
        "    points: 5\n    title: {en: \"Allocation",
        "NTT-10 would pass before any work: is it a guard?",
    ),
}  # fmt: skip

MISTAKE = "- {mistake: m, ko: 가, after: x, fails: [NTT-1]}"


@pytest.mark.parametrize("case", ADVICE)
def test_advice_is_given_and_the_lab_is_fine(case: str, lab: Path) -> None:
    before, after, advice = ADVICE[case]
    text = lab.read_text(encoding="utf-8").replace(before, after, 1) if before else lab.read_text(encoding="utf-8")
    lab.write_text(text + (UNTOUCHED if "NTT-10" in advice else ""), encoding="utf-8")
    told = validate(lab.parent)
    assert "ok      network-tenant:" in told
    assert any(line.startswith("advice  network-tenant/lab.yaml:") and advice in line for line in told.splitlines())


def test_every_lab_of_the_course_is_fine() -> None:
    told = validate()
    assert {line.split()[1].rstrip(":") for line in told.splitlines() if line.startswith("ok ")} == {
        path.parent.name for path in DEFINITIONS.glob("*/lab.yaml")
    }


def test_a_lab_is_named_by_slug_folder_or_file(lab: Path) -> None:
    assert validate("network-tenant") == validate(lab.parent) == validate(lab)


def test_all_faults_of_all_labs_are_told(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        lab.read_text(encoding="utf-8")
        .replace("gateway_ip", "gatway_ip")
        .replace("same_as: db_net.id", "same_as: x.id")
    )
    lab.write_text(text, encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2 labs cannot be used: network-tenant") as refused:
        call_command("lab", "validate", str(lab.parent), "intro-launch", stdout=out)
    assert refused.value.returncode == 1
    assert out.getvalue().count("network-tenant/lab.yaml:") == 3
    assert "did you mean gateway_ip?" in out.getvalue()
    assert "ok      intro-launch" in out.getvalue()


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        (
            "mistakes.yaml",
            "- {mistake: m, ko: 가, after: x, fails: [NTT-77]}",
            "there is no check NTT-77; known are NTT-1",
        ),
        (
            "mistakes.yaml",
            "- {mistake: m, ko: 가, after: x}",
            "mistakes.yaml:1: 0: a mistake fails or blocks some check",
        ),
        ("mistakes.yaml", "- {mistake: m, ko: 가, fails: [NTT-1]}", "is made by `after`, `instead` or `answers`"),
        ("mistakes.yaml", "- {mistake: m, after: x, fails: [NTT-1]}", "mistakes.yaml:1: 0.ko: Field required"),
        ("mistakes.yaml", f"{MISTAKE}\n{MISTAKE}", "mistakes.yaml:2: this mistake is listed twice"),
        ("mistakes.yaml", "- {mistake: m, ko: 가, instead: {9: x}, fails: [NTT-1]}", "steps 1 to 4, and no step 9"),
        (
            "mistakes.yaml",
            "- {mistake: m, ko: 가, after: x, fails: [NTT-1], blocks: [NTT-1]}",
            "cannot both fail and be",
        ),
        ("mistakes.yaml", None, "mistakes.yaml is missing"),
        ("solution.yaml", None, "solution.yaml is missing"),
        ("solution.yaml", "- {as: user}", "solution.yaml:1: 0: a step has commands to `run`, `answers`, or both"),
        ("solution.yaml", "- {run: x, as: root}", "solution.yaml:1: there is no person root; known are user"),
        (
            "solution.yaml",
            "- {run: x, fase: a}",
            "solution.yaml:1: 0.fase: Extra inputs are not permitted; did you mean phase?",
        ),
        ("solution.yaml", "- {run: x, phase: noon}", "solution.yaml:1: there is no phase noon; known are none"),
        ("solution.yaml", "- {answers: {cidr: x}}", "solution.yaml:1: there is no question cidr; known are none"),
        ("task.ko.md", None, "task.ko.md is missing"),
    ],
)
def test_what_proves_a_lab_is_looked_at_too(file: str, content: str | None, fault: str, lab: Path) -> None:
    path = lab.parent / file
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("lab", "validate", str(lab.parent), stdout=out)
    assert fault in out.getvalue()


def test_a_lab_that_is_not_there_is_said_with_what_was_perhaps_meant() -> None:
    with pytest.raises(CommandError, match=r"network-tenat: .*did you mean network-tenant\?"):
        validate("network-tenat")


def validate(*labs: str | Path) -> str:
    out = StringIO()
    call_command("lab", "validate", *map(str, labs), stdout=out)
    return out.getvalue()


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    shutil.copytree(DEFINITIONS / "network-tenant", tmp_path / "network-tenant")
    return tmp_path / "network-tenant" / "lab.yaml"
