"""Talks to supervisor, the process manager: writes its configuration, starts it, asks it for states."""

import http.client
import os
import shlex
import socket
import subprocess
import sys
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from config.processes import leftovers
from config.processes.places import CHECKOUT
from config.processes.programs import Program, broker, services

HEAD = """\
[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisord]
nodaemon=true
silent=true
logfile={home}/log/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={home}/run/supervisord.pid
"""

# A program that ran for two seconds and ends is started again at once. One that does not come up is tried a hundred
# times, each pause a second longer than the one before: more than an hour.
PROGRAM = """\
[program:{name}]
command={command}
directory={checkout}
autostart={autostart}
autorestart=true
startsecs=2
startretries=100
stopwaitsecs={stop_s}
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""

SERVICES = "classroom"
# A group is stopped as one, and the group with the higher priority first.
GROUP = """\
[group:{name}]
programs={programs}
priority={priority}
"""


@dataclass(frozen=True)
class ProcessState:
    """What supervisor says about one program. `pid` and `uptime_s` are None when it does not run."""

    name: str
    state: str
    pid: int | None
    uptime_s: int | None
    note: str


def configuration() -> str:
    groups = [("broker", 1, [one for one in [broker()] if one]), (SERVICES, 2, services())]
    places = {"home": _literal(settings.CLASSROOM_HOME), "socket": _literal(control_socket())}
    sections = [HEAD.format(**places)]
    for name, priority, programs in groups:
        if programs:
            sections += [_section(program) for program in programs]
            names = ",".join(program.name for program in programs)
            sections.append(GROUP.format(name=name, programs=names, priority=priority))
    return "\n".join(sections)


def _section(program: Program) -> str:
    return PROGRAM.format(
        name=program.name,
        command=_literal(shlex.join(program.command)),
        checkout=_literal(CHECKOUT),
        autostart=not program.after_pages,
        stop_s=program.stop_s,
        log=_literal(program.log),
    )


def _literal(value: object) -> str:
    """Supervisor expands %(…)s in values."""
    return str(value).replace("%", "%%")


def control_socket() -> Path:
    return Path(settings.SOCKETS) / "supervisor.sock"


def start_manager() -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in the terminal must reach only `./run`, which then stops things in order."""
    home = Path(settings.CLASSROOM_HOME)
    for folder in ("log", "run", "valkey"):
        (home / folder).mkdir(mode=0o700, exist_ok=True)
    path = home / "run" / "supervisord.conf"
    path.write_text(configuration(), encoding="utf-8")
    command = [sys.executable, "-m", "supervisor.supervisord", "--configuration", str(path)]
    environment = {**os.environ, leftovers.MARK: leftovers.mark_of(home)}
    with (home / "log" / "supervisord.out").open("wb") as out:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, start_new_session=True
        )


def list_processes() -> list[ProcessState]:
    """Empty when no process manager answers."""
    try:
        with _proxy() as proxy:
            found: Any = proxy.supervisor.getAllProcessInfo()
    except (OSError, http.client.HTTPException):
        return []
    return [_state(one) for one in found]


def start_the_rest() -> None:
    """Start what waited for the pages."""
    with _proxy() as proxy:
        for program in services():
            if program.after_pages:
                proxy.supervisor.startProcess(f"{SERVICES}:{program.name}", False)


def _proxy() -> xmlrpc.client.ServerProxy:
    return xmlrpc.client.ServerProxy("http://supervisor", transport=_Transport())


def _state(info: dict[str, Any]) -> ProcessState:
    lives = bool(info["pid"])
    return ProcessState(
        name=info["name"],
        state=info["statename"].lower(),
        pid=info["pid"] if lives else None,
        uptime_s=max(0, info["now"] - info["start"]) if lives else None,
        note=info["spawnerr"],
    )


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(control_socket()))


class _Transport(xmlrpc.client.Transport):
    """XML-RPC over a Unix socket, which the standard library leaves to us."""

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return _Connection("localhost", timeout=5)
