"""Reads the chapter notes as their tests see them: front matter, headings, callouts, tables, commands, sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

CHECKOUT = Path(__file__).resolve().parents[2]
NOTES = CHECKOUT / "course" / "notes"
PICTURES = CHECKOUT / "static" / "course" / "pictures"
LANGUAGES = ("ko", "en")
TABLE_PARTS = {"table_open", "tr_open", "th_open"}
CALLOUTS = ("why", "careful", "exam", "tip", "check")

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
ANCHOR = re.compile(r"^(.+) \{#([a-z][a-z0-9-]*)\}$")
PLACEHOLDER = re.compile(r"\{\{([^}]*)\}\}")
PROMPT = re.compile(r"^(?:\([\w.-]+\) ?)?(?:\[[^\]\n]+\] ?[$#]|\$)(?: |$)")  # the page's own rule for a prompt
ONLY_RHOSP16 = re.compile(r"\brhosp16: *(.*)$")


@dataclass(frozen=True)
class Fence:
    """A fenced block. `reason`: why its commands exist in RHOSP 16's client only; None where they need no excuse."""

    language: str
    reason: str | None
    text: str

    @property
    def commands(self) -> list[str]:
        """What a reader would type, without prompts; continued lines joined. Nothing where it is no console."""
        if self.language != "console":
            return []
        typed: list[str] = []
        for line in self.text.splitlines():
            if typed and typed[-1].endswith("\\"):
                typed[-1] = f"{typed[-1][:-1].rstrip()} {line.strip()}"
            elif found := PROMPT.match(line):
                typed.append(line[found.end() :].strip())
        return [command for command in typed if command]


@dataclass(frozen=True)
class Note:
    """One chapter in one language."""

    language: str
    name: str
    about: dict[str, Any]
    body: str

    @property
    def place(self) -> str:
        return f"{self.language}/{self.name}"

    @cached_property
    def tokens(self) -> list[Token]:
        markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        for name in (*CALLOUTS, "picture"):
            container_plugin(markdown, name)
        return markdown.parse(self.body)

    @property
    def headings(self) -> list[str]:
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return [inline.content for opening, inline in pairs if opening.type == "heading_open"]

    @property
    def anchors(self) -> list[str]:
        return [found.group(2) for heading in self.headings if (found := ANCHOR.match(heading))]

    @cached_property
    def sections(self) -> dict[str, str]:
        """What each section says before the next heading, in one line and without markup; commands included."""
        spoken: dict[str, list[str]] = {}
        anchor = None
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if before and before.type == "heading_open" and (found := ANCHOR.match(token.content)):
                anchor = found.group(2)
                spoken[anchor] = []
            elif anchor and token.type in {"inline", "fence"}:
                spoken[anchor].append(_plain(token))
        return {anchor: " ".join(" ".join(pieces).split()) for anchor, pieces in spoken.items()}

    @property
    def containers(self) -> list[str]:
        """Callouts and pictures in order of appearance; a picture with its name."""
        opening = re.compile(r"^container_(\w+)_open$")
        return [token.info.strip() for token in self.tokens if opening.match(token.type)]

    @property
    def pictures(self) -> list[str]:
        return [name.removeprefix("picture ") for name in self.containers if name.startswith("picture ")]

    @property
    def fences(self) -> list[Fence]:
        return [_fence(token) for token in self.tokens if token.type == "fence"]

    @property
    def table_shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of every table."""
        kinds = " ".join(token.type for token in self.tokens if token.type in TABLE_PARTS)
        tables = kinds.split("table_open")[1:]
        return [(table.count("tr_open"), table.count("th_open")) for table in tables]

    @property
    def inline_code(self) -> list[str]:
        return [child.content for token in self.tokens for child in token.children or [] if child.type == "code_inline"]

    @property
    def links(self) -> list[str]:
        children = (child for token in self.tokens for child in token.children or [])
        return [str(child.attrGet("href")) for child in children if child.type == "link_open"]

    @property
    def placeholders(self) -> list[str]:
        return PLACEHOLDER.findall(self.body)

    def passages(self) -> Iterator[tuple[str, str]]:
        """Every run of prose with the kind of block it stands in; code left out as a neutral mark."""
        kinds: list[str] = []
        for token in self.tokens:
            if token.nesting:
                _enter_or_leave(kinds, token)
            elif token.type == "inline" and "heading" not in kinds:
                yield ("cell" if kinds and kinds[-1] in {"td", "th"} else "prose"), _prose(token)


def _fence(token: Token) -> Fence:
    found = ONLY_RHOSP16.search(token.info)
    language = (token.info.split() or [""])[0]
    return Fence(language, found.group(1).strip() if found else None, token.content)


def _enter_or_leave(kinds: list[str], token: Token) -> None:
    if token.nesting > 0:
        kinds.append(token.type.removesuffix("_open"))
    else:
        kinds.pop()


def _plain(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(child.type, child.content) for child in token.children or []) or token.content


def _prose(token: Token) -> str:
    shown = {"softbreak": " ", "hardbreak": " ", "code_inline": "⌘"}
    return "".join(shown.get(child.type, child.content) for child in token.children or [])


def read_note(language: str, name: str) -> Note:
    found = FRONT_MATTER.match((NOTES / language / name).read_text(encoding="utf-8"))
    assert found, f"{language}/{name} needs front matter between two lines of ---"
    return Note(language, name, yaml.safe_load(found.group(1)), found.group(2))


def chapter_names() -> list[str]:
    """File names of all chapters, in whichever language they were written."""
    return sorted({path.name for path in NOTES.glob("*/*.md")})


def all_notes() -> list[Note]:
    return [read_note(language, name) for name in chapter_names() for language in LANGUAGES]
