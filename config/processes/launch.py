"""Which `./run` holds a data folder: one file, locked as long as that `./run` lives."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from config.processes.places import Trouble

PREFIXES = ("CLASSROOM_", "PRACTICE_")


@dataclass(frozen=True)
class Launch:
    """One `./run`: its process, its address, and the settings it was given (they may hold passwords)."""

    pid: int
    url: str
    environment: dict[str, str]


def current(url: str) -> Launch:
    settings = {name: value for name, value in os.environ.items() if name.startswith(PREFIXES)}
    return Launch(os.getpid(), url, settings)


def file_of(home: Path) -> Path:
    return home / "run" / "launch.json"


def find(home: Path) -> Launch | None:
    """The living `./run` of this data folder. It lives if the lock is taken: a dead one's number cannot fool us."""
    try:
        with file_of(home).open("rb+") as file:
            return None if _lock(file) else _read(file)
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def hold(home: Path, launch: Launch) -> Iterator[None]:
    """Be the only `./run` of this data folder."""
    path = file_of(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as file:
        if not _lock(file):
            raise Trouble(describe_holder(_read(file), home))
        _write(file, json.dumps(asdict(launch)).encode())
        try:
            yield
        finally:
            _write(file, b"")


def describe_holder(other: Launch | None, home: Path) -> str:
    where = f" at {other.url} (process {other.pid})" if other else ""
    return (
        f"the classroom in {home} is running already{where}: stop it with ./run stop,"
        " or set CLASSROOM_HOME and --port for a second one."
    )


def _lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: IO[bytes]) -> Launch | None:
    """None in the instant between another's lock and its first word."""
    try:
        return Launch(**json.loads(file.read()))
    except ValueError:
        return None


def _write(file: IO[bytes], content: bytes) -> None:
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()
