"""Every text colour on every ground it stands on has a contrast of 4.5 or more, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
GROUNDS = ("ground", "surface", "sunken")
STATES = ("passed", "failed", "open", "unknown", "none")
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", *STATES) for ground in GROUNDS),
    *((state, f"{state}-ground") for state in STATES),
    *(("ink", f"{state}-ground") for state in STATES),
    ("accent", "accent-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("surface", "failed"),
    ("own", "own-ground"),
    ("code", "code-ground"),
    ("command", "code-ground"),
    ("ink-soft", "code-ground"),
]


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\}}', TOKENS.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block.group(1)))


def luminance(colour: str) -> float:
    """WCAG 2: relative luminance of an sRGB colour."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_its_ground(theme: str) -> None:
    found = tokens(theme)
    weak = [
        (ink, ground, round(contrast(found[ink], found[ground]), 2))
        for ink, ground in PAIRS
        if contrast(found[ink], found[ground]) < 4.5
    ]
    assert weak == []


def test_both_themes_have_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()
