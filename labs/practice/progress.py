"""Telling a person at a terminal, or a log, how far the practice cloud is."""

from __future__ import annotations

from typing import TextIO

from labs.practice.status import PracticeStatus, State, Step, StepState

WIDTH = 24
WORDS = {
    "install": "installing the services",
    "client": "installing the openstack command",
    "prepare": "preparing tables and users",
    "services": "starting the services",
    "seed": "making networks, images and flavors",
}


class Progress:
    """One line that is drawn over and over in a terminal, one line for each step elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._told: set[str] = set()

    def tell(self, status: PracticeStatus) -> None:
        if self._is_terminal:
            self._draw(status)
        else:
            self._list(status)

    def end(self, status: PracticeStatus) -> None:
        if self._is_terminal:
            self._out.write("\n")
        self._out.write(summary(status) + "\n")

    def _draw(self, status: PracticeStatus) -> None:
        full = WIDTH * status.percent // 100
        bar = "█" * full + "░" * (WIDTH - full)
        words = WORDS.get(status.step.key, "") if status.step else status.state.value
        self._out.write(f"\r\033[K{bar} {status.percent:3} %  {status.seconds:5.0f} s  {words}")
        self._out.flush()

    def _list(self, status: PracticeStatus) -> None:
        for step in status.steps:
            if step.state is StepState.DONE and step.key not in self._told:
                self._told.add(step.key)
                if step.seconds >= 0.1:
                    self._out.write(line(step, status.percent) + "\n")
                    self._out.flush()


def line(step: Step, percent: int) -> str:
    return f"{percent:3} %  {step.seconds:6.1f} s  {WORDS[step.key]}"


def summary(status: PracticeStatus) -> str:
    """The state in one line, and what is wrong in another."""
    lines = [f"The practice cloud is {status.state.value}."]
    if status.state is State.READY:
        lines = [f"The practice cloud is ready after {status.seconds:.0f} s."]
    if status.error:
        lines += [status.error, f"Logs: {status.log}"]
    return "\n".join(lines)
