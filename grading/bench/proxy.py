"""An HTTP proxy in front of every service of a cloud: it counts requests, and spoils those that a plan names.

Each service has an address of its own here; what the services say about their addresses (the catalogue, links) is
rewritten on the way, so that a client that knows ours for Keystone meets no other.
"""

import http.client
import select
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from grading.bench.faults import Calm, Fault, Plan

ANSWER_S = 60
RESET_AT_CLOSE = struct.pack("ii", 1, 0)  # linger for no time at all
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer", "upgrade"}
PAGE = b"<!DOCTYPE html><title>Sorry</title><h1>We will be back soon</h1>"
REFUSAL = b'{"error": {"code": 403, "title": "Forbidden", "message": "You are not authorized."}}'


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Journal:
    """What went through: requests by service and line, and the faults that were injected, by service."""

    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[tuple[str, Fault]] = field(default_factory=Counter)


class FaultyCloud:
    """The proxies of one cloud. `origins`: service type → `http://host:port` of the real one."""

    def __init__(self, origins: Mapping[str, str], slow_s: float) -> None:
        self.plan: Plan = Calm()
        self.slow_s = slow_s  # so much longer than a call may take that even a busy client has left by then
        self.journal = Journal()
        self.lock = threading.Lock()
        self.doors = {service: Door(self, service, origin) for service, origin in origins.items()}

    def config(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """A `clouds.yaml` entry that leads through the proxies."""
        auth = dict(entry["auth"]) | {"auth_url": self.rewritten(entry["auth"]["auth_url"].encode()).decode()}
        return dict(entry) | {"auth": auth}

    def rewritten(self, text: bytes) -> bytes:
        for door in self.doors.values():
            text = text.replace(door.origin.encode(), door.address.encode())
        return text

    def note(self, service: str, request: str) -> Fault | None:
        """Write a request down; the fault it is to meet."""
        with self.lock:
            fault = self.plan.fault_of(service, request, self.journal.requests[service, request])
            self.journal.requests[service, request] += 1
            if fault:
                self.journal.faults[service, fault] += 1
        return fault

    @contextmanager
    def under(self, plan: Plan) -> Iterator[Journal]:
        """Let a plan rule; what happens meanwhile is in the journal."""
        self.plan, self.journal = plan, Journal()
        closed = [door for service, door in self.doors.items() if plan.refuses(service)]
        for door in closed:
            door.close()
            self.journal.faults[door.service, Fault.REFUSED] += 1
        try:
            yield self.journal
        finally:
            self.plan = Calm()
            for door in closed:
                door.open()

    def close(self) -> None:
        for door in self.doors.values():
            door.close()


class Door:
    """One service's address here; it can be closed, so that connections are refused, and opened again."""

    def __init__(self, cloud: FaultyCloud, service: str, origin: str) -> None:
        self.cloud, self.service, self.origin = cloud, service, origin
        self.port = 0  # any; from the first opening on, always the same
        self.server: Server | None = None
        self.open()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.door = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    door: Door

    def shutdown_request(self, request: Any) -> None:
        """A connection to be reset is only closed: an orderly end would come before the reset."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == RESET_AT_CLOSE:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left while we were slow is no trouble of ours."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client, kept open as the real services keep theirs."""

    protocol_version = "HTTP/1.1"
    server: Server

    def __getattr__(self, name: str) -> Any:
        """Every method alike: the base class looks for do_GET, do_POST …"""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        door = self.server.door
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = door.cloud.note(door.service, f"{self.command} {self.path}")
        if fault is Fault.REFUSED:
            self.close_connection = True
        elif fault is Fault.SLOW:
            self._wait()
        elif fault:
            self._spoil(fault, body)
        else:
            self._answer(self._forward(body))

    def log_message(self, format: str, *args: Any) -> None:
        """The journal tells what came."""

    def _forward(self, body: bytes) -> Answer:
        door = self.server.door
        at = urlsplit(door.origin)
        with _opened(at.hostname or "", at.port or 80) as connection:
            headers = {name: it for name, it in self.headers.items() if name.lower() not in HOP_BY_HOP}
            headers |= {"Host": at.netloc, "Accept-Encoding": "identity"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            said = tuple((name, door.cloud.rewritten(it.encode()).decode()) for name, it in answer.getheaders())
            return Answer(answer.status, said, door.cloud.rewritten(answer.read()))

    def _spoil(self, fault: Fault, body: bytes) -> None:
        json_type = (("Content-Type", "application/json"),)
        if fault is Fault.UNAVAILABLE:
            self._answer(Answer(503, (("Content-Type", "text/html"),), PAGE))
        elif fault is Fault.HTML:
            self._answer(Answer(200, (("Content-Type", "text/html"),), PAGE))
        elif fault is Fault.FORBIDDEN:
            self._answer(Answer(403, json_type, REFUSAL))
        elif fault is Fault.TRUNCATED:
            whole = self._forward(body)
            self._answer(Answer(whole.status, whole.headers, whole.body[: len(whole.body) // 2]))
        else:
            self._break(self._forward(body))

    def _answer(self, answer: Answer, *, announced: int | None = None) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() not in HOP_BY_HOP | {"date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) if announced is None else announced))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _break(self, answer: Answer) -> None:
        """Half of the answer, then a reset."""
        half = Answer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])
        self._answer(half, announced=len(answer.body) + 1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        self.close_connection = True

    def _wait(self) -> None:
        """Say nothing until the client has left, and let it be the first to leave."""
        leaving = select.poll()  # select() knows no connection beyond the first thousand of a process
        leaving.register(self.connection, select.POLLIN)
        leaving.poll(self.server.door.cloud.slow_s * 1000)
        self.close_connection = True


@contextmanager
def _opened(host: str, port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        yield connection
    finally:
        with suppress(OSError):
            connection.close()


def origins_of(endpoints: Iterable[tuple[str, str]]) -> dict[str, str]:
    """From pairs of service type and URL: one origin for each service."""
    return {service: "{0.scheme}://{0.netloc}".format(urlsplit(url)) for service, url in endpoints}
