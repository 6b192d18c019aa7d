"""The web address: whether it can be had, and whether pages answer there."""

import errno
import socket
import urllib.request
from contextlib import suppress
from typing import NoReturn

import psutil

from config.processes.places import Trouble

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to look when it listens everywhere


def url_of(host: str, port: int) -> str:
    shown = ANY.get(host, host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def expect_free(host: str, port: int) -> None:
    """Raise Trouble when we could not listen there."""
    try:
        _bind(host, port)
    except OSError as error:
        _explain(host, port, error)


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        probe.bind((host, port))
        probe.listen(1)  # two may bind with SO_REUSEADDR, only one may listen


def _explain(host: str, port: int, error: OSError) -> NoReturn:
    if error.errno == errno.EADDRINUSE:
        raise Trouble(
            f"port {port} on {host} is in use{_user_of(port)}:"
            f" end that program, or choose another port, for example ./run --port {_next_free(host, port)}."
        ) from error
    if error.errno == errno.EACCES:
        raise Trouble(f"port {port} needs more rights than you have: choose one from 1024 on with --port.") from error
    raise Trouble(
        f"cannot listen on {host} ({error.strerror}): name an address of this machine with --host."
    ) from error


def _user_of(port: int) -> str:
    """Its name and process, where the system tells us."""
    with suppress(psutil.Error, OSError):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
                return f" by {psutil.Process(one.pid).name()} (process {one.pid})"
    return ""


def _next_free(host: str, taken: int) -> int:
    for port in range(taken + 1, min(taken + 200, 65536)):
        with suppress(OSError):
            _bind(host, port)
            return port
    return 8080


def answers(url: str) -> bool:
    """Whether the classroom's own sign of life came back; it needs no broker and no cloud."""
    try:
        with urllib.request.urlopen(f"{url}health/", timeout=5):  # noqa: S310  our own address
            return True
    except OSError:
        return False
