"""Wait for what workers do: the database is asked until it says so."""

import time
from collections.abc import Callable
from typing import TypeVar

POLL_S = 0.1
Found = TypeVar("Found")


class TooLate(Exception):
    """It did not happen in time."""


def wait_for(look: Callable[[], Found | None], limit_s: float) -> Found:
    """The first answer that is true. Raises TooLate."""
    until = time.monotonic() + limit_s
    while not (found := look()):
        if time.monotonic() > until:
            raise TooLate(f"after {limit_s:.0f} s")
        time.sleep(POLL_S)
    return found
