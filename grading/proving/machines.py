"""The classroom's machines for labs about them: the practice cloud's stand-in, and what the user stack has there."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from labs.models import Cloud
from labs.practice.settings import CHECKOUT
from labs.practice_link import SLUG
from labs.schema import LabDefinition
from labs.schema.proving import MACHINES

TRIES = 30  # of ssh, one each second, while a host boots
LAST_WORDS = 500  # characters that are told of what goes wrong
WORDS = {"power on": "on", "power off": "off"}
RC = 'ssh() { command ssh -F ~/ssh_config "$@"; }\n'


class NoMachines(Exception):
    """There is no classroom to prove the lab in; the text says why."""


@dataclass(frozen=True)
class Machines:
    """`ssh`: as in labs.models.Cloud; `admin`: the clouds.yaml entry of undercloud and overcloud, here the same."""

    ssh: Mapping[str, Any]
    admin: Mapping[str, Any]

    def furnish(self, home: Path) -> None:
        """Into stack's home folder: stackrc, overcloudrc, and what ssh needs."""
        files = {
            "stackrc": self._rc,
            "overcloudrc": self._rc,
            "ssh_key": self.ssh["key"],
            "known_hosts": "".join(f"[{host['address']}]:{host['port']} {host['host_key']}\n" for host in self._hosts),
            "ssh_config": self._ssh_config(home),
        }
        for name, text in files.items():
            (home / name).touch(mode=0o600)
            (home / name).write_text(text, encoding="utf-8")

    @property
    def _hosts(self) -> list[Mapping[str, Any]]:
        return list(self.ssh["hosts"].values())

    @property
    def _rc(self) -> str:
        values = {name: str(value) for name, value in self.admin["auth"].items()}
        values |= {"region_name": str(self.admin.get("region_name", "")), "identity_api_version": "3"}
        lines = ["for name in ${!OS_*}; do unset $name; done"]
        lines += [f"export OS_{name.upper()}={shlex.quote(value)}" for name, value in values.items() if value]
        return "\n".join(lines) + "\n"

    def _ssh_config(self, home: Path) -> str:
        hosts = [
            f"Host {name}\n  HostName {host['address']}\n  Port {host['port']}\n"
            for name, host in self.ssh["hosts"].items()
        ]
        common = {
            "User": self.ssh["user"],
            "IdentityFile": f'"{home / "ssh_key"}"',
            "UserKnownHostsFile": f'"{home / "known_hosts"}"',
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "ConnectionAttempts": str(TRIES),
        }
        return "".join([*hosts, "Host *\n", *(f"  {name} {value}\n" for name, value in common.items())])


@contextmanager
def machines_of(lab: LabDefinition, cloud: Cloud) -> Iterator[Machines | None]:
    """As the lab begins with them; None for a lab that is not about them. Raises NoMachines when there are none."""
    if MACHINES not in lab.requires:
        yield None
        return
    if cloud.slug != SLUG:
        raise NoMachines(f"{cloud.slug} is not the practice cloud, whose machines have a stand-in")
    with _stand_in(WORDS[lab.start.nodes or "power on"]) as ssh:
        try:
            _reach(cloud, ssh)
            yield Machines(ssh, cloud.config)
        finally:
            _reach(cloud, {})


def _reach(cloud: Cloud, ssh: Mapping[str, Any]) -> None:
    cloud.ssh = dict(ssh)
    cloud.save(update_fields=["ssh"])


@contextmanager
def _stand_in(state: str) -> Iterator[dict[str, Any]]:
    """A process that ends with its standard input, and leaves everything on."""
    command = [sys.executable, "-m", "labs.practice.classroom", str(settings.CLASSROOM_HOME), state]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=CHECKOUT, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        try:
            if not line:
                raise NoMachines(process.stderr.read().strip()[-LAST_WORDS:] if process.stderr else "")
            yield json.loads(line)
        finally:
            process.communicate()
