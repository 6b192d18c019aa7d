"""A person's shell: bash with the ordinary clients at hand, whose start-up time is spent once for all shells."""

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

HERE = Path(__file__).parent
PROGRAMS = ("openstack", "swift", "manila")  # those of them that the environment has
KILLED = 124  # the exit status of `timeout`, for commands that took too long


class NoClient(Exception):
    """The openstack command cannot be had; the text says why."""


@dataclass(frozen=True)
class Done:
    """How commands ended, and what they said."""

    status: int
    out: str
    err: str


class Clients:
    """The resident clients of an environment (resident.py), and `path`: a folder of programs that stand for them."""

    def __init__(self, environment: Path) -> None:
        self._python = environment / "bin" / "python"
        self._folder = tempfile.TemporaryDirectory(prefix="clients-")
        self.path = Path(self._folder.name) / "bin"
        self._socket = Path(self._folder.name) / "socket"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            self._process = self._start()
        except OSError as error:
            self._folder.cleanup()
            raise NoClient(f"{self._python}: {error.strerror}") from error
        if cast(IO[str], self._process.stdout).readline() != "ready\n":
            self.__exit__()
            raise NoClient(f"{self._python} has no openstack command: run ./run manage practice install")
        self.path.mkdir()
        for program in PROGRAMS:
            if (self._python.parent / program).exists():
                self._put_shim(program)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._process:
            self._process.communicate()  # it ends with its standard input
        self._folder.cleanup()

    def _start(self) -> subprocess.Popen[str]:
        command = [str(self._python), str(HERE / "resident.py"), str(self._socket)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, env=plain_variables(), text=True)

    def _put_shim(self, program: str) -> None:
        words = [str(self._python), "-IS", str(HERE / "shim.py"), str(self._socket), program]
        shim = self.path / program
        shim.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        shim.chmod(0o700)


def plain_variables() -> dict[str, str]:
    """What any shell has; nothing of the classroom's, and nobody's credentials."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Shell:
    """One person's: `rc` is sourced before each script, `variables` are set, `folder` is home and current folder."""

    clients: Clients
    folder: Path
    rc: Path
    variables: Mapping[str, str]

    def run(self, script: str, *, limit_s: float) -> Done:
        """With `bash -eu`, in a process of its own, so nothing that one script sets is there in the next."""
        process = subprocess.Popen(
            ["bash", "--noprofile", "--norc", "-euc", f"source {shlex.quote(str(self.rc))}\n{script}"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return Done(KILLED, out.strip(), f"{err.strip()}\nstopped after {limit_s:.0f} s".strip())
        return Done(process.returncode, out.strip(), err.strip())

    def _environment(self) -> dict[str, str]:
        plain = plain_variables()
        path = f"{self.clients.path}{os.pathsep}{plain['PATH']}"
        return plain | dict(self.variables) | {"PATH": path, "HOME": str(self.folder)}
