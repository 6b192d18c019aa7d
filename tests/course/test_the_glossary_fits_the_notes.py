"""Each word of the glossary is met in the notes of each language, and no spelling stands for two words."""

import re
from collections import Counter

import pytest

from course.glossary import mark_terms, read_glossary
from course.language import Language
from course.rendering import render
from tests.course.notes_reading import all_notes

GLOSSARY = read_glossary()
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_met(language: Language) -> None:
    texts = [note.body for note in all_notes() if note.language == language]
    html = "".join(mark_terms(render(text, language).html, GLOSSARY, language) for text in texts)
    assert {entry.id for entry in GLOSSARY.entries} - set(re.findall(r'data-term="([a-z0-9-]+)"', html)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_stands_for_two_words(language: Language) -> None:
    terms = [entry.term.en if language == "en" else entry.term.ko for entry in GLOSSARY.entries]
    spelt = Counter(term.partition("(")[0].strip().casefold() for term in terms)
    assert [word for word, times in spelt.items() if times > 1] == []
