"""Making everything from nothing: the tables of all services, the first users, the catalogue."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from functools import partial

from labs.practice import catalogue, waiting
from labs.practice.inside import (
    becoming,
    configuring,
    identity,
    lifeline,
    preloading,
    serving,
)
from labs.practice.installation import Installation
from labs.practice.services import recipe


class TablesError(RuntimeError):
    """A service's tables could not be made."""


def main(site: Installation, parent: str) -> None:
    lifeline.hold(int(parent))
    configuring.write_all(site)
    preloading.preload()
    sync_all(site)
    with_keystone(site, identity.make)


def sync_all(site: Installation) -> None:
    """Each in a fork, side by side, as many at once as there are processors."""
    waiting_names = list(catalogue.ALL)
    running: dict[int, str] = {}
    while waiting_names or running:
        while waiting_names and len(running) < (os.cpu_count() or 2):
            name = waiting_names.pop(0)
            running[fork(partial(sync, site, name))] = name
        pid, status = os.wait()
        name = running.pop(pid)
        if status:
            raise TablesError(f"The tables of {name} could not be made.")


def sync(site: Installation, name: str) -> None:
    found = recipe(name)
    becoming.become(found, site)
    found.sync(site)


def with_keystone(site: Installation, act: Callable[[Installation], None]) -> None:
    """Do something while Keystone runs."""
    pid = fork(partial(serving.run, site, "keystone"))
    try:
        waiting.until_answers(site.probe_url("keystone"))
        act(site)
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def fork(act: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    lifeline.hold(parent)
    try:
        act()
        os._exit(0)
    except BaseException:
        logging.exception("in a fork")
        os._exit(1)
