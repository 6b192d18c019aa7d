"""A real `./run` as a child process, with a data folder and a port of its own."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
RUN = CHECKOUT / "run"
OURS = ("CLASSROOM_", "PRACTICE_", "OS_", "LAB_", "DJANGO_")
PAGES_S = 240.0
STOP_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path, **values: str) -> dict[str, str]:
    """Nothing of the classroom that these tests may run in, except its installed virtual environments."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"CLASSROOM_HOME": str(home), "CLASSROOM_ENVS": str(settings.CLASSROOM_ENVS)} | values


def wait_until(condition: Callable[[], Any], limit_s: float, what: str) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {limit_s:.0f} s"
        time.sleep(0.1)


@dataclass
class Running:
    """One `./run` in the foreground of nobody; what it says goes to a file."""

    home: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def said(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def _output(self) -> Path:
        return self.home.with_name(f"{self.home.name}.out")

    def start(self) -> "Running":
        self.launch()
        self.wait_for_pages()
        return self

    def launch(self, terminal: IO[bytes] | None = None) -> None:
        """With a terminal, it becomes that of a new session, so that keys typed there are signals.

        A suite that was started in the background ignores Ctrl-C and hang-ups, and so would what it starts.
        """
        listening = ["env", "--default-signal=INT,HUP"]
        command = [str(RUN), "--port", str(self.port)]
        if terminal:
            own = [*listening, "setsid", "--ctty", "--wait", *command]
            self.process = subprocess.Popen(own, stdin=terminal, stdout=terminal, stderr=terminal, env=self.env)
            return
        with self._output.open("wb") as out:
            self.process = subprocess.Popen(
                [*listening, *command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.env
            )

    def wait_for_pages(self) -> None:
        process = self.process
        assert process
        wait_until(lambda: f"Open {self.url}" in self.said or process.poll() is not None, PAGES_S, "pages")
        assert self.answers(), self.said

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}health/", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def command(self, *words: str, limit_s: float = PAGES_S, **values: str) -> "subprocess.CompletedProcess[str]":
        """Another `./run` for the same data folder, as from another terminal."""
        return subprocess.run(
            [str(RUN), *words],
            check=False,
            capture_output=True,
            text=True,
            env=self.env | values,
            stdin=subprocess.DEVNULL,
            timeout=limit_s,
        )

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.command("status", "--json").stdout)
        return found

    def pid_of(self, program: str) -> int | None:
        found = [one["pid"] for one in self.status()["processes"] if one["name"] == program]
        return found[0] if found else None

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(STOP_S)

    def clean_up(self) -> None:
        self.command("stop")
        if self.process:
            self.process.wait(STOP_S)


def processes_of(home: Path) -> list[str]:
    """Every living process that was given this data folder, by its command line: found without the code under test."""
    wanted = f"CLASSROOM_HOME={home}".encode()
    return [line for pid in psutil.pids() if (line := _command_line(pid, wanted))]


def _command_line(pid: int, wanted: bytes) -> str:
    folder = Path("/proc") / str(pid)
    try:
        if wanted not in (folder / "environ").read_bytes().split(b"\0"):
            return ""
        return f"{pid} {(folder / 'cmdline').read_bytes().replace(bytes(1), b' ').decode(errors='replace')}"
    except OSError:
        return ""
