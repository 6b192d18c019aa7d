"""The classroom's hosts as ssh servers: each listens while it is on, for one key, and knows the runbooks' commands."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

import asyncssh

from labs.practice.classroom.state import HOSTS

ADDRESS = "127.0.0.1"
USER = "heat-admin"
Run = Callable[[str, str], Awaitable[tuple[str, str, int]]]  # host, commands → output, error output, exit status


@dataclass
class Host:
    """A port of its own, held also while nobody listens there. `closed`: the bound socket until it is listened on."""

    name: str
    key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    closed: socket.socket | None = None
    server: asyncssh.SSHAcceptor | None = None
    port: int = 0

    def __post_init__(self) -> None:
        self._hold()

    def _hold(self) -> None:
        """Whoever connects now is refused."""
        self.closed = socket.socket()
        self.closed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.closed.bind((ADDRESS, self.port))
        self.port = self.closed.getsockname()[1]

    async def open(self, student: asyncssh.SSHKey, run: Run) -> None:
        async def answer(process: asyncssh.SSHServerProcess[str]) -> None:
            await _answer(process, self.name, run)

        self.server = await asyncssh.listen(
            sock=self.closed,
            server_host_keys=[self.key],
            authorized_client_keys=asyncssh.import_authorized_keys(student.export_public_key().decode()),
            process_factory=answer,
        )
        self.closed = None

    def close(self) -> None:
        """As when the power goes: nobody listens any longer."""
        if self.server:
            self.server.close()
            self.server = None
            self._hold()


async def _answer(process: asyncssh.SSHServerProcess[str], host: str, run: Run) -> None:
    """One command, or, without one, a line after the other as in a shell."""
    if process.command is not None:
        status = await _say(process, host, process.command, run)
    else:
        status = 0
        async for line in process.stdin:
            status = await _say(process, host, line, run)
            if line.strip() == "exit":
                break
    process.exit(status)


async def _say(process: asyncssh.SSHServerProcess[str], host: str, text: str, run: Run) -> int:
    out, err, status = await run(host, text)
    process.stdout.write(out)
    process.stderr.write(err)
    return status


class Hosts:
    """All of them, with the one key that they let in."""

    def __init__(self) -> None:
        self.student = asyncssh.generate_private_key("ssh-ed25519")
        self._hosts = {name: Host(name) for name in HOSTS}

    async def listen(self, powered: Collection[str], run: Run) -> None:
        """Exactly these are reachable afterwards."""
        for host in self._hosts.values():
            if host.name in powered and host.server is None:
                await host.open(self.student, run)
            elif host.name not in powered:
                host.close()

    @property
    def ssh(self) -> dict[str, object]:
        """As a site's settings say how its hosts are reached (labs.models.Cloud.ssh)."""
        hosts = {
            host.name: {
                "address": ADDRESS,
                "port": host.port,
                "host_key": host.key.export_public_key().decode().strip(),
            }
            for host in self._hosts.values()
        }
        return {"user": USER, "key": self.student.export_private_key().decode(), "hosts": hosts}
