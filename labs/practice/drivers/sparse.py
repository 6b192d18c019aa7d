"""Sparse files that stand for disks."""

from __future__ import annotations

import subprocess
from pathlib import Path

GIB = 1 << 30


def copy(source: str, target: str) -> None:
    subprocess.run(["cp", "--sparse=always", source, target], check=True)


def grow(path: str, gib: int) -> None:
    """Give the file at least this size; it is made when it is not there."""
    with open(path, "ab") as disk:
        disk.truncate(max(gib * GIB, Path(path).stat().st_size))


def drop(path: str) -> None:
    Path(path).unlink(missing_ok=True)
