"""Commands of `./run` that become another program: manage.py, openstack as a student, the lab command."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from config.processes import launch
from config.processes.installing import last_line
from config.processes.places import CHECKOUT, Trouble, places_from

OURS = ("--as", "--lab", "--person", "--rc")
# A file as people download it: read by a shell, which may ask for a password. Variables of another cloud must not stay.
WITH_RC = 'unset "${!OS_@}"; source "$1" && shift && exec "$@"'


def become(command: list[str]) -> NoReturn:
    """In the folder that the person called from, so that their file names mean what they typed."""
    os.chdir(os.environ.get("CLASSROOM_CALLED_FROM", "."))
    os.execv(command[0], command)


def manage(arguments: list[str]) -> int:
    become([sys.executable, str(CHECKOUT / "manage.py"), *arguments])


def lab(arguments: list[str]) -> int:
    running = launch.find(places_from(os.environ).home)
    if running:
        os.environ.setdefault("LAB_URL", running.url)
    become([sys.executable, str(CHECKOUT / "labs" / "client" / "lab"), *arguments])


def openstack(arguments: list[str]) -> int:
    own, rest = split(arguments)
    parser = argparse.ArgumentParser(prog="./run openstack", add_help=False, allow_abbrev=False)
    parser.add_argument("--as", dest="user")
    parser.add_argument("--lab")
    parser.add_argument("--person")
    parser.add_argument("--rc", type=Path)
    options = parser.parse_args(own)
    if options.rc and (options.user or options.lab or options.person):
        raise Trouble("--rc names the file to use, so it does not go with --as, --lab or --person.")
    if options.person and not (options.user and options.lab):
        raise Trouble("--person is one of a lab's persons, so it goes with --as and --lab.")
    client = client_command()
    if options.rc:
        called_from = Path(os.environ.get("CLASSROOM_CALLED_FROM", "."))
        become(["/bin/bash", "-c", WITH_RC, "bash", str(called_from / options.rc), *client, *rest])
    if options.user:
        become(["/bin/bash", "-c", WITH_RC, "bash", offer(rc_of(options)), *client, *rest])
    become([*client, *rest])


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our options come first, each with a value; from the first other word on, all is openstack's."""
    ours = 0
    while ours < len(arguments) and arguments[ours].partition("=")[0] in OURS:
        ours += 1 if "=" in arguments[ours] else 2
    return arguments[:ours], arguments[ours:]


def client_command() -> list[str]:
    """By its interpreter: the first line of the script names a path that may have been moved."""
    bin_folder = places_from(os.environ).envs / "client" / "bin"
    if not (bin_folder / "openstack").exists():
        raise Trouble("the openstack command is not installed yet: run ./run manage practice install.")
    return [str(bin_folder / "python"), str(bin_folder / "openstack")]


def rc_of(options: argparse.Namespace) -> str:
    command = [sys.executable, str(CHECKOUT / "manage.py"), "rc", options.user, *filter(None, [options.lab])]
    command += ["--person", options.person] if options.person else []
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(
            f"no rc file for {options.user}: {last_line(done.stderr).removeprefix('CommandError: ').rstrip('.')}."
        )
    return done.stdout


def offer(text: str) -> str:
    """The path of a pipe that holds this text: a password in it never reaches the disk."""
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    with open(writer, "w", encoding="utf-8") as file:
        file.write(text)
    return f"/dev/fd/{reader}"
