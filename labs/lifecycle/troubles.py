"""What start and finish raise besides what openstacksdk raises, and how long they wait."""

import time
from collections.abc import Callable
from typing import TypeVar

from labs.overcloud.causes import Cause, Trouble

Result = TypeVar("Result")
PAUSE_S = 0.25


class CannotPrepare(Exception):
    """Start cannot get through for a reason of the cloud's."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.detail)
        self.cause = cause


class StillThere(Exception):
    """Something in the project does not go away in time; finish is tried again later."""


def wait_until(what: str, service: str, ask: Callable[[], Result | None], *, until: float) -> Result:
    """Ask until there is an answer. `until`: by time.monotonic(). Raises CannotPrepare when that takes too long."""
    while (found := ask()) is None:
        if time.monotonic() > until:
            raise CannotPrepare(Cause(Trouble.TIMEOUT, service, f"{what} is not ready in time"))
        time.sleep(PAUSE_S)
    return found
