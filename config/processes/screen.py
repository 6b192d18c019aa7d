"""What `./run` shows: lines, and on a terminal one line at the bottom that moves."""

import sys
import time
from contextlib import suppress

BAR_WIDTH = 30
PLAIN_EVERY_S = 10.0


def clock(seconds: float) -> str:
    """1:02:03 or 2:03, as people read durations."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def bar(percent: int) -> str:
    filled = round(BAR_WIDTH * percent / 100)
    return "█" * filled + "░" * (BAR_WIDTH - filled)


class Screen:
    """Plain lines when nobody watches: a log must not be full of half-done bars."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._moving = False
        self._plain, self._plain_at = "", 0.0

    @property
    def is_terminal(self) -> bool:
        return self._terminal

    def say(self, line: str = "") -> None:
        self._clear()
        self._write(line + "\n")

    def move(self, step: str, percent: int, seconds: float) -> None:
        """Show how far something is: always on a terminal, at a new step or now and then elsewhere."""
        if self._terminal:
            self._write(f"\r\033[K  {bar(percent)} {percent:3d} %  {clock(seconds)}  {step}")
            self._moving = True
        elif step != self._plain or time.monotonic() - self._plain_at > PLAIN_EVERY_S:
            self._plain, self._plain_at = step, time.monotonic()
            self._write(f"  {percent:3d} %  {clock(seconds)}  {step}\n")

    def _clear(self) -> None:
        if self._moving:
            self._write("\r\033[K")
            self._moving = False

    def _write(self, text: str) -> None:
        # A closed terminal or pipe must not keep us from stopping in order.
        with suppress(OSError):
            sys.stdout.write(text)
            sys.stdout.flush()
