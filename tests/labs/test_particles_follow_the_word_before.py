"""Korean particles behind values that are filled in, by how the value is read."""

import pytest

from labs.field_words import FIELD_WORDS
from labs.kinds import KINDS
from labs.particles import fill, with_particle

PLACEHOLDER = r"\{([a-z]+)\}"


@pytest.mark.parametrize(
    ("word", "subject", "towards"),
    [
        ("인스턴스", "인스턴스가", "인스턴스로"),
        ("볼륨", "볼륨이", "볼륨으로"),
        ("서울", "서울이", "서울로"),
        ("default", "default가", "default로"),
        ("rhel8", "rhel8이", "rhel8로"),
        ("192.168.1.1/24", "192.168.1.1/24가", "192.168.1.1/24로"),
        ("kim", "kim이", "kim으로"),
        ("DNS", "DNS가", "DNS로"),
        ("volume", "volume이", "volume으로"),
        ("–", "–이(가)", "–(으)로"),
    ],
)
def test_a_particle_follows_its_word(word: str, subject: str, towards: str) -> None:
    assert (with_particle(word, "이(가)"), with_particle(word, "(으)로")) == (subject, towards)


def test_only_what_the_text_holds_is_resolved() -> None:
    values = {"a": "rhel8", "b": "이(가)"}
    assert fill("{a}은(는) “{b}”을(를) {c}이(가)", PLACEHOLDER, values.get) == "rhel8은 “이(가)”를 {c}이(가)"


def test_every_field_of_every_kind_has_words() -> None:
    assert {name for kind in KINDS.values() for name in kind.fields} <= set(FIELD_WORDS)
    assert all(words.ko and words.en for words in FIELD_WORDS.values())
