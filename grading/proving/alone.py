"""One proof at a time in a classroom: the students made for proving cannot be in two."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AnotherProof(Exception):
    """Somebody is proving labs in this classroom."""


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Held by the process, so nothing is left of it after a crash. Raises AnotherProof."""
    with (home / "prove.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherProof("another proof is under way in this classroom") from error
        yield
