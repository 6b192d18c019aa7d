"""Anonymous requests, connections and fixed commands: what the other side does is evidence, our own trouble a cause."""

import asyncio
import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import asyncssh
import pytest

from grading.engine.trying import Try
from grading.observing.trying import BODY_BYTES, Reach, try_all
from labs.kinds import KINDS, Kind

PAGE = b"<p>ab12</p>"
ANSWERS = {
    "uptime -s": ("2026-11-02 09:00:00\n", 0),
    "sudo pcs status xml": ("no xml", 0),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = {
            "/": (200, PAGE),
            "/moved": (302, b""),
            "/long": (200, b"x" * 3 * BODY_BYTES),
        }.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Location", "/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def web() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@pytest.fixture(scope="module")
def hosts() -> Iterator[dict[str, Any]]:
    """A real ssh server that knows two commands and one key."""
    host_key, key = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    def answer(process: asyncssh.SSHServerProcess[str]) -> None:
        text, status = ANSWERS.get(process.command or "", ("", 127))
        process.stdout.write(text)
        process.exit(status)

    async def listen() -> Any:
        known = asyncssh.import_authorized_keys(key.export_public_key().decode())
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[host_key], authorized_client_keys=known, process_factory=answer
        )

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    public = host_key.export_public_key().decode().strip()
    address = {"address": "127.0.0.1", "port": server.get_port(), "host_key": public}
    yield {"user": "classroom", "key": key.export_private_key().decode(), "hosts": {"controller0": address}}
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reach(ssh: dict[str, Any] | None = None, endpoint: str = "") -> Reach:
    return Reach(lambda service: endpoint, ssh or {})


def http(path: str, port: int) -> Try:
    return Try("A-1", Kind.HTTP_PROBE, "127.0.0.1", port, path)


def record_of(item: Try, ssh: dict[str, Any] | None = None) -> dict[str, Any]:
    found = try_all([item], reach(ssh), limit_s=20)[item.kind]
    assert found.cause is None, found.cause
    assert set(found.records[0]) == KINDS[item.kind].fields
    return dict(found.records[0])


def test_a_page_is_read_as_anybody_reads_it(web: int) -> None:
    record = record_of(http("/", web))
    assert (record["status"], record["body"], record["error"]) == (200, "<p>ab12</p>", None)
    assert record["md5"] == hashlib.md5(PAGE, usedforsecurity=False).hexdigest()


def test_redirects_are_not_followed_and_long_answers_are_cut(web: int) -> None:
    assert record_of(http("/moved", web))["status"] == 302
    assert BODY_BYTES <= record_of(http("/long", web))["content_length"] < 2 * BODY_BYTES


def test_a_web_server_that_is_not_there_is_evidence() -> None:
    record = record_of(http("/", closed_port()))
    assert (record["status"], record["error"]) == (None, "ConnectionError")


def test_a_service_is_asked_at_its_public_address(web: int) -> None:
    item = Try("A-1", Kind.HTTP_PROBE, service="object_store", port=80, path="/")
    found = try_all([item], reach(endpoint=f"http://127.0.0.1:{web}/"), limit_s=20)
    assert found[Kind.HTTP_PROBE].records[0]["status"] == 200


def test_a_port_is_open_or_not(web: int) -> None:
    assert record_of(Try("A-1", Kind.TCP_PROBE, "127.0.0.1", web))["is_open"] is True
    assert record_of(Try("A-1", Kind.TCP_PROBE, "127.0.0.1", closed_port()))["is_open"] is False


def test_a_fixed_command_is_run_and_read(hosts: dict[str, Any]) -> None:
    record = record_of(Try("A-1", Kind.COMMAND, "controller0", command="boot_time"), hosts)
    assert (record["exit_status"], record["values"]) == (0, {"booted_at": "2026-11-02T09:00:00+00:00"})


def test_what_a_command_answers_amiss_is_evidence(hosts: dict[str, Any]) -> None:
    unreadable = record_of(Try("A-1", Kind.COMMAND, "controller0", command="pacemaker"), hosts)
    assert (unreadable["exit_status"], unreadable["values"]) == (0, {})
    assert unreadable["error"]
    unknown = record_of(Try("A-1", Kind.COMMAND, "controller0", command="ceph_osds"), hosts)
    assert unknown["exit_status"] == 127


def test_a_host_that_is_off_is_evidence(hosts: dict[str, Any]) -> None:
    off = hosts | {"hosts": {"controller0": hosts["hosts"]["controller0"] | {"port": closed_port()}}}
    record = record_of(Try("A-1", Kind.COMMAND, "controller0", command="boot_time"), off)
    assert (record["exit_status"], record["error"]) == (None, "ConnectionRefusedError")


@pytest.mark.parametrize("change", ["key", "host_key", "host"])
def test_our_own_trouble_is_a_cause(hosts: dict[str, Any], change: str) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519")
    host = hosts["hosts"]["controller0"]
    wrong = {
        "key": hosts | {"key": other.export_private_key().decode()},
        "host_key": hosts | {"hosts": {"controller0": host | {"host_key": other.export_public_key().decode().strip()}}},
        "host": hosts | {"hosts": {}},
    }[change]
    item = Try("A-1", Kind.COMMAND, "controller0", command="boot_time")
    found = try_all([item], reach(wrong), limit_s=20)[Kind.COMMAND]
    assert found.cause
    assert found.cause["trouble"] == ("unexpected" if change == "host" else "forbidden")
    assert "PRIVATE KEY" not in str(found.cause)


def test_what_takes_too_long_is_a_cause() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = try_all([http("/", silent.getsockname()[1])], reach(), limit_s=0.5)
    assert found[Kind.HTTP_PROBE].cause == {
        "trouble": "timeout",
        "service": "probe",
        "detail": "the run's deadline passed",
    }
