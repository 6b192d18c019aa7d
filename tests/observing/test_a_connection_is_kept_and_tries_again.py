"""A worker's connection gets one token for many looks at once, and a gateway's passing error is no trouble yet."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from grading.engine.observation import Tenancy
from grading.observing.looking import observe
from labs.kinds import Kind
from labs.models import Cloud
from labs.overcloud.connections import grader, observer


class Keystone(ThreadingHTTPServer):
    """As much of Keystone and Neutron as a list call needs; it counts what it is asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.errors: list[int] = []  # what the next lists of networks are answered with
        self.pause_s = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def token(self) -> dict[str, Any]:
        endpoint = {"id": "e", "interface": "public", "region": "r", "region_id": "r", "url": self.url}
        catalog = [{"id": "s", "type": "network", "name": "neutron", "endpoints": [endpoint]}]
        times = {"issued_at": "2026-01-01T00:00:00.000000Z", "expires_at": "2100-01-01T00:00:00.000000Z"}
        return {"token": times | {"catalog": catalog, "methods": ["password"], "user": {"id": "u"}}}


class Handler(BaseHTTPRequestHandler):
    server: Keystone

    def do_GET(self) -> None:
        self.server.asked[self.path.partition("?")[0]] += 1
        if "networks" not in self.path:
            links = [{"rel": "self", "href": f"{self.server.url}/v3/"}]
            return self.say(200, {"version": {"id": "v3.14", "status": "stable", "links": links}})
        time.sleep(self.server.pause_s)
        status = self.server.errors.pop() if self.server.errors else 200
        return self.say(status, {"networks": []})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked["tokens"] += 1
        self.say(201, self.server.token)

    def say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("X-Subject-Token", "t")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def keystone() -> Iterator[Keystone]:
    with Keystone() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def cloud(keystone: Keystone) -> Cloud:
    auth = {"auth_url": f"{keystone.url}/v3", "username": "x", "password": "x", "project_name": "x"}
    domains = {"user_domain_name": "Default", "project_domain_name": "Default"}
    return Cloud(slug="kept", config={"auth": auth | domains, "region_name": "r"})


def test_one_token_serves_many_looks_at_once(keystone: Keystone, cloud: Cloud) -> None:
    with ThreadPoolExecutor(8) as pool:
        lists = list(pool.map(lambda _: list(grader(cloud).network.networks()), range(40)))
    assert lists == [[]] * 40
    assert keystone.asked["tokens"] == 1


def test_a_gateways_error_is_tried_again(keystone: Keystone, cloud: Cloud, broker: None) -> None:
    keystone.errors = [502, 504]
    *_, look = observe(observer(cloud), tenancies=[Tenancy("p")], kinds=[Kind.NETWORK], limit_s=10)
    assert look[Kind.NETWORK].cause is None
    assert not keystone.errors


def test_the_deadline_passes_over_what_is_still_tried(keystone: Keystone, cloud: Cloud, broker: None) -> None:
    keystone.pause_s = 1.5
    began = time.monotonic()
    *_, look = observe(observer(cloud), tenancies=[Tenancy("p")], kinds=[Kind.NETWORK], limit_s=0.5)
    assert time.monotonic() - began < 1.2
    assert (look[Kind.NETWORK].cause or {})["trouble"] == "timeout"
