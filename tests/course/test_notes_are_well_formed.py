"""What the page relies on: anchors, closed containers, known placeholders, living links, clean Markdown."""

import re
from itertools import groupby

import pytest

from tests.course.notes_reading import ANCHOR, CALLOUTS, Note, all_notes, chapter_names, read_note

PLACEHOLDERS = {"domain", "project", "user", "rc_file", "image", "flavor", "number"}
LANGUAGES_OF_FENCES = {"console", "text", "bash", "yaml"}
LINKED_BY_LABS = {
    0: {"systems", "networks", "startup", "shutdown", "lab-command"},
    1: {
        "rc-file",
        "cli-pattern",
        "list-and-show",
        "launch-instance",
        "console",
        "flavor",
        "image",
        "project-network",
        "server-properties",
    },
}

every_note = pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)


@every_note
def test_file_name_begins_with_the_chapter(note: Note) -> None:
    assert note.name.startswith(f"{note.about['chapter']:02d}-")


@every_note
def test_every_heading_has_an_anchor_of_its_own(note: Note) -> None:
    assert [heading for heading in note.headings if not ANCHOR.match(heading)] == []
    assert len(note.anchors) == len(set(note.anchors))


@every_note
def test_it_opens_with_goals_and_ends_with_a_summary(note: Note) -> None:
    assert (note.anchors[0], note.anchors[-1]) == ("goals", "summary")
    assert [lab for lab in note.about["labs"] if f"`{lab}`" not in note.body] == []


@every_note
def test_sections_that_labs_refer_to_exist(note: Note) -> None:
    assert LINKED_BY_LABS.get(note.about["chapter"], set()) <= set(note.anchors)


@every_note
def test_containers_are_known_and_closed(note: Note) -> None:
    opened = re.findall(r"^:::+ +(\S+)", note.body, re.MULTILINE)
    closed = re.findall(r"^:::+$", note.body, re.MULTILINE)
    assert set(opened) <= {*CALLOUTS, "picture"}
    assert len(opened) == len(closed) == len(note.containers)


@every_note
def test_a_question_is_followed_by_its_answer(note: Note) -> None:
    for block in re.findall(r"^::: check\n(.*?)^:::$", note.body, re.MULTILINE | re.DOTALL):
        question, *answer = block.strip().split("\n\n")
        assert question.endswith("?"), question
        assert answer, question


@every_note
def test_only_values_that_the_page_knows_are_asked_for(note: Note) -> None:
    assert set(note.placeholders) <= PLACEHOLDERS


@every_note
def test_links_inside_the_course_lead_somewhere(note: Note) -> None:
    for link in note.links:
        name, _, anchor = link.partition("#")
        assert name in {"", *chapter_names()}, link
        target = read_note(note.language, name) if name else note
        assert anchor in target.anchors, link


@every_note
def test_no_markup_is_left_over(note: Note) -> None:
    assert [text for _, text in note.passages() if re.search(r"\*|__|(?<!\w)_\w|\]\(|:::|\{#", text)] == []


@every_note
def test_fences_say_what_they_hold(note: Note) -> None:
    assert {fence.language for fence in note.fences} <= LANGUAGES_OF_FENCES
    assert [fence.text for fence in note.fences if fence.language == "console" and not fence.commands] == []


@every_note
def test_printed_tables_are_straight(note: Note) -> None:
    lines = [line for fence in note.fences if fence.language == "console" for line in fence.text.splitlines()]
    for is_table, table in groupby(lines, key=lambda line: line.startswith(("+-", "| "))):
        widths = {len(line) for line in table if is_table}
        assert len(widths) <= 1, widths
