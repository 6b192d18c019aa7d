"""What the run script starts: sees to the Python environment, then hands over to the classroom inside it.

Runs as a plain file before anything is installed, so it and what it imports use the standard library only.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType, ModuleType
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[2]
# The real package brings Celery along, which is not installed yet.
sys.modules["config"] = ModuleType("config")
sys.modules["config"].__path__ = [str(CHECKOUT / "config")]

from config.processes.installing import DEVELOPMENT, RUNTIME, ensure_installed  # noqa: E402
from config.processes.places import (  # noqa: E402
    Places,
    Trouble,
    expect_space,
    expect_writable,
    free_min_mib,
    places_from,
    say,
)

LOOK_ONLY = {"stop", "status"}  # they have nothing to say where nothing was ever installed


def hand_over(places: Places, arguments: list[str]) -> NoReturn:
    """Become the classroom. `python -m` needs the checkout as the current folder; it changes back by itself.

    Packages are compiled at their first import, so writing the result must be allowed.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "CLASSROOM_HOME": str(places.home),
        "CLASSROOM_ENVS": str(places.envs),
        "CLASSROOM_CALLED_FROM": str(Path.cwd()),
        "PYTHONUTF8": "1",
    }
    os.chdir(CHECKOUT)
    os.execve(places.python, [str(places.python), "-m", "config.processes", *arguments], environment)


def main(arguments: list[str]) -> int:
    places = places_from(os.environ)
    command = arguments[0]  # the run script always names one
    if command in LOOK_ONLY and not os.access(places.python, os.X_OK):
        say(f"Not running: nothing has been installed in {places.envs} yet.")
        return 3 if command == "status" else 0
    expect_writable(places.home, "CLASSROOM_HOME")
    if command not in LOOK_ONLY:
        expect_space(places.home, free_min_mib(), "CLASSROOM_HOME")
        testing = command == "test"
        ensure_installed(places, DEVELOPMENT if testing else RUNTIME, may_install_packages=testing)
    hand_over(places, arguments)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(f"./run: {trouble}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next ./run begins where this one was cut off.")
