"""A lab's texts are examined as its folder is: every fault and every piece of advice with file, line and column."""

import pytest

from grading.authoring.examining import Found, examine
from labs.beginning import Beginning, begin_files
from labs.loader import DEFINITIONS, FILES, LAB_FILE, MISTAKES_FILE, SOLUTION_FILE, load_lab, load_labs
from labs.packing import FILE_MAX

SLUG = "network-tenant"
TEXTS = load_lab(DEFINITIONS / SLUG).files


def found_in(name: str, old: str, new: str) -> list[Found]:
    assert old in TEXTS[name]
    return list(examine(SLUG, {**TEXTS, name: TEXTS[name].replace(old, new, 1)}).found)


def line_of(name: str, text: str) -> int:
    return next(number for number, line in enumerate(TEXTS[name].splitlines(), 1) if text in line)


def test_every_lab_of_the_course_has_no_fault() -> None:
    for lab in load_labs():
        assert examine(lab.definition.slug, lab.files).faults == []


def test_a_word_that_nobody_knows_is_found_in_its_place() -> None:
    found = found_in(LAB_FILE, "    points: 15", "    pionts: 15")
    at = (LAB_FILE, line_of(LAB_FILE, "    points: 15"), 5)
    assert [(one.file, one.line, one.column) for one in found if "pionts" in one.told] == [at]


def test_what_is_no_yaml_is_found_in_its_place() -> None:
    found = found_in(LAB_FILE, "kind: guided", "kind: [guided")
    assert found[0].line in range(5, 8)
    assert found[0].is_fault


@pytest.mark.parametrize("name", [SOLUTION_FILE, MISTAKES_FILE])
def test_the_files_that_prove_it_are_examined_too(name: str) -> None:
    found = examine(SLUG, {**TEXTS, name: "- nonsense: 1\n"}).faults
    assert {one.file for one in found} == {name}
    assert found[0].line == 1


def test_a_task_that_is_missing_is_told() -> None:
    texts = {name: text for name, text in TEXTS.items() if name != "task.en.md"}
    assert any("task.en.md" in one.told for one in examine(SLUG, texts).faults)


def test_another_name_than_the_labs_is_a_fault() -> None:
    assert "must be the folder's name" in found_in(LAB_FILE, "slug: network-tenant", "slug: other")[0].told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x07",
        "- a\n- b",
        "just words",
        "a: 2026-13-45",
        "{}: 1",
        "[" * 3000,
        "&a [*a, *a]",
        "x: &x [1,1,1]\ny: &y [*x,*x,*x,*x,*x,*x,*x,*x]\nz: &z [*y,*y,*y,*y,*y,*y,*y,*y]\n"
        "q: &q [*z,*z,*z,*z,*z,*z,*z,*z]\nr: [*q,*q,*q,*q,*q,*q,*q,*q]\n",
        "#" * (FILE_MAX + 1),
        "!!python/object/apply:os.system ['true']",
    ],
)
def test_whatever_is_typed_is_answered_with_a_fault(text: str) -> None:
    for name in (LAB_FILE, SOLUTION_FILE, MISTAKES_FILE):
        found = examine(SLUG, {**TEXTS, name: text}).faults
        assert found
        assert all(one.file in ("", *FILES) and one.line >= 1 for one in found)


def test_what_a_new_lab_begins_with_has_no_fault() -> None:
    wanted = Beginning("branch-lab", "4", "90", '따옴표 " 와 {중괄호}', "a: 'b' #c")
    examined = examine("branch-lab", begin_files(wanted))
    assert examined.found == ()
    assert examined.lab
    assert examined.lab.definition.title.en == "a: 'b' #c"
