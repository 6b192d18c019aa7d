"""Where a classroom keeps its data and its virtual environments, and whether it can. Standard library only."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FREE_MIN_MIB = 200  # below this, databases and logs are about to fail


class Trouble(Exception):
    """What stands in the way and what to do about it, in one sentence for a person."""


@dataclass(frozen=True)
class Places:
    """Where the data and the virtual environments of this classroom are."""

    home: Path
    envs: Path

    @property
    def app(self) -> Path:
        return self.envs / "app"

    @property
    def python(self) -> Path:
        return self.app / "bin" / "python"

    @property
    def installed(self) -> Path:
        """Holds the digests of the requirements that are completely installed."""
        return self.app / "installed.txt"

    @property
    def unfinished(self) -> Path:
        """Exists while an installation goes on; found later, it tells that one was cut off."""
        return self.app / "unfinished"


def places_from(environment: Mapping[str, str]) -> Places:
    home = Path(environment.get("CLASSROOM_HOME") or CHECKOUT / "var").expanduser().absolute()
    envs = Path(environment.get("CLASSROOM_ENVS") or home / "envs").expanduser().absolute()
    return Places(home, envs)


def say(line: str, end: str = "\n") -> None:
    sys.stdout.write(line + end)
    sys.stdout.flush()


def expect_writable(folder: Path, variable: str) -> None:
    """Make the folder, private to its owner, and prove that files can be written in it."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Trouble(
            f"Cannot write to {folder} ({error.strerror}): give yourself access to it,"
            f" or set {variable} to a folder that you may write to."
        ) from error


def expect_space(folder: Path, needed_mib: int, variable: str) -> None:
    free_mib = shutil.disk_usage(folder).free >> 20
    if free_mib < needed_mib:
        raise Trouble(
            f"The disk of {folder} has {free_mib} MiB left and {needed_mib} MiB are needed:"
            f" free some space, or set {variable} to a folder on another disk."
        )


def free_min_mib() -> int:
    return int(os.environ.get("CLASSROOM_FREE_MIN_MIB", FREE_MIN_MIB))
