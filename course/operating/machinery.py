"""How the classroom itself is: queues, workers, versions, and the room on its disk."""

import json
import platform
import shutil
import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from redis.exceptions import RedisError

from config.environment import CHECKOUT
from labs.events import redis
from labs.heartbeat import CLOCK, EVERY_S, SENT_AT, WORKERS

QUEUES = ("live", "lifecycle", "bulk")
SILENT_S = 4 * EVERY_S
FORGOTTEN_S = 3600.0
CLIENT = CHECKOUT / "labs" / "practice" / "requirements-client.txt"


@dataclass(frozen=True)
class Queue:
    """`oldest_s`: how long its first message has waited; None for an empty one."""

    name: str
    length: int
    oldest_s: float | None


@dataclass(frozen=True)
class Task:
    name: str
    seconds: float


@dataclass(frozen=True)
class Worker:
    name: str
    is_alive: bool
    silent_s: float
    since: datetime
    pid: int
    processes: int
    queues: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Broker:
    """What Redis tells in one go. `clock_s`: since the schedule last sent something; None when it never has."""

    queues: tuple[Queue, ...]
    workers: tuple[Worker, ...]
    clock_s: float | None
    version: str

    @property
    def clock_is_alive(self) -> bool:
        return self.clock_s is not None and self.clock_s < SILENT_S


def read_broker() -> Broker | None:
    """None when it is out of reach. A few quick reads; no worker is asked."""
    try:
        with redis().pipeline(transaction=False) as pipe:
            for name in QUEUES:
                pipe.llen(name)
                pipe.lindex(name, -1)
            pipe.hgetall(WORKERS)
            pipe.get(CLOCK)
            pipe.info("server")
            *found, workers, clock, server = pipe.execute()
    except RedisError:
        return None
    now = time.time()
    queues = [_queue(name, found[2 * at], found[2 * at + 1], now) for at, name in enumerate(QUEUES)]
    told = [_worker(name.decode(), json.loads(about), now) for name, about in sorted(workers.items())]
    return Broker(
        tuple(queues),
        tuple(worker for worker in told if worker.silent_s < FORGOTTEN_S),
        now - float(clock) if clock else None,
        str(server.get("valkey_version") or server.get("redis_version", "")),
    )


def _queue(name: str, length: int, oldest: bytes | None, now: float) -> Queue:
    sent_at = json.loads(oldest).get("headers", {}).get(SENT_AT) if oldest else None
    return Queue(name, length, now - sent_at if sent_at else None)


def _worker(name: str, about: dict[str, Any], now: float) -> Worker:
    silent_s = now - about["at"]
    tasks = tuple(Task(one["name"], now - one["since"]) for one in about["tasks"] if one["since"])
    return Worker(
        name=name.partition("@")[0],
        is_alive=silent_s < SILENT_S,
        silent_s=silent_s,
        since=datetime.fromtimestamp(about["since"], UTC),
        pid=about["pid"],
        processes=about["processes"],
        queues=tuple(about["queues"]),
        tasks=tasks,
    )


def list_versions(broker: Broker | None) -> list[tuple[str, str]]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        ("Overcloud Classroom", project["version"]),
        ("Python", platform.python_version()),
        ("Django", version("Django")),
        ("Celery", version("celery")),
        (connection.display_name, _database_version()),
        ("Valkey", broker.version if broker else "–"),
        ("openstacksdk", version("openstacksdk")),
        ("python-openstackclient", _client_version()),
    ]


def _database_version() -> str:
    return ".".join(map(str, connection.get_database_version()))


def _client_version() -> str:
    """The pinned one, which `./run openstack` uses."""
    pins = CLIENT.read_text(encoding="utf-8").splitlines()
    return next((pin.partition("==")[2] for pin in pins if pin.startswith("python-openstackclient==")), "–")


@dataclass(frozen=True)
class Disk:
    folder: str
    total: int  # bytes
    free: int
    database: int | None  # bytes of the SQLite file; None for another database

    @property
    def used_percent(self) -> int:
        return round(100 * (self.total - self.free) / self.total)


def read_disk() -> Disk:
    home = Path(settings.CLASSROOM_HOME)
    usage = shutil.disk_usage(home)
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    is_file = connection.vendor == "sqlite" and file.is_file()
    return Disk(str(home), usage.total, usage.free, file.stat().st_size if is_file else None)
