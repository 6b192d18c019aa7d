"""Answers, requests, connections, commands and functions: each with its rows for every outcome."""

from typing import Any

import pytest

from tests.grading.language import AWAY, CAPABILITIES, FIND_ROUTER, FIND_SERVER, lab_of, last, own, world_with
from tests.grading.worlds import seen

QUESTION = {"name": "cidr", "label": {"en": "l", "ko": "l"}, "example": "10.0.0.0/24"}
HTTP = {"http": {"host": "192.168.7.5", "path": "/"}, "expect": [{"field": "status", "equals": 200}]}
TCP = {"tcp": {"host": "192.168.7.5", "port": 22}, "expect": [{"field": "is_open", "equals": False}]}
PINGED = [{"field": "exit_status", "equals": 0}, {"field": "values.flags", "contains": "noout"}]
COMMAND = {"command": {"host": "controller0", "run": "ceph_flags"}, "expect": PINGED}

TRIED: list[tuple[dict[str, Any], str, dict[str, Any], str]] = [
    (HTTP, "http_probe", {"status": 200, "url": "http://192.168.7.5/"}, "passed"),
    (HTTP, "http_probe", {"status": 404, "url": "http://192.168.7.5/"}, "failed"),
    (HTTP, "http_probe", {"status": None, "error": "refused"}, "failed"),
    (TCP, "tcp_probe", {"is_open": False, "host": "192.168.7.5", "port": 22}, "passed"),
    (TCP, "tcp_probe", {"is_open": True, "host": "192.168.7.5", "port": 22}, "failed"),
    (COMMAND, "command", {"exit_status": 0, "values": {"flags": ["noout"]}}, "passed"),
    (COMMAND, "command", {"exit_status": 0, "values": {"flags": []}}, "failed"),
    (COMMAND, "command", {"exit_status": 1, "values": {}}, "failed"),
]


@pytest.mark.parametrize(("check", "kind", "record", "outcome"), TRIED)
def test_what_was_tried(check: dict[str, Any], kind: str, record: dict[str, Any], outcome: str) -> None:
    world = world_with(**{kind: [record | {"check_id": "CHK-1"}]})
    assert last(lab_of(check), seen(world)).outcome == outcome


@pytest.mark.parametrize("check", [HTTP, TCP, COMMAND], ids=["http", "tcp", "command"])
def test_nothing_tried_is_no_success(check: dict[str, Any]) -> None:
    """Not even where the absence of something is what is asked for; what was tried for others does not count."""
    silent = check | {"expect": [{"field": "error", "not_equals": "x"}]}
    assert last(lab_of(silent), seen(world_with())).outcome == "failed"
    others = {"check_id": "CHK-9", "error": None}
    world = world_with(http_probe=[others], tcp_probe=[others], command=[others])
    assert last(lab_of(silent), seen(world)).outcome == "failed"
    assert last(lab_of(silent), seen(world_with(), http_probe=AWAY, tcp_probe=AWAY, command=AWAY)).outcome == "unknown"
    assert last(lab_of(silent), capabilities=CAPABILITIES - {"probe", "ssh-controller"}).outcome == "not_applicable"


def test_a_request_to_a_missing_record_is_blocked_even_when_nothing_was_tried() -> None:
    lab = lab_of(FIND_ROUTER, HTTP | {"http": {"host": "router.name", "path": "/"}})
    assert last(lab, seen(world_with(router=[]), http_probe=AWAY)).needs == "RTR-1"


@pytest.mark.parametrize(
    ("typed", "outcome", "english"),
    [
        ("192.168.7.0/24", "passed", None),
        (" 192.168.7.0/24 ", "passed", None),
        ("192.168.8.0/24", "failed", "192.168.8.0/24 is wrong"),
        ("", "failed", "No answer has been typed yet."),
    ],
)
def test_an_answer(typed: str, outcome: str, english: str | None) -> None:
    find = {"id": "SUB-1", "find": {"kind": "subnet", "name": "web-subnet", "bind": "subnet"}}
    expect = [{"field": "value", "same_as": "subnet.cidr", "ignore_case": True}]
    message = {"en": "{got} is wrong", "ko": "{got}: 틀림"}
    lab = lab_of(find, {"answer": "cidr", "expect": expect, "message": message}, questions=[QUESTION])
    verdict = last(lab, answers={"cidr": typed})
    assert (verdict.outcome, (verdict.message or {}).get("en")) == (outcome, english)
    assert last(lab, seen(world_with(subnet=[])), answers={"cidr": typed}).outcome == "blocked"
    assert last(lab, seen(world_with(), subnet=AWAY), answers={"cidr": typed}).outcome == "unknown"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("2026-11-02T09:00:00Z", "2026-11-02T09:05:00Z", "passed"),
        ("2026-11-02T09:05:00Z", "2026-11-02T09:05:00Z", "failed"),
        ("2026-11-02T09:10:00Z", "2026-11-02T09:05:00Z", "failed"),
        (None, "2026-11-02T09:05:00Z", "failed"),
        (7, "2026-11-02T09:05:00Z", "failed"),
    ],
)
def test_a_function(first: Any, second: Any, outcome: str) -> None:
    function = {"name": "ascending", "of": ["router", "server"], "arguments": {"field": "created_at"}}
    lab = lab_of(FIND_ROUTER, FIND_SERVER, {"function": function})
    world = world_with(
        router=[own(id="r", name="r1", created_at=first)], server=[own(id="s", name="web-vm", created_at=second)]
    )
    assert last(lab, seen(world)).outcome == outcome
    assert last(lab, seen(world_with(router=[]))).outcome == "blocked"


def test_a_function_that_compared_nothing_does_not_pass() -> None:
    function = {"name": "ascending", "of": ["server"], "arguments": {"field": "created_at"}}
    assert last(lab_of(FIND_SERVER, {"function": function})).outcome == "failed"
