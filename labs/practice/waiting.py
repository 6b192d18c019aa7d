"""Waiting until another service answers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request

EVERY_S = 0.1


def until_answers(url: str, *, timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not answers(url):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} did not answer for {timeout_s:.0f} s.")
        time.sleep(EVERY_S)


def answers(url: str, *, timeout_s: float = 5) -> bool:
    """Whether something there speaks HTTP and is not broken."""
    try:
        urllib.request.urlopen(url, timeout=timeout_s).close()
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except (OSError, ValueError):
        return False
    return True
