"""What no service of the practice cloud knows of the classroom: the cluster, Ceph's flags, who booted when. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from labs.practice import files
from labs.practice.site_values import ROLES_OF_NODES

CONTROLLER = ROLES_OF_NODES["controllers"][0]
COMPUTES = tuple(ROLES_OF_NODES["computes"])
STORAGE = ROLES_OF_NODES["ceph"][0]
HOSTS = (CONTROLLER, *COMPUTES, STORAGE)
FLAGS = {
    # what `ceph osd set` takes: the flags that it sets
    "noout": ("noout",),
    "norecover": ("norecover",),
    "norebalance": ("norebalance",),
    "nobackfill": ("nobackfill",),
    "nodown": ("nodown",),
    "noin": ("noin",),
    "noup": ("noup",),
    "noscrub": ("noscrub",),
    "nodeep-scrub": ("nodeep-scrub",),
    "pause": ("pauserd", "pausewr"),
}
BOOT = timedelta(seconds=1.2)  # `uptime -s` tells whole seconds: what is started after another one is reached differs
OF_SHUTDOWN = ("noout", "norecover", "norebalance", "nobackfill", "nodown", "pause")


@dataclass(frozen=True)
class Classroom:
    """`booted`: host → when, for the hosts that are on. `flags`: as `ceph osd dump` names them."""

    cluster: bool = False
    flags: frozenset[str] = frozenset()
    booted: Mapping[str, datetime] = field(default_factory=dict)

    def is_on(self, host: str) -> bool:
        return host in self.booted

    def reachable(self, now: datetime) -> frozenset[str]:
        """The hosts that have booted."""
        return frozenset(host for host, moment in self.booted.items() if now - moment >= BOOT)

    @property
    def reporting(self) -> frozenset[str]:
        """The computes whose nova-compute reaches its controller's database and messages."""
        serves = self.cluster and self.is_on(CONTROLLER)
        return frozenset(host for host in COMPUTES if serves and self.is_on(host))

    def with_power(self, hosts: Collection[str], now: datetime) -> Classroom:
        """These are on now. Who comes boots now; a cluster ends with its controller, and does not start by itself."""
        booted = {host: self.booted.get(host, now) for host in HOSTS if host in hosts}
        return replace(self, booted=booted, cluster=self.cluster and CONTROLLER in booted)

    def with_flag(self, name: str, *, is_set: bool) -> Classroom:
        flags = frozenset(FLAGS[name])
        return replace(self, flags=self.flags | flags if is_set else self.flags - flags)

    def write(self, path: Path) -> None:
        files.write_json(path, {**asdict(self), "flags": sorted(self.flags), "booted": self._moments()})

    def _moments(self) -> dict[str, str]:
        return {host: moment.isoformat() for host, moment in self.booted.items()}

    @classmethod
    def read(cls, path: Path) -> Classroom:
        """As it was left; a classroom that was never there is off."""
        raw: dict[str, Any] = files.read_json(path) or {}
        booted = {host: datetime.fromisoformat(text) for host, text in raw.get("booted", {}).items()}
        return cls(raw.get("cluster", False), frozenset(raw.get("flags", ())), booted)


def evening(classroom: Classroom) -> Classroom:
    """As the last one left it: flags set and the cluster stopped."""
    return replace(classroom, cluster=False, flags=frozenset(flag for name in OF_SHUTDOWN for flag in FLAGS[name]))


def morning(classroom: Classroom) -> Classroom:
    """As it is when everything works."""
    return replace(classroom, cluster=True, flags=frozenset())
