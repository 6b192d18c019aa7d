"""docs/check-language.md and the JSON schema say what the types say, and every example in them can be loaded."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from grading.engine.comparing import holds
from labs.kinds import Kind
from labs.language.descriptions import DESCRIPTIONS
from labs.language.document import DOCUMENT, document
from labs.language.examples import (
    check_of_operator,
    furnished,
    lab_around,
    lab_that_starts,
    list_examples,
    list_start_examples,
    read_examples,
    write_content,
    write_lab,
)
from labs.language.json_schema import FIRST_LINE, SCHEMA, lab_schema, schema_text
from labs.language.models import described
from labs.loader import DEFINITIONS, load_lab
from labs.schema import CAN_BE_MADE, Check, Operator, Start
from labs.schema.checks import SUBJECTS

LABS = sorted(path.parent.name for path in DEFINITIONS.glob("*/lab.yaml"))
EXAMPLES = dict(list_examples())
START_EXAMPLES = dict(list_start_examples())


def test_the_document_is_what_the_types_make() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "./run manage lab document makes it anew"


def test_the_schema_is_what_the_types_make() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "./run manage lab schema makes it anew"


def test_nothing_of_the_language_lacks_an_example() -> None:
    examples = read_examples()
    assert list(examples["subjects"]) == list(SUBJECTS)
    assert set(examples["about"]) == set(SUBJECTS)
    assert list(examples["operators"]) == [str(operator) for operator in Operator]
    assert list(examples["kinds"]) == [str(kind) for kind in Kind]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_loaded(name: str, tmp_path: Path) -> None:
    load_lab(write_lab(EXAMPLES[name], tmp_path))


@pytest.mark.parametrize("topic", START_EXAMPLES)
def test_an_example_of_start_can_be_loaded_and_fits_the_schema(topic: str, tmp_path: Path) -> None:
    lab = lab_that_starts(START_EXAMPLES[topic])
    load_lab(write_content(lab, tmp_path))
    Draft202012Validator(lab_schema()).validate(lab)


def test_everything_that_start_can_do_has_an_example() -> None:
    shown = {key for example in START_EXAMPLES.values() for key in example}
    assert shown == set(Start.model_fields)
    made = {key for example in START_EXAMPLES.values() for item in example.get("make", []) for key in item}
    assert made - {"bind"} == set(CAN_BE_MADE)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_the_schema(name: str) -> None:
    Draft202012Validator(lab_schema()).validate(lab_around(EXAMPLES[name]))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("subject ")])
def test_an_example_of_a_subject_is_of_that_subject(name: str) -> None:
    assert Check.model_validate(furnished(EXAMPLES[name], "EX-1", 10)).subject == name.split()[1]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("kind ")])
def test_an_example_of_a_kind_is_about_that_kind(name: str) -> None:
    kind = name.split()[1]
    asked = {"http_probe": "http:", "tcp_probe": "tcp:", "command": "command:", "effective_role": "effective:"}
    asked["file"] = "base_img."
    text = yaml.safe_dump(EXAMPLES[name], default_flow_style=False)
    assert asked.get(kind, "session." if kind == "session" else f"kind: {kind}\n") in text


@pytest.mark.parametrize("operator", Operator)
def test_an_operator_is_met_by_what_its_example_says(operator: Operator) -> None:
    example = read_examples()["operators"][str(operator)]
    check = Check.model_validate(furnished(check_of_operator(example), "EX-1", 10))
    item = check.expect[0]
    assert item.operator is operator
    expected = example.get("value", example["expect"][str(operator)])
    assert all(holds(operator, value, expected, ignore_case=item.ignore_case) for value in example["meets"])
    assert not any(holds(operator, value, expected, ignore_case=item.ignore_case) for value in example["misses"])


@pytest.mark.parametrize("slug", LABS)
def test_a_lab_fits_the_schema_and_names_it(slug: str) -> None:
    text = (DEFINITIONS / slug / "lab.yaml").read_text(encoding="utf-8")
    Draft202012Validator(lab_schema()).validate(yaml.safe_load(text))
    assert text.splitlines()[0] == FIRST_LINE
    assert (DEFINITIONS / slug / FIRST_LINE.partition("=")[2]).resolve() == SCHEMA


@pytest.mark.parametrize(
    "fault",
    [{"pionts": 10}, {"points": "ten"}, {"id": "first"}, {"find": {"kind": "netwrok", "name": "a", "bind": "b"}}],
    ids=["unknown key", "wrong type", "malformed id", "unknown kind"],
)
def test_an_editor_sees_what_is_wrong(fault: dict[str, Any]) -> None:
    lab = lab_around(EXAMPLES["subject find 1"])
    lab["checks"][0] |= fault
    assert not Draft202012Validator(lab_schema()).is_valid(lab)


def test_a_comment_does_not_change_the_digest(tmp_path: Path) -> None:
    folder = write_lab(EXAMPLES["subject find 1"], tmp_path)
    before = load_lab(folder).digest
    path = folder / "lab.yaml"
    path.write_text(f"{FIRST_LINE}\n{path.read_text(encoding='utf-8')}# the end\n", encoding="utf-8")
    assert load_lab(folder).digest == before


def test_no_description_is_told_twice_or_for_nothing() -> None:
    own = {f"{model}.{field}": text for model, fields in described().items() for field, text in fields.items()}
    assert {name for name in DESCRIPTIONS if own.get(name, "gone")} == set()
