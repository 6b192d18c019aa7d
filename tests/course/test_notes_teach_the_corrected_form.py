"""Every mistake of older notes has a section that teaches the right form, in both languages, and is not repeated."""

import re
from typing import Any

import pytest
import yaml

from tests.course.notes_reading import CHECKOUT, LANGUAGES, Note, all_notes

CORRECTIONS = CHECKOUT / "tests" / "course" / "corrections.yaml"
NUMBERS = {  # the complete list: those of X0, X1 … as ranges
    0: "1-2 4-20 22-28",
    1: "1-15 17 20-29",
    4: "1-10 12-22 24-28",
    5: "1-3 6-9 11 13-14 16-17 19-25",
    6: "1-10 12-17 19-21",
    7: "1-24",
}

Entry = dict[str, Any]
ENTRIES: dict[str, Entry] = yaml.safe_load(CORRECTIONS.read_text(encoding="utf-8"))
NOTES = {(note.about["chapter"], note.language): note for note in all_notes()}
TAUGHT = [
    (identifier, language) for identifier, entry in ENTRIES.items() for language in LANGUAGES if "section" in entry
]
REFUSED = [
    (identifier, language)
    for identifier, entry in ENTRIES.items()
    for language in LANGUAGES
    if "never" in entry.get(language, {})
]

each_taught = pytest.mark.parametrize(("identifier", "language"), TAUGHT)
each_refused = pytest.mark.parametrize(("identifier", "language"), REFUSED)


def complete_list() -> list[str]:
    listed = []
    for chapter, ranges in NUMBERS.items():
        for first, _, last in (part.partition("-") for part in ranges.split()):
            listed += [f"X{chapter}-{number}" for number in range(int(first), int(last or first) + 1)]
    return listed


def says(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def section_of(place: str, language: str) -> str:
    chapter, _, anchor = place.partition("#")
    return NOTES[int(chapter), language].sections[anchor]


def places_that_say(pattern: str, note: Note) -> list[str]:
    chapter = note.about["chapter"]
    found = [f"{chapter}#{anchor}" for anchor, text in note.sections.items() if says(pattern, text)]
    headings = " ".join([str(note.about["title"]), str(note.about["summary"]), *note.headings])
    return [*found, *([f"{chapter} headings"] if says(pattern, headings) else [])]


def test_the_complete_list_is_there_each_once() -> None:
    written = re.findall(r"^(X\d+-\d+):", CORRECTIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == complete_list()
    assert len(written) == 140


def test_hardly_any_is_beyond_teaching() -> None:
    excused = [identifier for identifier, entry in ENTRIES.items() if "section" not in entry]
    assert len(excused) <= 3
    assert all(ENTRIES[identifier]["why_not"] for identifier in excused)


@each_taught
def test_its_section_teaches_the_right_form(identifier: str, language: str) -> None:
    entry = ENTRIES[identifier]
    assert says(entry[language]["right"], section_of(entry["section"], language)), entry["section"]


@each_taught
def test_the_mistake_would_not_pass_for_it(identifier: str, language: str) -> None:
    words = ENTRIES[identifier][language]
    assert not says(words["right"], words["wrong"])


@each_refused
def test_the_mistake_is_nowhere(identifier: str, language: str) -> None:
    entry = ENTRIES[identifier]
    notes = [note for note in NOTES.values() if note.language == language]
    found = {place for note in notes for place in places_that_say(entry[language]["never"], note)}
    assert found - set(entry.get("quoted_in", [])) == set()


@each_refused
def test_the_mistake_would_be_noticed(identifier: str, language: str) -> None:
    words = ENTRIES[identifier][language]
    assert says(words["never"], words["wrong"])
