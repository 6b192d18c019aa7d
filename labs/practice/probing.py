"""Asking every service whether it answers, beside whatever else goes on."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from labs.practice import waiting

BUSY_S = 0.15
"""Between rounds while something starts."""
CALM_S = 2.0


class Prober:
    """Keeps for each service whether it answered last time."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = dict(urls)
        self._answers = dict.fromkeys(urls, False)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def answers(self, service: str) -> bool:
        return self._answers[service]

    def doubt(self, service: str) -> None:
        """Its process is a new one: what was known of it no longer counts."""
        self._answers[service] = False

    def end(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            calm = all(self._answers.values())
            for name, url in self._urls.items():
                # While some start, only these are asked.
                if calm or not self._answers[name]:
                    self._answers[name] = waiting.answers(url)
            self._ended.wait(CALM_S if calm else BUSY_S)
