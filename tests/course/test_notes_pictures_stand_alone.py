"""Pictures of the notes: in both languages, the same drawing in both, described in words, without fixed colours."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.course.notes_reading import LANGUAGES, PICTURES, all_notes

SVG = "{http://www.w3.org/2000/svg}"
FIXED_COLOUR = re.compile(r"(?:fill|stroke|color)\s*[:=]\s*\"?(?!none\b|currentColor\b|var\(--picture-)[\w#]")
SHOWN = sorted({name for note in all_notes() for name in note.pictures})
FILES = [PICTURES / f"{name}.{language}.svg" for name in SHOWN for language in LANGUAGES]

every_picture = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def drawing(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  the file is ours


def test_every_picture_shown_is_drawn_and_none_besides() -> None:
    assert SHOWN
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(path.name for path in FILES)


@every_picture
def test_it_is_described_for_who_cannot_see_it(path: Path) -> None:
    root = drawing(path)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert desc.text
    assert root.get("role") == "img"
    assert root.get("lang") == path.suffixes[0].removeprefix(".")
    assert root.get("aria-labelledby", "").split() == [title.get("id"), desc.get("id")]


@every_picture
def test_it_scales_and_follows_the_theme(path: Path) -> None:
    assert drawing(path).get("viewBox")
    assert FIXED_COLOUR.findall(path.read_text(encoding="utf-8")) == []


@every_picture
def test_it_brings_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {element.tag.removeprefix(SVG) for element in drawing(path).iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "path", "circle"
    }  # fmt: skip
    assert re.findall(r"href|url\(|@import|\son\w+=", text) == []


@every_picture
def test_its_style_touches_only_itself(path: Path) -> None:
    name = path.name.split(".")[0]
    style = drawing(path).find(f"{SVG}style")
    assert style is not None
    selectors = re.findall(r"([^{}]+)\{", style.text or "")
    assert [selector for selector in selectors if not selector.strip().startswith(f".picture-{name}")] == []


@pytest.mark.parametrize("name", SHOWN)
def test_both_languages_show_the_same_drawing(name: str) -> None:
    korean, english = (drawing(PICTURES / f"{name}.{language}.svg") for language in LANGUAGES)
    shapes = [[(element.tag, element.get("class")) for element in root.iter()] for root in (korean, english)]
    assert shapes[0] == shapes[1]
