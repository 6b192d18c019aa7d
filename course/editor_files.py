"""The few files of the Ace editor that our pages load, out of the hundreds that its package brings."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "ace"
WANTED = ("ace.js", "mode-yaml.js", "mode-markdown.js", "ext-searchbox.js", "css/ace.css", "css/main-*")


@cache
def _storage() -> FileSystemStorage:
    spec = find_spec("django_ace")
    assert spec is not None  # noqa: S101  requirements.txt has it
    assert spec.origin is not None  # noqa: S101
    storage = FileSystemStorage(location=Path(spec.origin).parent / "static" / "django_ace" / "ace")
    storage.prefix = PREFIX  # type: ignore[attr-defined]  # how collectstatic is told where they go
    return storage


@cache
def _names() -> frozenset[str]:
    folder = Path(_storage().location)
    return frozenset(path.relative_to(folder).as_posix() for pattern in WANTED for path in folder.glob(pattern))


class EditorFinder(BaseFinder):
    """Finds the editor under `ace/`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        prefix, _slash, name = path.partition("/")
        if prefix != PREFIX or name not in _names():
            return []
        found = _storage().path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in sorted(_names()):
            yield name, _storage()
