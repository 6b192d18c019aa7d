"""The prepared tables that a first start begins from, and whether they still fit this code."""

from __future__ import annotations

import hashlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from labs.practice import files
from labs.practice.settings import PACKAGE

ARCHIVE = PACKAGE / "template.tar.xz"
DIGEST = PACKAGE / "template.digest"
DETERMINING = (
    "requirements.txt",
    "catalogue.py",
    "services/*.py",
    "inside/creating.py",
    "inside/identity.py",
)
"""What decides how tables, users and catalogue come out."""


def digest() -> str:
    """Of everything that decides the template's content."""
    found = hashlib.sha256()
    for pattern in DETERMINING:
        for path in sorted(PACKAGE.glob(pattern)):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def is_fresh() -> bool:
    """Whether the stored template was made by this very code for these very versions."""
    try:
        return ARCHIVE.exists() and DIGEST.read_text(encoding="ascii").strip() == digest()
    except OSError:
        return False


def pack(data: Path) -> int:
    """Store the tables of a cloud that was made and never ran; returns the archive's bytes."""
    for path in sorted((data / "db").glob("*.sqlite")):
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("pragma journal_mode = delete")
            base.execute("vacuum")
    with tarfile.open(ARCHIVE, "w:xz") as bundle:
        bundle.add(data / "db", "db", filter=_plain)
    files.write_atomically(DIGEST, digest() + "\n", mode=0o644)
    return ARCHIVE.stat().st_size


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without traces of the machine it was made on."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o700 if member.isdir() else 0o600
    return member
