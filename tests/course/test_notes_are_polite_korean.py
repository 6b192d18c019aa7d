"""Korean prose speaks 합니다체 throughout; a heuristic that looks at how each sentence ends."""

import re

import pytest

from tests.course.notes_reading import Note, all_notes

KOREAN = [note for note in all_notes() if note.language == "ko"]
POLITE = re.compile(r"(?:니다|니까|십시오)$")
SENTENCE = re.compile(r"[^.?!:]*[.?!:]+(?=\s|$)|[^.?!:]+$")
DECORATION = re.compile(r"""[\s"'”’)\]*_.?!]+$""")
BRACKETS = re.compile(r"\([^()]*\)")
HANGUL = re.compile(r"[가-힣]")


def sentences_of(text: str) -> list[str]:
    """Sentences with a full stop or question mark; bracketed remarks are judged with what surrounds them."""
    return [found.group(0).strip() for found in SENTENCE.finditer(BRACKETS.sub("", text)) if found.group(0).strip()]


def is_rude(sentence: str, *, fragment_allowed: bool) -> bool:
    """A sentence that ends in plain style, or, where fragments are out of place, without a polite ending."""
    if not HANGUL.search(sentence) or not sentence.endswith((".", "?", "!")):
        return False
    ending = DECORATION.sub("", sentence)
    if POLITE.search(ending):
        return False
    return not fragment_allowed or ending.endswith(("다", "까", "요", "라", "지"))


def rude_sentences(note: Note) -> list[str]:
    return [
        sentence
        for kind, text in note.passages()
        for sentence in sentences_of(text)
        if is_rude(sentence, fragment_allowed=kind == "cell")
    ]


@pytest.mark.parametrize("note", KOREAN, ids=lambda note: note.place)
def test_every_sentence_is_polite(note: Note) -> None:
    assert rude_sentences(note) == []


@pytest.mark.parametrize("note", KOREAN, ids=lambda note: note.place)
def test_the_summary_is_polite(note: Note) -> None:
    assert not is_rude(note.about["summary"], fragment_allowed=False)


def test_the_rule_tells_the_styles_apart() -> None:
    assert is_rude("인스턴스를 만든다.", fragment_allowed=True)
    assert is_rude("무엇을 할까요?", fragment_allowed=False)
    assert is_rude("디스크.", fragment_allowed=False)
    assert not is_rude("디스크.", fragment_allowed=True)
    assert not is_rude("인스턴스를 만듭니다.", fragment_allowed=False)
    assert not is_rude('"누구십니까?"', fragment_allowed=False)
