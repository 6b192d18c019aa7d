"""The glossary: its file read strictly, and its words marked where the notes first use them."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from course.language import Language
from course.quiz.questions import Slug, Strict, Text
from labs.faults import line_of
from labs.loader import DefinitionError, read_yaml

GLOSSARY = Path(__file__).parent / "glossary.yaml"
TAG = re.compile(r"(<[^>]*>)")
SILENT = ("a", "code", "h2", "h3", "h4", "summary", "th", "figcaption", "pre")  # no word is marked inside these
HANGUL = "\uac00-\ud7a3"


class Entry(Strict):
    """A word, what it means in a sentence or two, and the paragraph that teaches it (chapter#anchor)."""

    id: Slug
    term: Text
    text: Text
    see: Annotated[str, StringConstraints(pattern=r"^[0-9]#[a-z0-9-]+$")] = ""


ENTRIES: TypeAdapter[list[Entry]] = TypeAdapter(Annotated[list[Entry], Field(min_length=1)])


class GlossaryError(Exception):
    """A glossary that cannot be used; the text names the line and what was expected."""


@dataclass(frozen=True)
class Glossary:
    """Its entries, and a digest (SHA-256) of the file."""

    entries: tuple[Entry, ...]
    digest: str


def read_glossary(path: Path = GLOSSARY) -> Glossary:
    """Read the file. Raises GlossaryError."""
    try:
        value, lines = read_yaml(path)
        entries = ENTRIES.validate_python(value)
    except DefinitionError as error:
        raise GlossaryError(str(error)) from error
    except ValidationError as error:
        faults = [(fault["loc"], fault["msg"]) for fault in error.errors(include_url=False)]
        told = [f"{path.name}:{line_of(at, lines)}: {'.'.join(map(str, at))}: {said}" for at, said in faults]
        raise GlossaryError("\n".join(told)) from error
    return Glossary(tuple(entries), hashlib.sha256(path.read_bytes()).hexdigest())


def mark_terms(html: str, glossary: Glossary, language: Language) -> str:
    """Link the first use of each word in each section to its entry, where nothing else is linked or quoted."""
    names = {spelling.casefold(): entry.id for entry in glossary.entries for spelling in _spellings(entry, language)}
    if not names:
        return html
    longest_first = sorted(names, key=len, reverse=True)
    word = re.compile(rf"(?<![\w{HANGUL}-])({'|'.join(map(re.escape, longest_first))})(?![a-z0-9-])", re.IGNORECASE)
    return "".join(_marked(html, word, names))


def _spellings(entry: Entry, language: Language) -> list[str]:
    """`유동 IP (floating IP)` is found as what stands before the bracket."""
    term = entry.term.en if language == "en" else entry.term.ko
    plain = term.partition("(")[0].strip()
    return [plain, f"{plain}s"] if language == "en" else [plain]


def _marked(html: str, word: re.Pattern[str], names: dict[str, str]) -> Iterator[str]:
    used: set[str] = set()
    silent: list[str] = []

    def link(found: re.Match[str]) -> str:
        name = names[found.group(1).casefold()]
        if name in used:
            return found.group(0)
        used.add(name)
        return f'<a class="term" href="/glossary/#{name}" data-term="{name}">{found.group(0)}</a>'

    for place, part in enumerate(TAG.split(html)):
        if place % 2 == 0:
            yield part if silent else word.sub(link, part)
            continue
        name = re.sub(r"[</>\s].*", "", part.lstrip("</"), flags=re.DOTALL)
        if name == "h2" and not part.startswith("</"):
            used.clear()
        if name in SILENT and part.startswith("</"):
            silent.pop()
        elif name in SILENT:
            silent.append(name)
        yield part
