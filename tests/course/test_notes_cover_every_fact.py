"""A chapter that is written teaches every fact of its list, in both languages, where the list says so."""

import pytest

from tests.course.notes_reading import CHECKOUT, Note, all_notes

FACTS = CHECKOUT / "tests" / "course" / "facts.txt"


def listed_facts() -> dict[str, str]:
    """Every fact's id, with the section that teaches it; empty while its chapter is unwritten."""
    lines = [line.split() for line in FACTS.read_text().splitlines() if line and not line.startswith("#")]
    return {identifier: " ".join(section) for identifier, *section in lines}


def facts_of(note: Note) -> dict[str, str]:
    start = f"C{note.about['chapter']}-"
    return {identifier: section for identifier, section in listed_facts().items() if identifier.startswith(start)}


def test_the_list_names_each_fact_once() -> None:
    lines = [line for line in FACTS.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(listed_facts()) == 487


def test_the_first_two_chapters_are_written() -> None:
    assert {0, 1} <= {note.about["chapter"] for note in all_notes()}


@pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)
def test_front_matter_claims_each_fact_of_its_chapter_once(note: Note) -> None:
    covers = note.about["covers"]
    assert len(covers) == len(set(covers))
    assert set(covers) == set(facts_of(note))


@pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)
def test_each_fact_names_a_section_that_exists(note: Note) -> None:
    lost = {fact: section for fact, section in facts_of(note).items() if section not in note.anchors}
    assert lost == {}
