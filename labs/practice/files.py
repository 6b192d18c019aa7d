"""Writing small files so that a reader never meets half of one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace `path` in one step; the new file has `mode` from its first moment."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    temporary.replace(path)


def write_json(path: Path, value: object, *, mode: int = 0o600) -> None:
    write_atomically(path, json.dumps(value, indent=1) + "\n", mode=mode)


def read_json(path: Path) -> Any | None:
    """The parsed file, or None when it is missing, unreadable or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def cap(path: Path, *, megabytes: int = 5) -> None:
    """Keep only the end of a log that grew too long."""
    limit = megabytes << 20
    if path.exists() and path.stat().st_size > limit:
        with path.open("rb") as log:
            log.seek(-limit // 2, os.SEEK_END)
            end = log.read()
        path.write_bytes(end)
