"""Misspellings and half-truths that circulate about this material, and anything secret, stay out of the notes."""

import re

import pytest

from tests.course.notes_reading import PICTURES, Note, all_notes

KNOWN_ERRORS = (
    r"ceph ost\b",
    r"chep-mon",
    r"--flaver",
    r"\btenent",
    r"셰프",
    r"\bblob",
    r"libirth",
    r"gnochi",
    r"genesha",
    r"statefull",
    r"openstack console show",
    r"없데이트",
    r"가상 시스크",
    r"복사보[은는]",
    r"환겨\b",
    r"\b소게\b",
    r"궁극적으로 일관",
    r"source notes?\b",
    r"원본 노트",
    r"강의 노트",
)
SECRETS = (
    r"-----BEGIN",
    r"gAAAA",  # a Fernet token
    r"OS_PASSWORD=(?!'\*{8}')",
    r"--password[ =](?!\*)",
    r"adminPass",
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}",  # an e-mail address
    r"https?://(?![\w.-]*\.example\.com\b)",  # a host of the real world
    r"\b(?!192\.168\.|0\.0\.0\.0\b)\d{1,3}(?:\.\d{1,3}){3}\b",  # an address outside of the classroom's examples
)


def found_in(text: str, patterns: tuple[str, ...]) -> list[str]:
    return [found.group(0) for pattern in patterns for found in re.finditer(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)
def test_no_known_error_comes_back(note: Note) -> None:
    assert found_in(f"{note.about}\n{note.body}", KNOWN_ERRORS) == []


@pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)
def test_nothing_secret_is_printed(note: Note) -> None:
    assert found_in(note.body, SECRETS) == []


def test_pictures_are_clean_too() -> None:
    for path in PICTURES.glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert found_in(text, (*KNOWN_ERRORS, *SECRETS)) == [], path.name


def test_the_patterns_find_what_they_are_for() -> None:
    leaks = "OS_PASSWORD=letmein a.b@corp.org http://10.0.0.5/ 10.1.2.3 --password x gAAAAAB"
    assert len(found_in(leaks, SECRETS)) == 7
    assert found_in("OS_PASSWORD='********' https://cloud.example.com:13000/v3 192.168.7.1", SECRETS) == []
