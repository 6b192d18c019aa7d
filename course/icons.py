"""The icons that our pages use, as one small style sheet: the package's font alone weighs more than a chapter.

Each icon is a mask over the text's colour, made from the package's drawing when static files are first looked for.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fontawesome
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

DRAWINGS = Path(str(fontawesome.__file__)).parent / "static" / "fontawesome" / "svgs" / "solid"
USERS = ("templates/**/*.html", "course/**/*.py", "static/js/*.js")
QUOTED = re.compile(r"""["'](?:fa-)?([a-z0-9-]+)["']""")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
NAME = "css/icons.css"
BASE = """\
.fa-solid { display: inline-block; width: 1em; height: 1em; vertical-align: -0.125em; background: currentColor; \
mask: var(--drawing) no-repeat center / contain; -webkit-mask: var(--drawing) no-repeat center / contain; }
.fa-spin { animation: fa-spin 2s linear infinite; }
@keyframes fa-spin { to { transform: rotate(360deg); } }
@media (forced-colors: active) { .fa-solid { forced-color-adjust: none; background: CanvasText; } }
"""


def style_sheet() -> str:
    """Every icon whose name stands in quotes somewhere in our pages; a few too many cost little."""
    return BASE + "".join(_rule(name) for name in sorted(names_used()))


def names_used() -> set[str]:
    files = (path for pattern in USERS for path in settings.CHECKOUT.glob(pattern))
    words = {word for path in files for word in QUOTED.findall(path.read_text(encoding="utf-8"))}
    return words & {path.stem for path in DRAWINGS.glob("*.svg")}


def _rule(name: str) -> str:
    drawing = COMMENT.sub("", (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8"))
    found = SIZE.search(drawing)
    wide = round(int(found.group(1)) / int(found.group(2)), 3) if found else 1
    address = quote(drawing, safe=" =:/'").replace("%22", "'")
    return f'.fa-{name} {{ width: {wide}em; --drawing: url("data:image/svg+xml,{address}"); }}\n'


@cache
def _written() -> FileSystemStorage:
    folder = Path(settings.CLASSROOM_HOME) / "generated"
    target = folder / NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    text = style_sheet()
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        draft = target.with_suffix(".new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    return FileSystemStorage(location=folder)


class IconFinder(BaseFinder):
    """Finds the one style sheet that is made here."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = _written().path(NAME)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        yield NAME, _written()
