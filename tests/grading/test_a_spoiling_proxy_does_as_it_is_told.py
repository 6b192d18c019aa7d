"""The proxy that spoils a cloud's answers for benchmarks, in front of a real server, met by a real client."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from grading.bench.faults import Fault, Scattered, Versions, Whole
from grading.bench.proxy import FaultyCloud

CALL_S = 0.5


class Service(BaseHTTPRequestHandler):
    """Says where it is, as services do."""

    def do_GET(self) -> None:
        body = json.dumps({"self": f"http://{self.headers['Host']}/v2", "path": self.path}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def cloud() -> Iterator[FaultyCloud]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        found = FaultyCloud({"image": f"http://127.0.0.1:{service.server_port}"}, slow_s=CALL_S * 10)
        yield found
        found.close()
        service.shutdown()


def ask(cloud: FaultyCloud, path: str = "/v2/images") -> requests.Response:
    return requests.get(cloud.doors["image"].address + path, timeout=CALL_S)


def test_links_lead_through_the_proxy(cloud: FaultyCloud) -> None:
    assert ask(cloud).json() == {"self": f"{cloud.doors['image'].address}/v2", "path": "/v2/images"}


@pytest.mark.parametrize(("fault", "status"), [(Fault.UNAVAILABLE, 503), (Fault.FORBIDDEN, 403), (Fault.HTML, 200)])
def test_an_answer_is_another(cloud: FaultyCloud, fault: Fault, status: int) -> None:
    with cloud.under(Whole("image", fault)) as journal:
        answer = ask(cloud)
    assert answer.status_code == status
    assert ("html" in answer.headers["Content-Type"]) == (fault is not Fault.FORBIDDEN)
    assert journal.faults == {("image", fault): 1}


def test_json_ends_in_the_middle(cloud: FaultyCloud) -> None:
    with cloud.under(Whole("image", Fault.TRUNCATED)), pytest.raises(requests.JSONDecodeError):
        ask(cloud).json()


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (Fault.REFUSED, requests.ConnectionError),
        (Fault.RESET, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)),
        (Fault.SLOW, requests.Timeout),
    ],
)
def test_no_whole_answer_comes(cloud: FaultyCloud, fault: Fault, raised: Any) -> None:
    with cloud.under(Whole("image", fault)), pytest.raises(raised):
        ask(cloud)
    assert ask(cloud).ok  # it opens again at the same address


def test_only_the_question_for_versions_fails(cloud: FaultyCloud) -> None:
    with cloud.under(Versions("image", Fault.UNAVAILABLE)):
        found = {
            path: ask(cloud, path).status_code for path in ("/", "/v2.1/", "/image/v2", "/v2/images", "/v2/a?b=v2")
        }
    assert found == {"/": 503, "/v2.1/": 503, "/image/v2": 503, "/v2/images": 200, "/v2/a?b=v2": 200}


def test_the_seed_alone_decides() -> None:
    def drawn(seed: str) -> list[Fault | None]:
        return [Scattered(seed, 30).fault_of("image", f"GET /{number}", 0) for number in range(300)]

    assert drawn("a") == drawn("a") != drawn("b")
    assert 60 < sum(fault is not None for fault in drawn("a")) < 120
    assert {fault for fault in drawn("a") if fault} == set(Fault) - {Fault.REFUSED}
