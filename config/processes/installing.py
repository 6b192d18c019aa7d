"""Makes the application's virtual environment from the pinned requirements. Standard library only."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config.processes.debian import install_debian_packages
from config.processes.places import CHECKOUT, Places, Trouble, expect_space, expect_writable, free_min_mib, say

RUNTIME = CHECKOUT / "requirements.txt"
DEVELOPMENT = CHECKOUT / "requirements-dev.txt"
APP_SIZE_MIB = 900  # the packages of requirements-dev.txt, compiled, and pip's downloads
AT_ONCE = 3  # pip processes
NO_NETWORK = re.compile(
    r"connection broken by|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError"
    r"|Name or service not known|Connection refused|Temporary failure in name resolution"
    r"|Network is unreachable|No route to host|SSLError"
)
ERROR_LINE = re.compile(r"ERROR:|[\w.]+(Error|Exception): ")
NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded")


def digest_of(requirements: Path) -> str:
    return hashlib.sha256("\n".join(sorted(pins_of(requirements))).encode()).hexdigest()


def is_installed(places: Places, requirements: Path) -> bool:
    if not os.access(places.python, os.X_OK) or places.unfinished.exists() or not places.installed.exists():
        return False
    return digest_of(requirements) in places.installed.read_text(encoding="ascii").split()


def ensure_installed(places: Places, requirements: Path, *, may_install_packages: bool) -> None:
    if is_installed(places, requirements):
        return
    expect_writable(places.envs, "CLASSROOM_ENVS")
    expect_space(places.envs, max(APP_SIZE_MIB, free_min_mib()), "CLASSROOM_ENVS")
    with only_one(places.envs / "app.lock"):
        if is_installed(places, requirements):
            return
        if places.unfinished.exists() or not has_pip(places.python):
            make_environment(places.app, may_install_packages=may_install_packages)
        places.unfinished.touch()
        install(places, requirements)
        digests = {digest_of(requirements)} | ({digest_of(RUNTIME)} if requirements != RUNTIME else set())
        places.installed.write_text("\n".join(sorted(digests)) + "\n", encoding="ascii")
        places.unfinished.unlink()


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another ./run that installs into the same environment …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def has_pip(python: Path) -> bool:
    return os.access(python, os.X_OK) and subprocess.run([python, "-c", "import pip"], check=False).returncode == 0


def make_environment(folder: Path, *, may_install_packages: bool) -> None:
    say(f"Making the Python environment {folder} …")
    has_venv = importlib.util.find_spec("ensurepip") is not None
    if not has_venv and not (may_install_packages and install_debian_packages("python3-venv")):
        raise Trouble(
            f"{sys.executable} cannot make virtual environments because its ensurepip module is missing:"
            " install it (Debian, Ubuntu: apt-get install python3-venv), then run ./run again."
        )
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode:
        raise Trouble(f"{sys.executable} could not make {folder}: {last_line(made.stderr or made.stdout)}.")


def install(places: Places, requirements: Path) -> None:
    """Install exactly the pinned packages; a missing pin is an error, not a surprise."""
    log = places.home / "log" / "install.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    started, pins = time.monotonic(), pins_of(requirements)
    pip = [str(places.python), "-m", "pip"]
    # Modules are compiled when they are first imported, which is sooner than compiling all of them now.
    options = ["--no-input", "--no-deps", "--no-compile", "--progress-bar=off", "--no-warn-script-location"]
    parts = [[*pip, "install", *options, *pins[part::AT_ONCE]] for part in range(min(AT_ONCE, len(pins)))]
    with Progress(log, len(pins)) as progress:
        if not (succeed(parts, progress) and succeed([[*pip, "check"]], progress)):
            raise Trouble(explain_failure(log))
    say(f"Packages installed in {time.monotonic() - started:.0f} s.")


def pins_of(requirements: Path) -> list[str]:
    """With those of the files that its lines name with -r."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    included = [line.split()[1] for line in lines if line.startswith("-r ")]
    pins = [line.split()[0] for line in lines if "==" in line]
    return pins + [pin for name in included for pin in pins_of(requirements.parent / name)]


class Progress:
    """How many packages pip has turned to: one line that moves on a terminal, one plain line elsewhere."""

    def __init__(self, log: Path, total: int) -> None:
        self._total, self._moving = total, sys.stdout.isatty()
        self.out = log.open("w+", encoding="utf-8")

    def __enter__(self) -> "Progress":
        if not self._moving:
            say(f"Installing {self._total} Python packages …")
        return self

    def __exit__(self, *failure: object) -> None:
        self.out.close()
        if self._moving:
            say("\r\033[K", end="")

    def show(self) -> None:
        if self._moving:
            text = Path(self.out.name).read_text(encoding="utf-8", errors="replace")
            seen = len(re.findall(r"^(?:Collecting|Requirement already)", text, re.MULTILINE))
            say(f"\r\033[KInstalling Python packages: {seen}/{self._total}", end="")


def succeed(commands: list[list[str]], progress: Progress) -> bool:
    """Run the commands side by side: pip waits for the network half of its time."""
    running = [
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=progress.out, stderr=progress.out)
        for command in commands
    ]
    try:
        while any(process.poll() is None for process in running):
            progress.show()
            time.sleep(0.1)
        return all(process.returncode == 0 for process in running)
    finally:
        for process in running:
            process.kill()
            process.wait()


def explain_failure(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    if NO_SPACE.search(text):
        return f"The disk is full: free some space, or set CLASSROOM_ENVS to a folder on another disk (log: {log})."
    if NO_NETWORK.search(text):
        return (
            "Python packages could not be fetched because the package index did not answer: check the network,"
            f" HTTPS_PROXY and PIP_INDEX_URL, then run ./run again (log: {log})."
        )
    return f"Python packages could not be installed: {last_line(text)} (log: {log})."


def last_line(text: str) -> str:
    """The last line that names an error, otherwise the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if ERROR_LINE.match(line)]
    return (errors or lines or ["no reason given"])[-1].removeprefix("ERROR:").strip().rstrip(".")
