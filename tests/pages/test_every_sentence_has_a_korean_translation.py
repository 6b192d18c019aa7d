"""English stands in the code, Korean in the catalogue: nothing is missing there, and nothing left over."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from tests.pages.messages import Message, list_messages

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ko" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)(?:s|d|\.1f)")
HANGUL = re.compile(r"[가-힣]")
SAME_IN_BOTH = {"Flavor", "Placement"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def korean_of(entry: polib.POEntry) -> str:
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def test_nothing_is_missing_and_nothing_left_over(catalogue: polib.POFile) -> None:
    translated = {Message(entry.msgctxt, entry.msgid) for entry in catalogue}
    assert translated == list_messages()


def test_every_sentence_is_korean(catalogue: polib.POFile) -> None:
    foreign = [entry.msgid for entry in catalogue if not HANGUL.search(korean_of(entry))]
    assert set(foreign) == SAME_IN_BOTH


def test_placeholders_stay_what_they_are(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        assert sorted(PLACEHOLDER.findall(entry.msgid)) == sorted(PLACEHOLDER.findall(korean_of(entry))), entry.msgid


def test_whole_sentences_are_polite(catalogue: polib.POFile) -> None:
    """합니다체: a sentence that ends in a full stop ends as such."""
    polite = re.compile(r"(니다|시오|점|까)[.?!]$")
    sentences = [(entry.msgid, korean_of(entry)) for entry in catalogue if entry.msgid.endswith(".")]
    assert [pair for pair in sentences if not polite.search(pair[1])] == []


def test_the_catalogue_in_use_is_compiled_from_it() -> None:
    with override("ko"):
        assert gettext("Grade") == "채점"
    with override("en"):
        assert gettext("Grade") == "Grade"
