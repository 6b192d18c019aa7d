"""Installs packages of a Debian system, for the tests only. Standard library only."""

import os
import shutil
import subprocess

from config.processes.places import say


def install_debian_packages(*names: str) -> bool:
    """Through apt-get, where there is one and we are root; the lists are fetched only when they are needed."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    command = [apt, "install", "--yes", "--no-install-recommends", *names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing {' and '.join(names)} with apt-get …")
    for preparation in ([], [apt, "update"]):
        if preparation:
            subprocess.run(preparation, check=False, stdin=subprocess.DEVNULL, env=environment)
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL, env=environment).returncode == 0:
            return True
    return False
