"""The examples of the check language, and the small lab into which each is put so that the loader can judge it."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from labs.schema import Check, names_of

Content = dict[str, Any]
SENTENCE = {"en": "An example.", "ko": "예입니다."}
EXAMPLES = Path(__file__).with_name("examples.yaml")
GIVEN = [{"bind": "image", "kind": "image", "name": "{IMG}"}]
START = {
    "persons": ["second"],
    "files": [{"bind": "base_img", "name": "{S}-base.img", "random": 65536}],
    "make": [{"bind": "start_net", "network": {"name": "start-net"}}],
}


@cache
def read_examples() -> Mapping[str, Any]:
    """`bound`, `subjects`, `operators`, `kinds` and `start` of the examples' file."""
    content: Mapping[str, Any] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return content


def list_examples() -> Iterator[tuple[str, Content]]:
    """Every example as `subject find 1`, with the part of a check that it shows."""
    examples = read_examples()
    for subject, checks in examples["subjects"].items():
        for number, check in enumerate(checks, 1):
            yield f"subject {subject} {number}", check
    for operator, example in examples["operators"].items():
        yield f"operator {operator}", check_of_operator(example)
    for kind, check in examples["kinds"].items():
        yield f"kind {kind}", check


def list_start_examples() -> Iterator[tuple[str, Content]]:
    """Every example of what may stand under `start`."""
    for topic, shown in read_examples()["start"].items():
        yield topic, shown["example"]


def lab_that_starts(start: Content) -> Content:
    """A whole lab with this `start`, and one check."""
    check = {"find": {"kind": "server", "name": "app", "bind": "app"}}
    return lab_around(check) | {"start": start}


def check_of_operator(example: Mapping[str, Any]) -> Content:
    subject = example.get("subject", {"of": [example["of"]]})
    return {**subject, "expect": [example["expect"]]}


def lab_around(check: Content) -> Content:
    """A whole lab with this check, what it refers to, and little else."""
    shown = furnished(check, "EX-1", 60)
    typed = Check.model_validate(shown)
    finds = _finds([name for name, _kinds in names_of(typed)])
    others = [furnished(find, f"EX-{number}", 10) for number, find in enumerate(finds, 2)]
    checks = [*others, shown, _morning(40 - 10 * len(others))]
    return {
        "slug": "example-lab",
        "chapter": 1,
        "position": 1,
        "kind": "guided",
        "minutes": 10,
        "title": SENTENCE,
        "goal": SENTENCE,
        "mode": "dedicated",
        "given": GIVEN,
        "start": START,
        "questions": [{"name": "cidr", "label": SENTENCE, "example": "10.0.0.0/24"}],
        "phases": ["morning"],
        "checks": checks,
    }


def write_lab(check: Content, parent: Path) -> Path:
    """A whole lab with this check as a folder that the loader reads."""
    return write_content(lab_around(check), parent)


def write_content(lab: Content, parent: Path) -> Path:
    """JSON is YAML."""
    folder = parent / "example-lab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lab.yaml").write_text(json.dumps(lab, ensure_ascii=False, indent=1), encoding="utf-8")
    for language in ("ko", "en"):
        (folder / f"task.{language}.md").write_text(SENTENCE[language] + "\n", encoding="utf-8")
    return folder


def furnished(check: Content, check_id: str, points: int) -> Content:
    """A part of a check with all that a whole one needs besides."""
    return {
        "id": check_id, "points": points, "title": SENTENCE, "message": SENTENCE, "hints": [SENTENCE], **check,
    }  # fmt: skip


def _finds(names: list[str]) -> Iterator[Content]:
    bound = read_examples()["bound"]
    for name in dict.fromkeys(names):
        if name in bound:
            yield {"find": {**bound[name], "bind": name}}


def _morning(points: int) -> Content:
    """A check of the phase, so that `phase_passed` has something to ask about."""
    check = {"collect": {"kind": "server", "at_least": 1}, "phase": "morning"}
    return furnished(check, "EX-99", points)
