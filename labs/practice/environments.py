"""Making a virtual environment from pinned requirements: with progress, resumable, quick when done.

pip does the work, because it already knows the machine's mirrors, proxies and certificates. Several
of it run side by side on parts of the list; a part that was installed before is skipped by pip.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from labs.practice import files
from labs.practice.processes import Process, end

PACKAGES_IN_PART = 8
SHARE_OF_COMPILING = 0.35
MEGABYTES_PER_PACKAGE = 5
NETWORK_TROUBLE = re.compile(
    r"connection broken by|NewConnectionError|Name or service not known|name resolution"
    r"|ConnectTimeout|ReadTimeout|ProxyError|SSLError|from versions: none",
    re.IGNORECASE,
)
DISK_TROUBLE = re.compile(r"No space left on device|Disk quota exceeded", re.IGNORECASE)

Pulse = Callable[[float, str], None]
"""Called often while something runs, with the share done (0…1) and what is being done."""


class InstallError(RuntimeError):
    """The environment could not be made; the message is for the person at the machine."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment of our own, by its folder and its list of pinned packages."""

    folder: Path
    requirements: Path
    python: Path
    log: Path
    skip_compiling: str = field(default=r"[/\\]tests?[/\\]")

    @property
    def interpreter(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def installed(self) -> bool:
        return self.interpreter.exists() and self._marker_text() == self._digest()

    def install(self, pulse: Pulse, *, at_once: int | None = None) -> None:
        """Bring the environment to its list; `pulse` may raise to leave early."""
        if self.installed:
            return
        self._expect_disk()
        self._marker.unlink(missing_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            self._make(pulse, log.fileno())
            # More than one a processor: pip waits for the network half of its time.
            self._install_parts(pulse, log.fileno(), at_once or (os.cpu_count() or 1) + 1)
            self._compile(pulse, log.fileno())
        files.write_atomically(self._marker, self._digest(), mode=0o644)

    @property
    def _marker(self) -> Path:
        return self.folder / ".installed"

    def _marker_text(self) -> str:
        try:
            return self._marker.read_text(encoding="utf-8")
        except OSError:
            return ""

    def _digest(self) -> str:
        config = (self.folder / "pyvenv.cfg").read_bytes() if self.folder.exists() else b""
        return hashlib.sha256(self.requirements.read_bytes() + config).hexdigest()

    def _pins(self) -> list[str]:
        lines = self.requirements.read_text(encoding="utf-8").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def _expect_disk(self) -> None:
        needed = len(self._pins()) * MEGABYTES_PER_PACKAGE
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.folder.parent).free >> 20
        if not self.folder.exists() and free < needed:
            raise InstallError(
                f"{self.folder.parent} has {free} MB left and {needed} MB are needed: free some "
                f"disk space, or set CLASSROOM_ENVS to a folder on another disk."
            )

    def _make(self, pulse: Pulse, log: int) -> None:
        pulse(0.0, "environment")
        if self.interpreter.exists() and _works(self.interpreter):
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self._run([[str(self.python), "-m", "venv", str(self.folder)]], 1, log, pulse, (0.0, 0.02))

    def _install_parts(self, pulse: Pulse, log: int, at_once: int) -> None:
        pins = self._pins()
        # Dealt out in turn: neighbours in the alphabet are often equally big.
        count = -(-len(pins) // PACKAGES_IN_PART)
        pip = [str(self.interpreter), "-m", "pip", "install", "--no-deps", "--no-compile"]
        pip += ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "--retries=2"]
        pip += ["--no-warn-script-location"]
        commands = [[*pip, *pins[part::count]] for part in range(count)]
        self._run(commands, at_once, log, pulse, (0.02, 1 - SHARE_OF_COMPILING))

    def _compile(self, pulse: Pulse, log: int) -> None:
        packages = next((self.folder / "lib").glob("python3*/site-packages"))
        command = [str(self.interpreter), "-m", "compileall", "-q", "-j", "0"]
        command += ["-x", self.skip_compiling, str(packages)]
        span = (1 - SHARE_OF_COMPILING, 1.0)
        # Its status counts files of other Python versions that packages carry as templates.
        self._run([command], 1, log, pulse, span, must_succeed=False)

    def _run(
        self,
        commands: list[list[str]],
        at_once: int,
        log: int,
        pulse: Pulse,
        span: tuple[float, float],
        *,
        must_succeed: bool = True,
    ) -> None:
        """Run the commands side by side, reporting their share of the whole."""
        running: list[subprocess.Popen[bytes]] = []
        left = list(commands)
        first, last = span
        began = os.fstat(log).st_size
        try:
            while left or running:
                while left and len(running) < at_once:
                    running.append(_launch(left.pop(0), log))
                for process in [one for one in running if one.poll() is not None]:
                    running.remove(process)
                    if process.returncode and must_succeed:
                        raise InstallError(self._explain(began))
                done = (len(commands) - len(left) - len(running)) / len(commands)
                pulse(first + done * (last - first), self.folder.name)
                time.sleep(0.05)
        finally:
            _end(running)

    def _explain(self, began: int) -> str:
        """One sentence about what went wrong, from what this run added to the log."""
        with self.log.open("rb") as log:
            log.seek(began)
            text = log.read().decode(errors="replace")
        if DISK_TROUBLE.search(text):
            return f"The disk of {self.folder} is full: free some space, then start again."
        if NETWORK_TROUBLE.search(text):
            return (
                "The package index cannot be reached: connect this machine to the network (or "
                "point pip to your mirror or proxy), then start again."
            )
        last = next(_errors(text), "pip gave no reason")
        return f"A package could not be installed: {last}."


def _errors(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("ERROR:"):
            yield line.removeprefix("ERROR:").strip().rstrip(".")


def _works(interpreter: Path) -> bool:
    """Whether this interpreter can run pip: the one it was made from may have been removed."""
    command = [str(interpreter), "-m", "pip", "--version"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def _launch(command: list[str], log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    found = [Process.of(process.pid) for process in running]
    end([process for process in found if process is not None])
    for process in running:
        process.wait()
