"""A path passes when it leads to its end; otherwise the message names the first edge that leads nowhere."""

from typing import Any

import pytest

from labs.kinds import KINDS, Kind
from tests.grading.language import AWAY, FIND_ROUTER, FIND_SERVER, WORLD, lab_of, last, own, world_with
from tests.grading.worlds import seen

STEPS: list[dict[str, Any]] = [
    {"kind": "port", "by": "device_id"},
    {"kind": "floating_ip", "by": "port_id"},
    {"kind": "router", "to": "router_id", "same": "router"},
    {"kind": "network", "to": "external_network_id", "where": [{"field": "is_router_external", "equals": True}]},
]
LAB = lab_of(
    FIND_SERVER,
    FIND_ROUTER,
    {"path": {"start": "server", "steps": STEPS}, "message": {"en": "Broken: {path}", "ko": "끊김: {path}"}},
)
FLOATING_IP = WORLD[Kind.FLOATING_IP][0]
ROUTER = WORLD[Kind.ROUTER][0]

FIP = KINDS[Kind.FLOATING_IP].ko

BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "no port": ({"port": []}, "web-vm → port –", "web-vm → 포트 –"),
    "another project's port": (
        {"port": [WORLD[Kind.PORT][0] | {"project_id": "p-9"}]},
        "web-vm → port –",
        "web-vm → 포트 –",
    ),
    "no floating IP": (
        {"floating_ip": [FLOATING_IP | {"port_id": None}]},
        "web-vm → port 192.168.7.5 → floating IP –",
        "web-vm → 포트 192.168.7.5 → 유동 IP –",
    ),
    "no router": (
        {"floating_ip": [FLOATING_IP | {"router_id": None}]},
        "web-vm → port 192.168.7.5 → floating IP 172.25.250.101 → router –",
        "web-vm → 포트 192.168.7.5 → 유동 IP 172.25.250.101 → 라우터 –",
    ),
    "another router": (
        {
            "floating_ip": [FLOATING_IP | {"router_id": "r-2"}],
            "router": [ROUTER, own(id="r-2", name="r2")],
        },
        "web-vm → port 192.168.7.5 → floating IP 172.25.250.101 → router –",
        "web-vm → 포트 192.168.7.5 → 유동 IP 172.25.250.101 → 라우터 –",
    ),
    "no gateway": (
        {"router": [ROUTER | {"external_network_id": None}]},
        "web-vm → port 192.168.7.5 → floating IP 172.25.250.101 → router r1 → network –",
        "web-vm → 포트 192.168.7.5 → 유동 IP 172.25.250.101 → 라우터 r1 → 네트워크 –",
    ),
    "an inner network": (
        {"router": [ROUTER | {"external_network_id": "net"}]},
        "web-vm → port 192.168.7.5 → floating IP 172.25.250.101 → router r1 → network –",
        "web-vm → 포트 192.168.7.5 → 유동 IP 172.25.250.101 → 라우터 r1 → 네트워크 –",
    ),
}


def test_a_whole_path_passes_and_each_edge_is_evidence() -> None:
    verdict = last(LAB)
    assert verdict.outcome == "passed"
    assert [(item.subject, item.field, item.observed) for item in verdict.findings] == [
        ("web-vm", "port", ["192.168.7.5"]),
        ("192.168.7.5", "floating_ip", ["172.25.250.101"]),
        ("172.25.250.101", "router", ["r1"]),
        ("r1", "network", ["provider"]),
    ]


@pytest.mark.parametrize("row", BROKEN)
def test_the_first_broken_edge_is_named_in_both_languages(row: str) -> None:
    changes, english, korean = BROKEN[row]
    verdict = last(LAB, seen(world_with(**changes)))
    assert verdict.outcome == "failed"
    assert verdict.message == {"en": f"Broken: {english}", "ko": f"끊김: {korean.replace('FIP', FIP)}"}


def test_it_waits_while_a_floating_ip_is_being_associated() -> None:
    world = world_with(floating_ip=[FLOATING_IP | {"status": "DOWN", "router_id": None}])
    assert last(LAB, seen(world)).outcome == "pending"


def test_it_is_blocked_without_its_start_or_its_end() -> None:
    for missing, needs in (("server", "SRV-1"), ("router", "RTR-1")):
        verdict = last(LAB, seen(world_with(**{missing: []})))
        assert (verdict.outcome, verdict.needs) == ("blocked", needs)


@pytest.mark.parametrize("kind", ["server", "port", "floating_ip", "router", "network"])
def test_any_kind_on_the_way_that_is_out_of_sight_makes_it_unknown(kind: str) -> None:
    assert last(LAB, seen(world_with(), **{kind: AWAY})).outcome == "unknown"


def test_its_end_can_be_bound_and_looked_at() -> None:
    path = {"id": "PTH-1", "path": {"start": "server", "steps": STEPS[:2], "bind": "address"}}
    lab = lab_of(FIND_SERVER, path, {"of": ["address"], "expect": [{"field": "name", "equals": "172.25.250.101"}]})
    assert last(lab).outcome == "passed"
    assert last(lab, seen(world_with(floating_ip=[]))).needs == "PTH-1"
    two = [FLOATING_IP, FLOATING_IP | {"id": "f-2"}]
    assert last(lab, seen(world_with(floating_ip=two))).outcome == "blocked", "two ends are no one record"


def test_it_may_run_in_the_second_project() -> None:
    find = {"id": "SRV-1", "find": FIND_SERVER["find"] | {"within": "second"}}  # type: ignore[operator]
    lab = lab_of(find, {"path": {"start": "server", "steps": STEPS[:1]}})
    moved = {kind: [WORLD[Kind(kind)][0] | {"project_id": "p-2"}] for kind in ("server", "port")}
    assert last(lab, seen(world_with(**moved))).outcome == "passed"
