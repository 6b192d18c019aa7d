"""Which block of ports a practice cloud may have."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterable

from labs.practice import catalogue

STRIDE = 100
TRIES = 50
PATIENCE_S = 5.0
"""On a busy machine the last thread of an ended service may hold its port for a moment."""


class PortsBusyError(RuntimeError):
    """No ports to listen on; the message says what to do."""


def offsets(services: Iterable[str]) -> dict[int, str]:
    """Every port that these services listen on, counted from the base port, with its owner."""
    wanted = set(services)
    found = {s.offset: s.name for s in catalogue.SERVICES.values() if s.name in wanted}
    if "swift" in wanted:
        found |= {offset: f"swift {part}" for part, offset in catalogue.SWIFT_PORTS.items()}
    return found


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the services do: a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise PortsBusyError(f"Cannot listen on {host}: {error.strerror}.") from error
    return True


def free_block(host: str, first: int) -> int:
    """The base of the first free block from `first` on."""
    wanted = offsets(catalogue.ALL)
    for base in range(first, first + STRIDE * TRIES, STRIDE):
        if base + catalogue.PORTS_IN_BLOCK > 65535:
            break
        if all(is_free(host, base + offset) for offset in wanted):
            return base
    raise PortsBusyError(f"No {catalogue.PORTS_IN_BLOCK} free ports from {first} on: set PRACTICE_BASE_PORT.")


def expect_free(host: str, base: int, services: Iterable[str]) -> None:
    """The recorded block must still be free: addresses of it are in students' files."""
    deadline = time.monotonic() + PATIENCE_S
    for offset, owner in offsets(services).items():
        while not is_free(host, base + offset):
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise PortsBusyError(
                f"Port {base + offset}, which {owner} used before, is taken by another program: "
                f"end that program, or set PRACTICE_BASE_PORT to another number."
            )
