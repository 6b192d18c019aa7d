"""The files that a new lab begins with: small, right in every line, and whole as docs/write-a-lab.md asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from labs.loader import FILES, DefinitionError
from labs.packing import slug_of

TEMPLATE = Path(__file__).parent / "template"
CHAPTER_MAX = 99


@dataclass(frozen=True)
class Beginning:
    """What must be said of a lab before anything is written. Numbers are as they were typed."""

    slug: str = ""
    chapter: str = "1"
    position: str = "90"
    title_ko: str = ""
    title_en: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Self:
        return cls(**{name: str(form.get(name, "")).strip()[:100] for name in cls.__dataclass_fields__})


def begin_files(wanted: Beginning) -> dict[str, str]:
    """Raises DefinitionError for what cannot be a lab's name or place."""
    slug = slug_of(wanted.slug)
    for name in ("chapter", "position"):
        value = getattr(wanted, name)
        if not (value.isascii() and value.isdecimal() and int(value) <= CHAPTER_MAX):
            raise DefinitionError(f"{name}: a number from 0 to {CHAPTER_MAX}")
    values = {
        "SLUG": slug,
        "CHAPTER": str(int(wanted.chapter)),
        "POSITION": str(int(wanted.position)),
        "PREFIX": prefix_of(slug),
        "TITLE_KO": quoted(wanted.title_ko or slug),
        "TITLE_EN": quoted(wanted.title_en or slug),
    }
    return {name: fill((TEMPLATE / name).read_text(encoding="utf-8"), values) for name in FILES}


def prefix_of(slug: str) -> str:
    """How its checks are called: three letters out of its name."""
    letters = "".join(letter for letter in slug.upper() if letter.isalpha())
    consonants = letters[:1] + "".join(letter for letter in letters[1:] if letter not in "AEIOU")
    return (consonants + letters + "LAB")[:3]


def quoted(text: str) -> str:
    """As YAML reads it, whatever is in it; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
