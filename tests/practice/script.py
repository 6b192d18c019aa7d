"""A short language for sessions with the real `openstack` command.

One command a line, which must succeed. Besides:

    name := command           keep what it prints as {name}
    ? command => expected     run it until it prints what is expected (a pattern of fnmatch)
    ! command => message      it must fail, and say this
    $ program words           run another program of the client's environment
"""

from __future__ import annotations

import fnmatch
import json
import shlex
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import pytest

from tests.cloud import RunningCloud, clean_environment

PATIENCE_S = 60
RESIDENT = Path(__file__).with_name("resident_client.py")


@dataclass(frozen=True)
class Answer:
    """What one command of the client gave back."""

    status: int
    out: str
    err: str


class Client:
    """The real client, kept in memory between commands."""

    def __init__(self, envs: Path) -> None:
        self._process = subprocess.Popen(
            [str(envs / "client" / "bin" / "python"), str(RESIDENT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=clean_environment(),
            text=True,
        )
        self._questions = cast(IO[str], self._process.stdin)
        self._answers = cast(IO[str], self._process.stdout)

    def run(self, words: list[str], rc: Mapping[str, str], folder: Path) -> Answer:
        self._questions.write(json.dumps([words, dict(rc), str(folder)]) + "\n")
        self._questions.flush()
        return Answer(**json.loads(self._answers.readline()))

    def end(self) -> None:
        self._questions.close()
        self._process.wait(10)
        self._answers.close()


@dataclass
class Session:
    """One user's terminal; `values` may be used in braces."""

    client: Client
    cloud: RunningCloud
    rc: Mapping[str, str]
    folder: Path
    values: dict[str, str] = field(default_factory=dict)

    def play(self, script: str) -> None:
        for line in script.strip().splitlines():
            if line.strip():
                self._step(line.strip())

    def run(self, command: str) -> str:
        """What the command prints; it must succeed."""
        answer = self._ask(command)
        if answer.status:
            pytest.fail(f"openstack {command.strip()}\n{answer.out}\n{answer.err}", pytrace=False)
        return answer.out.strip()

    def _step(self, line: str) -> None:
        if line.startswith("?"):
            command, expected = line[1:].split("=>")
            self._expect(command, expected.strip().format(**self.values))
        elif line.startswith("!"):
            command, message = line[1:].split("=>")
            self._refused(command, message.strip())
        elif line.startswith("$"):
            program, *words = self._words(line[1:])
            self.cloud.openstack(*words, rc=self.rc, cwd=self.folder, program=program)
        elif ":=" in line:
            name, command = line.split(":=")
            self.values[name.strip()] = self.run(command)
        else:
            self.run(line)

    def _words(self, command: str) -> list[str]:
        return [word.format(**self.values) for word in shlex.split(command)]

    def _ask(self, command: str) -> Answer:
        return self.client.run(self._words(command), self.rc, self.folder)

    def _expect(self, command: str, expected: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not fnmatch.fnmatchcase(printed := self.run(command), expected):
            if time.monotonic() > deadline:
                pytest.fail(f"openstack {command.strip()}: {printed!r}, not {expected!r}", pytrace=False)
            time.sleep(0.3)

    def _refused(self, command: str, message: str) -> None:
        answer = self._ask(command)
        assert answer.status, f"openstack {command.strip()} was allowed:\n{answer.out}"
        assert fnmatch.fnmatchcase(answer.err, f"*{message}*"), answer.err
