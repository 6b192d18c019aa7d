"""Measures the practice cloud on this machine: `python -m labs.practice.measure [--install] [--nothing]`.

It prints the table of docs/practice-cloud.md. Everything happens in a temporary folder, on ports of
its own; `--install` makes new environments too, `--nothing` also starts once without the template.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from labs.practice import template
from labs.practice.control import PracticeCloud
from labs.practice.runner import client_environment, practice_environment
from labs.practice.settings import PracticeSettings
from labs.practice.status import PracticeStatus, State

BASE_PORT = 24000
Row = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--envs", type=Path, default=Path(os.environ.get("CLASSROOM_ENVS", "var/envs")))
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--nothing", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        envs = Path(folder) / "envs" if asked.install else asked.envs.resolve()
        settings = PracticeSettings(home=Path(folder), envs=envs, base_port=BASE_PORT)
        rows = [("machine", machine()), *measure(settings, from_nothing=asked.nothing)]
    sys.stdout.write("| what | measured |\n| --- | --- |\n")
    sys.stdout.writelines(f"| {what} | {value} |\n" for what, value in rows)


def measure(settings: PracticeSettings, *, from_nothing: bool) -> Iterator[Row]:
    cloud = PracticeCloud(settings)
    yield "install, both environments", seconds_of(lambda: cloud.install(lambda *_: None))
    for environment in (practice_environment(settings), client_environment(settings)):
        yield f"disk, environment {environment.folder.name}", disk(environment.folder)
    try:
        yield from starts(cloud, settings)
        if from_nothing:
            cloud.reset()
            with no_template():
                yield "first start, from nothing", describe(start(cloud))
    finally:
        cloud.stop()


def starts(cloud: PracticeCloud, settings: PracticeSettings) -> Iterator[Row]:
    yield "first start, from the template", describe(start(cloud))
    yield "resident memory, fresh (PSS of all processes)", memory(cloud.status())
    yield "disk, data", disk(settings.folders.data)
    for name in ("client", "practice"):
        yield f"`openstack token issue` of environment {name}", one_command(settings, name)
    yield "stop", seconds_of(cloud.stop)
    yield "second start", describe(start(cloud))


def start(cloud: PracticeCloud) -> PracticeStatus:
    status = cloud.follow(cloud.start())
    if status.state is not State.READY:
        sys.exit(f"The practice cloud is {status.state}: {status.error}")
    return status


def describe(status: PracticeStatus) -> str:
    parts = ", ".join(f"{step.key} {step.seconds:.1f}" for step in status.steps if step.seconds >= 0.1)
    return f"{status.seconds:.1f} s ({parts})"


def seconds_of(act: Callable[[], object]) -> str:
    began = time.monotonic()
    act()
    return f"{time.monotonic() - began:.1f} s"


def one_command(settings: PracticeSettings, environment: str) -> str:
    """The fastest of three: the others may have met something else on this machine."""
    program = settings.envs / environment / "bin" / "openstack"
    variables = {**os.environ, "OS_CLIENT_CONFIG_FILE": str(settings.folders.clouds), "OS_CLOUD": "practice"}
    times = []
    for _ in range(3):
        began = time.monotonic()
        subprocess.run([str(program), "token", "issue"], env=variables, capture_output=True, check=True)
        times.append(time.monotonic() - began)
    return f"{min(times):.2f} s"


def memory(status: PracticeStatus) -> str:
    """Shared pages counted once: every service is a fork of the keeper."""
    pids = {one.pid for one in status.services if one.pid}
    pids |= {os.getpgid(pid) for pid in pids}
    kibibytes = sum(pss(pid) for pid in pids)
    return f"{kibibytes / 1024:.0f} MiB in {len(pids)} processes"


def pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def disk(folder: Path) -> str:
    done = subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True)
    return f"{done.stdout.split()[0]} MB"


def machine() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{os.cpu_count()} processors, {total} GiB, Python {python}, load before {load:.1f}"


@contextmanager
def no_template() -> Iterator[None]:
    """As if the stored template did not fit."""
    put_away = template.DIGEST.with_suffix(".put-away")
    template.DIGEST.rename(put_away)
    try:
        yield
    finally:
        put_away.rename(template.DIGEST)


if __name__ == "__main__":
    main()
