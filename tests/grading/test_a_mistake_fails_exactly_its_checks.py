"""Each mistake is a changed record; exactly the checks it breaks fail, and the message says what was seen."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from grading.engine.judging import judge
from labs.kinds import Kind
from tests.grading import worlds
from tests.grading.worlds import World

Change = Callable[[World], Any]


def change_in(kind: Kind, index: int, **values: Any) -> Change:
    return lambda world: world[kind][index].update(values)


INTRO_MISTAKES: dict[str, tuple[Change, dict[str, str]]] = {
    "two servers of the name": (
        lambda world: world[Kind.SERVER].append(world[Kind.SERVER][0] | {"id": "srv-2"}),
        {"INL-3": "failed"} | {f"INL-{n}": "blocked" for n in (4, 5, 6, 7, 8, 9)},
    ),
    "an older server": (
        change_in(Kind.SERVER, 0, created_at="2026-11-01T09:00:00Z"),
        {"INL-3": "failed"},
    ),
    "server in error": (change_in(Kind.SERVER, 0, status="ERROR", fault="No valid host"), {"INL-4": "failed"}),
    "server still building": (change_in(Kind.SERVER, 0, status="BUILD"), {"INL-4": "pending"}),
    "another flavor": (change_in(Kind.SERVER, 0, **{"flavor.original_name": "tiny"}), {"INL-5": "failed"}),
    "booted from a volume": (change_in(Kind.SERVER, 0, **{"image.id": None}), {"INL-6": "failed"}),
    "no property": (change_in(Kind.SERVER, 0, metadata={}), {"INL-8": "failed"}),
    "another's property": (change_in(Kind.SERVER, 0, metadata={"owner": "lee"}), {"INL-8": "failed"}),
    "port on another network": (change_in(Kind.PORT, 0, network_id="net-9"), {"INL-7": "failed"}),
    "address outside": (change_in(Kind.PORT, 0, ip_addresses=["10.0.0.5"]), {"INL-7": "failed"}),
    "two ports": (
        lambda world: world[Kind.PORT].append(world[Kind.PORT][0] | {"id": "port-2"}),
        {"INL-7": "failed"},
    ),
    "silent console": (change_in(Kind.CONSOLE, 0, length=0), {"INL-9": "failed"}),
    "prepared network deleted": (lambda world: world[Kind.NETWORK].clear(), {"INL-7": "blocked"}),
    "the site's image is gone": (
        lambda world: world[Kind.IMAGE].clear(),
        {"INL-2": "unknown", "INL-6": "unknown"},
    ),
}

NETWORK_MISTAKES: dict[str, tuple[Change, dict[str, str]]] = {
    "db-subnet on app-net": (
        lambda world: (
            world[Kind.SUBNET][1].update(network_id="app"),
            world[Kind.NETWORK][0].update(subnet_ids=["s-app", "s-db"]),
            world[Kind.NETWORK][1].update(subnet_ids=[]),
        ),
        {"NTT-7": "failed", "NTT-9": "failed"},
    ),
    "a /16": (change_in(Kind.SUBNET, 0, cidr="192.168.0.0/16"), {"NTT-2": "failed"}),
    "default gateway": (change_in(Kind.SUBNET, 0, gateway_ip="192.168.7.1"), {"NTT-4": "failed"}),
    "DHCP left on": (change_in(Kind.SUBNET, 1, is_dhcp_enabled=True), {"NTT-8": "failed"}),
    "a second pool": (
        lambda world: world[Kind.SUBNET][0]["allocation_pools"].append(
            {"start": "192.168.7.10", "end": "192.168.7.20"}
        ),
        {"NTT-3": "failed"},
    ),
    "a second name server": (
        change_in(Kind.SUBNET, 0, dns_nameservers=["172.25.250.254", "8.8.8.8"]),
        {"NTT-5": "failed"},
    ),
    "shared": (change_in(Kind.NETWORK, 0, is_shared=True), {"NTT-1": "failed"}),
    "no tag": (change_in(Kind.NETWORK, 1, tags=["tier"]), {"NTT-6": "failed"}),
    "no app-net": (
        lambda world: world[Kind.NETWORK].pop(0),
        {"NTT-1": "failed", "NTT-2": "blocked", "NTT-9": "blocked"},
    ),
    "two app-subnets": (
        lambda world: world[Kind.SUBNET].append(world[Kind.SUBNET][0] | {"id": "s-2"}),
        {"NTT-2": "failed", "NTT-3": "blocked", "NTT-4": "blocked", "NTT-5": "blocked"},
    ),
}


@pytest.mark.parametrize("mistake", INTRO_MISTAKES)
def test_intro_launch(mistake: str) -> None:
    change, expected = INTRO_MISTAKES[mistake]
    world = deepcopy(worlds.INTRO_LAUNCH)
    change(world)
    assert worlds.not_passed("intro-launch", worlds.INTRO_PARAMETERS, world) == expected


@pytest.mark.parametrize("mistake", NETWORK_MISTAKES)
def test_network_tenant(mistake: str) -> None:
    change, expected = NETWORK_MISTAKES[mistake]
    world = deepcopy(worlds.NETWORK_TENANT)
    change(world)
    assert worlds.not_passed("network-tenant", worlds.NETWORK_PARAMETERS, world) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"INL-1": "failed", "INL-2": "failed"}),
        ({"subnet_cidr": "192.168.7.1", "image_id": "img-1"}, {"INL-1": "failed"}),
        ({"subnet_cidr": "192.168.7.1/24", "image_id": "img-1"}, {"INL-1": "failed"}),
        ({"subnet_cidr": " 192.168.7.0/24 ", "image_id": " img-1 "}, {}),
        ({"subnet_cidr": "192.168.7.0/24", "image_id": "rhel8"}, {"INL-2": "failed"}),
        ({"subnet_cidr": "<script>", "image_id": "img-1"}, {"INL-1": "failed"}),
    ],
)
def test_typed_answers(answers: dict[str, str], expected: dict[str, str]) -> None:
    parameters = replace(worlds.INTRO_PARAMETERS, answers=answers)
    assert worlds.not_passed("intro-launch", parameters, worlds.INTRO_LAUNCH) == expected


def test_the_message_says_what_was_seen_in_both_languages() -> None:
    world = deepcopy(worlds.NETWORK_TENANT)
    world[Kind.SUBNET][0]["gateway_ip"] = "192.168.7.1"
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, worlds.seen(world))
    message = next(verdict.message for verdict in verdicts if verdict.check_id == "NTT-4")
    assert message == {
        "en": "The gateway of app-subnet is 192.168.7.1, not 192.168.7.254.",
        "ko": "app-subnet의 게이트웨이가 192.168.7.254가 아닙니다(현재: 192.168.7.1).",
    }


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "There is no network app-net in this lab's project."),
        (2, "There are 2 networks named app-net in this lab's project; exactly one is asked for."),
    ],
)
def test_none_and_many_are_two_messages(count: int, message: str) -> None:
    world = deepcopy(worlds.NETWORK_TENANT)
    world[Kind.NETWORK] = [world[Kind.NETWORK][0] | {"id": f"app-{n}"} for n in range(count)]
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, worlds.seen(world))
    assert verdicts[0].message is not None
    assert verdicts[0].message["en"] == message
