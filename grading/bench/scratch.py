"""A classroom for one benchmark: a data folder, database and broker of its own, gone afterwards.

The cloud is the one that is measured; the classroom that uses it otherwise does not notice.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from redis.exceptions import RedisError

from config.processes.programs import broker
from labs.events import redis

CHECKOUT = Path(__file__).parents[2]
OURS = ("CLASSROOM_", "PRACTICE_", "OS_")
START_S = 120.0


class NoCloud(Exception):
    """There is no practice cloud to be measured."""


@dataclass(frozen=True)
class Described:
    """A cloud by its files: the administrator's entry of `clouds.yaml`, and what the site offers."""

    entry: dict[str, Any]
    site: dict[str, Any]


def read_cloud(folder: Path) -> Described:
    """Raises NoCloud."""
    try:
        entry = yaml.safe_load((folder / "clouds.yaml").read_text(encoding="utf-8"))["clouds"]["practice"]
        return Described(entry, json.loads((folder / "site.json").read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise NoCloud(f"{error.filename} is missing: start the classroom and wait until its cloud is ready") from error


def run_elsewhere(arguments: Sequence[str], limits: Mapping[str, str]) -> int:
    """Run `manage.py` with these arguments in a classroom of its own; its exit code. `limits`: variables for it."""
    with tempfile.TemporaryDirectory(prefix="classroom-bench-") as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        own = {"CLASSROOM_HOME": home, "CLASSROOM_ENVS": str(settings.CLASSROOM_ENVS), "CLASSROOM_PRACTICE": "0"}
        command = [sys.executable, str(CHECKOUT / "manage.py"), *arguments]
        with subprocess.Popen(command, env=kept | own | dict(limits)) as process:
            try:
                return process.wait()
            finally:
                process.terminate()  # asked to end, we let it tidy up: what it made in the cloud must not stay
                process.wait()


def end_in_order() -> None:
    """Let a request to end unwind what is under way, so that nothing stays behind."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


@contextmanager
def data_and_broker() -> Iterator[None]:
    """The database and a broker, without workers."""
    program = broker()
    if program is None:
        raise NoCloud("a benchmark has a broker of its own: CLASSROOM_REDIS must not be set")
    (settings.CLASSROOM_HOME / "valkey").mkdir()
    call_command("migrate", verbosity=0)
    with subprocess.Popen(program.command, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(_broker_answers, "the broker")
            yield
        finally:
            process.terminate()


@contextmanager
def whole_classroom() -> Iterator[None]:
    """Everything that `./run` starts: pages, broker, workers, beat; without a practice cloud of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = settings.CLASSROOM_HOME / "run.out"
    with log.open("wb") as out:
        command = [str(CHECKOUT / "run"), "--port", str(port)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out) as process:
            try:
                _wait_for(lambda: f":{port}/" in log.read_text() or process.poll() is not None, "the pages")
                _wait_for(_broker_answers, "the broker")
                yield
            finally:
                process.terminate()


def _broker_answers() -> bool:
    try:
        return bool(redis().ping())
    except RedisError:
        return False


def _wait_for(condition: Any, what: str) -> None:
    deadline = time.monotonic() + START_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {START_S:.0f} s")
        time.sleep(0.1)
