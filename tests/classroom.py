"""The whole classroom, started once for the test suite by `./run` itself, with its practice cloud ready."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cloud import FIRST_TEST_PORT
from tests.run.launching import CHECKOUT, Running, environment, free_port

__all__ = ["ROOT", "Classroom", "free_port"]

ROOT = CHECKOUT
READY_S = 900  # with the virtual environments of cloud and clients to be made
COMMAND_S = 180


@dataclass(frozen=True)
class Classroom:
    """A running classroom and the commands that people use on it."""

    running: Running

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return self.running.url.rstrip("/")

    @property
    def home(self) -> Path:
        return self.running.home

    @property
    def env(self) -> dict[str, str]:
        return self.running.env

    @property
    def accounts(self) -> dict[str, str]:
        """User name → password."""
        lines = (self.home / "accounts.txt").read_text(encoding="utf-8").splitlines()
        return {line.split()[0]: line.split()[1] for line in lines if len(line.split()) >= 2}

    def run(self, *words: str, check: bool = True) -> str:
        done = self.running.command(*words)
        if check and done.returncode:
            pytest.fail(f"./run {' '.join(words)}\n{done.stdout}\n{done.stderr}", pytrace=False)
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.run("manage", *words)

    def status(self) -> dict[str, Any]:
        return self.running.status()

    def openstack(self, user: str, lab: str | None, *words: str) -> str:
        """`./run openstack …` as a student, in a lab's project or in their own."""
        where = ["--lab", lab] if lab else []
        return self.run("openstack", "--as", user, *where, *words)

    def lab(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        """The `lab` command as a student, signed in at the first use."""
        command = self._lab_command(user, words)
        return subprocess.run(
            command, env=self.lab_env(user), capture_output=True, text=True, timeout=COMMAND_S, check=False
        )

    def lab_process(self, user: str, *words: str) -> subprocess.Popen[str]:
        """The same, still running."""
        command = self._lab_command(user, words)
        return subprocess.Popen(
            command, env=self.lab_env(user), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def lab_env(self, user: str) -> dict[str, str]:
        config = self.home / "students" / f"{user}.json"
        return self.env | {"LAB_URL": self.url, "LAB_CONFIG": str(config), "LC_ALL": "C.UTF-8"}

    def _lab_command(self, user: str, words: Sequence[str]) -> list[str]:
        program = str(ROOT / "labs" / "client" / "lab")
        if not Path(self.lab_env(user)["LAB_CONFIG"]).exists():
            signing_in = self.lab_env(user) | {"LAB_PASSWORD": self.accounts[user]}
            (self.home / "students").mkdir(exist_ok=True)
            subprocess.run([program, "login", self.url, user], env=signing_in, check=True, capture_output=True)
        return [program, *words]

    def kill(self, program: str) -> None:
        """Kill a child process of the classroom with all it has started, as bad luck would."""
        pid = self.running.pid_of(program)
        assert pid, f"{program} does not run"
        os.killpg(os.getpgid(pid), signal.SIGKILL)


@pytest.fixture(scope="session")
def classroom(suite_folder: Path) -> Iterator[Classroom]:
    """`./run`, ready to grade. It shares its data folder with tests/cloud.py, so that the suite has one cloud."""
    home = Path(os.environ.get("CLASSROOM_TEST_HOME", suite_folder / "cloud"))
    home.mkdir(parents=True, exist_ok=True)
    room = Classroom(Running(home, environment(home, PRACTICE_BASE_PORT=str(FIRST_TEST_PORT))))
    try:
        room.running.start()
        wait_until_ready(room)
        yield room
    finally:
        room.running.clean_up()


def wait_until_ready(room: Classroom) -> None:
    """The cloud is up, and the classroom has seen it."""
    deadline = time.monotonic() + READY_S
    while not is_ready(room):
        if time.monotonic() > deadline:
            pytest.fail(room.running.said[-4000:], pytrace=False)
        time.sleep(1)


def is_ready(room: Classroom) -> bool:
    practice = room.status().get("practice") or {}
    if practice.get("state") == "failed":
        pytest.fail(practice["summary"], pytrace=False)
    if practice.get("state") != "ready":
        return False
    return "OS_AUTH_URL=http" in room.manage("rc", "kim")  # registered as a cloud like any other
