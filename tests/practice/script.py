"""A short language for sessions with the real `openstack` command.

One command a line, which must succeed. Besides:

    name := command           keep what it prints as {name}
    ? command => expected     run it until it prints what is expected (a pattern of fnmatch)
    ! command => message      it must fail, and say this
    $ program words           run another program of the client's environment
"""

from __future__ import annotations

import fnmatch
import os
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from labs.terminal.shell import Clients, Done, Shell
from tests.cloud import COMMAND_S, RunningCloud

PATIENCE_S = 60


class Client:
    """The real client, kept in memory between commands."""

    def __init__(self, envs: Path) -> None:
        self._clients = Clients(envs / "client").__enter__()

    def run(self, words: list[str], rc: Mapping[str, str], folder: Path) -> Done:
        shell = Shell(self._clients, folder, Path(os.devnull), rc)
        return shell.run(shlex.join(["openstack", *words]), limit_s=COMMAND_S)

    def end(self) -> None:
        self._clients.__exit__()


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

    def _ask(self, command: str) -> Done:
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
