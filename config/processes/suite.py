"""`./run test`: gets what the tests need, then runs every check and every test."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from config.processes import chromium, launch
from config.processes.places import CHECKOUT, Trouble

PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]


PREPARATIONS = (
    Check("translations", (PYTHON, "manage.py", "compile_translations")),  # Django reads a catalogue once, if at all
    Check("practice cloud and openstack client", (PYTHON, "manage.py", "practice", "install")),
)
CHECKS = (
    Check("ruff", (PYTHON, "-m", "ruff", "check", ".")),
    Check("format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("mypy", (PYTHON, "-m", "mypy", ".")),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
)


# Side by side, each with a classroom and a cloud of its own: they wait for clouds and browsers most of the time.
LANES = {
    "tests of the whole classroom": frozenset({"end_to_end"}),
    "tests with a cloud": frozenset({"observing", "practice"}),
}
REST = "the other tests"


def main(arguments: list[str]) -> int:
    """With arguments, only pytest with these; all the rest stays as in a full run."""
    home = Path(tempfile.mkdtemp(prefix="classroom-test-"))
    environment = environment_for(home)
    for preparation in PREPARATIONS:
        if not passes(preparation, environment):
            raise Trouble(f"{preparation.name} could not be installed; the lines above tell why.")
    if arguments:
        failed = [] if passes(Check("tests", pytest(*arguments)), environment) else ["tests"]
    else:
        failed = [check.name for check in CHECKS if not passes(check, environment)] + run_all_tests(home, environment)
    if failed:
        say(f"\nFailed: {', '.join(failed)}. Data and logs of the tests are kept in {home}")
        return 1
    shutil.rmtree(home, ignore_errors=True)
    say("\nEverything passed.")
    return 0


def pytest(*arguments: str) -> tuple[str, ...]:
    return PYTHON, "-m", "pytest", "--durations=25", *arguments


def run_all_tests(home: Path, environment: dict[str, str]) -> list[str]:
    """All lanes at once; what each has said comes when it is done. The names of what failed."""
    folders = {path.parent.name for path in (CHECKOUT / "tests").glob("*/test_*.py")}
    lanes = LANES | {REST: frozenset(folders).difference(*LANES.values())}
    started = time.monotonic()
    with ThreadPoolExecutor(len(lanes)) as pool:
        passed = list(pool.map(lambda name: run_lane(name, lanes[name], home, environment), lanes))
    say(f"── all tests took {time.monotonic() - started:.0f} s")
    return [name for name, good in zip(lanes, passed, strict=True) if not good]


def run_lane(name: str, folders: frozenset[str], home: Path, environment: dict[str, str]) -> bool:
    """One run of pytest over some folders, in a data folder of its own."""
    own = home / name.replace(" ", "-")
    own.mkdir()
    command = pytest(*(f"tests/{folder}" for folder in sorted(folders)))
    with (own / "tests.log").open("w+", encoding="utf-8") as said:
        given = environment | {"CLASSROOM_HOME": str(own)}
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=CHECKOUT, env=given, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
        )
        said.seek(0)
        outcome = "passed" if done.returncode == 0 else "FAILED"
        say(f"\n── {name}\n{said.read()}\n── {name}: {outcome} in {time.monotonic() - started:.0f} s")
    return done.returncode == 0


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
