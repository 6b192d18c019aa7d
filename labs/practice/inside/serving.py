"""Serving one project, its API and all its workers, in this process."""

from __future__ import annotations

import faulthandler
import os
import signal
from typing import Never

from labs.practice.inside import becoming, lifeline
from labs.practice.installation import Installation
from labs.practice.services import recipe
from labs.practice.services.base import Application

THREADS = 8
LARGEST_BODY_BYTES = 4 << 30
CONNECTIONS = 1000
IDLE_S = 120


def main(site: Installation, name: str, parent: str) -> None:
    """The whole life of an interpreter of its own."""
    lifeline.hold(int(parent))
    run(site, name)


def run(site: Installation, name: str) -> Never:
    faulthandler.register(signal.SIGUSR1)
    found = recipe(name)
    becoming.become(found, site)
    leave_at_once_on_signals()
    application = found.start(site)
    if application is not None:
        serve(application, site, name)
    while True:
        signal.pause()


def leave_at_once_on_signals() -> None:
    """No farewell: SQLite's files are whole at any moment, and threads may not listen."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))


def serve(application: Application, site: Installation, name: str) -> None:
    # Waitress reads a request whole before it calls the application, so one that leaves or closes
    # a body half read cannot spoil the next request on its connection, as it did with cheroot.
    from waitress.server import create_server

    server = create_server(
        application,
        host=site.host,
        port=site.port(name),
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_S,
        ident="practice",
        max_request_body_size=LARGEST_BODY_BYTES,
        asyncore_use_poll=True,
    )
    server.run()
