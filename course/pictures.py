"""The notes' pictures, put into the page itself so that they follow its light and dark."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "course" / "pictures"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
FIGURE = re.compile(r'<figure class="picture" data-picture="([a-z0-9-]+)">')


def show_pictures(html: str, language: str) -> str:
    """Put each picture into its figure, above its caption; the keyboard scrolls it where the screen is narrow."""
    return FIGURE.sub(lambda found: found.group(0) + _in_frame(picture(found.group(1), language)), html)


def _in_frame(drawing: str) -> str:
    return f'<div class="picture-frame" tabindex="0">{drawing}</div>' if drawing else ""


@cache
def picture(name: str, language: str) -> str:
    """The drawing, one of our own files; empty when it has not been drawn: its caption stands for it then."""
    path = FOLDER / f"{name}.{language}.svg"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@cache
def style_fingerprints() -> tuple[str, ...]:
    """What a content security policy says of the style sheets inside the pictures (SHA-256, base64)."""
    texts = {style for path in FOLDER.glob("*.svg") for style in STYLE.findall(path.read_text(encoding="utf-8"))}
    digests = (hashlib.sha256(text.encode()).digest() for text in sorted(texts))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
