"""What three libraries raise becomes one short cause, met here with real servers and closed ports."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import keystoneauth1.exceptions as keystone_errors
import openstack.exceptions as sdk_errors
import pytest
import requests.exceptions as http_errors

from labs.overcloud.causes import Trouble
from labs.overcloud.connections import open_connection
from labs.overcloud.diagnosing import cause_of
from labs.overcloud.slots import OurOwnLimit
from tests.classroom import free_port

REFUSALS = {401, 403}
VERSION = (
    b'{"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "http://127.0.0.1:PORT/v3/"}]}}'
)


def config(port: int) -> dict[str, Any]:
    auth = {"auth_url": f"http://127.0.0.1:{port}/v3", "username": "x", "password": "x", "project_name": "x"}
    return {"auth": auth | {"user_domain_name": "Default", "project_domain_name": "Default"}}


def trouble_at(port: int) -> Trouble:
    try:
        list(open_connection("test", config(port)).network.networks())
    except Exception as error:  # noqa: BLE001  whatever it is, is what the test looks at
        return cause_of(error, "network").trouble
    raise AssertionError("nothing was raised")


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    """A server that answers everything with `status` and `body`, set by the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = self.server.answer  # type: ignore[attr-defined]
            version = VERSION.replace(b"PORT", str(self.server.server_port).encode())  # type: ignore[attr-defined]
            self.say(*((200, version) if status in REFUSALS else (status, body)))  # versions are told to everybody

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.say(*self.server.answer)  # type: ignore[attr-defined]

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


def test_nobody_listens() -> None:
    assert trouble_at(free_port()) is Trouble.REFUSED


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (503, b"<html>busy</html>", Trouble.SERVER_ERROR),
        (500, b"{}", Trouble.SERVER_ERROR),
        (401, b'{"error": {"code": 401, "message": "no"}}', Trouble.FORBIDDEN),
        (403, b'{"error": {"code": 403, "message": "no"}}', Trouble.FORBIDDEN),
        (200, b"<html>welcome</html>", Trouble.NOT_JSON),
    ],
)
def test_a_server_answers_with(server: HTTPServer, status: int, body: bytes, trouble: Trouble) -> None:
    server.answer = (status, body)  # type: ignore[attr-defined]
    assert trouble_at(server.server_port) is trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OurOwnLimit("our own limit"), Trouble.TIMEOUT),
        (http_errors.ChunkedEncodingError("the connection broke in the middle of an answer"), Trouble.REFUSED),
        (keystone_errors.EndpointNotFound("no such service"), Trouble.NO_SERVICE),
        (sdk_errors.SDKException("Endless pagination loop detected"), Trouble.UNEXPECTED),
    ],
)
def test_what_is_raised_without_an_answer(error: Exception, trouble: Trouble) -> None:
    assert cause_of(error, "network").trouble is trouble
