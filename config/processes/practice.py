"""Shows on the terminal how the practice cloud is coming along."""

from pathlib import Path

from django.conf import settings

from config.processes.screen import Screen, clock
from labs.practice.progress import WORDS
from labs.practice.status import PracticeStatus, State, read_status


def describe(status: PracticeStatus) -> str:
    """One line: what it is doing, or how it ended."""
    if status.state is State.FAILED:
        return f"failed: {status.error} (log: {status.log})"
    doing = WORDS.get(status.step.key) if status.step else None
    return doing or status.state.value


class PracticeWatch:
    """Speaks when the state changes, and moves a bar in between."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._state: State | None = None

    def look(self) -> None:
        status = read_status(Path(settings.CLASSROOM_HOME))
        if status.state in (State.INSTALLING, State.STARTING):
            self._screen.move(f"practice cloud: {describe(status)}", status.percent, status.seconds)
        if status.state is not self._state:
            self._state = status.state
            self._speak(status)

    def _speak(self, status: PracticeStatus) -> None:
        if status.ready:
            self._screen.say(f"  practice cloud ready after {clock(status.seconds)}")
        elif status.state is State.FAILED:
            self._screen.say(f"  practice cloud {describe(status)}")
            self._screen.say("  try again with ./run manage practice start")
        elif status.state is State.TROUBLE:
            silent = ", ".join(one.name for one in status.services if one.state.value not in ("ready", "stopped"))
            self._screen.say(f"  practice cloud: {silent or 'a service'} does not answer and is being started again")
