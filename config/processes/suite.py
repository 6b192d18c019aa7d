"""`./run test`: gets what the tests need, then runs every check and every test."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from config.processes import chromium, launch
from config.processes.places import CHECKOUT, Trouble

PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]


PREPARATIONS = (Check("practice cloud and openstack client", (PYTHON, "manage.py", "practice", "install")),)
CHECKS = (
    Check("ruff", (PYTHON, "-m", "ruff", "check", ".")),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("mypy", (PYTHON, "-m", "mypy", ".")),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
)


def main(arguments: list[str]) -> int:
    """With arguments, only pytest with these; all the rest stays as in a full run."""
    tests = Check("tests", (PYTHON, "-m", "pytest", "--durations=25", *arguments))
    checks = [tests] if arguments else [*CHECKS, tests]
    home = Path(tempfile.mkdtemp(prefix="classroom-test-"))
    environment = environment_for(home)
    for preparation in PREPARATIONS:
        if not passes(preparation, environment):
            raise Trouble(f"{preparation.name} could not be installed; the lines above tell why.")
    failed = [check.name for check in checks if not passes(check, environment)]
    if failed:
        say(f"\nFailed: {', '.join(failed)}. Data and logs of the tests are kept in {home}")
        return 1
    shutil.rmtree(home, ignore_errors=True)
    say(f"\nPassed: {', '.join(check.name for check in checks)}.")
    return 0


def environment_for(home: Path) -> dict[str, str]:
    """Without the settings of a classroom in use: tests must never meet its database or its broker."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(launch.PREFIXES)}
    ours = {"CLASSROOM_HOME": str(home), "CLASSROOM_ENVS": os.environ["CLASSROOM_ENVS"]}
    return theirs | ours | {"CLASSROOM_CHROMIUM": str(chromium.ensure())}


def passes(check: Check, environment: dict[str, str]) -> bool:
    say(f"\n── {check.name}")
    started = time.monotonic()
    done = subprocess.run(check.command, check=False, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL)
    say(f"── {check.name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s")
    return done.returncode == 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"./run test: {trouble}")
