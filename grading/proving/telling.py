"""How far a proof is, and what it has shown: a moving line on a terminal, plain lines elsewhere."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import TextIO

from grading.proving.report import Report

WIDTH = 24


class Progress:
    """`total`: sessions in all. Several threads tell it what they do."""

    def __init__(self, out: TextIO, total: int) -> None:
        self._out, self._total, self._ended = out, total, 0
        self._began = time.monotonic()
        self._lock = Lock()

    def tell(self, lab: str, what: str, ended: bool) -> None:
        with self._lock:
            self._ended += ended
            line = f"{self._ended}/{self._total}  {time.monotonic() - self._began:5.0f} s  {lab}: {what}"
            if self._out.isatty():
                full = WIDTH * self._ended // self._total
                self._out.write(f"\r\033[K{'█' * full}{'░' * (WIDTH - full)} {line}"[:200])
            else:
                self._out.write(line + "\n")
            self._out.flush()

    def clear(self) -> None:
        """Before other lines are written."""
        with self._lock:
            if self._out.isatty():
                self._out.write("\r\033[K")
                self._out.flush()


def tell_report(report: Report) -> list[str]:
    """One line for what holds, and below whatever does not: what was expected beside what came."""
    seconds = report.seconds
    told = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items() if value is not None)
    beside = f", not on this cloud: {' '.join(report.not_applicable)}" if report.not_applicable else ""
    mistakes = f"{report.caught} of {report.tried} mistakes caught" if report.tried else "no mistakes tried"
    word = "holds" if report.holds else f"does not hold: {len(report.faults)} faults"
    first = f"{report.subject.slug} {word} ({len(report.subject.lab.checks)} checks{beside}; {mistakes}; {told})"
    return [first, *(f"  {line}" for fault in report.faults for line in str(fault).splitlines())]


def tell_end(reports: Sequence[Report], seconds: float) -> str:
    good = sum(report.holds for report in reports)
    return f"{good} of {len(reports)} labs hold, after {seconds:.0f} s"
