"""The check language refuses what could never fail, never pass, or looks at the wrong thing, and says what it wants."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.grading.language import (
    FIND_GROUP,
    FIND_PROJECT,
    FIND_ROUTER,
    FIND_SERVER,
    FIND_USER,
    lab_of,
)

OK = [{"field": "status", "equals": "ACTIVE"}]
GROUP = {"id": "GRP-1", "find": {"kind": "group", "name": "team", "bind": "team"}}
NET = {"make": [{"bind": "net", "network": {"name": "n"}}]}


def collect(**more: Any) -> dict[str, Any]:
    return {"collect": {"kind": "volume", **more}}


def expecting(**item: Any) -> list[dict[str, Any]]:
    return [FIND_SERVER, {"of": ["server"], "expect": [{"field": "id", **item}]}]


def rules(*shapes: dict[str, Any], amount: str = "has") -> list[dict[str, Any]]:
    return [FIND_GROUP, {"rules": {"group": "group", "amount": amount, "shapes": list(shapes)}}]


def roles(**more: Any) -> list[dict[str, Any]]:
    return [FIND_USER, FIND_PROJECT, {"roles": {"actor": "user", "amount": "has", "roles": ["member"], **more}}]


def path(start: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"path": {"start": start, "steps": list(steps)}}


POOL = {"start": "10.0.0.9", "end": "10.0.0.2"}
REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "no subject": ([{}], "needs exactly one of find"),
    "two subjects": ([collect(count=1) | {"answer": "a"}], "has collect, answer"),
    "of without expect": ([FIND_SERVER, {"of": ["server"]}], "`of` needs `expect`"),
    "of nothing": ([FIND_SERVER, {"of": [], "expect": OK}], "at least 1 item"),
    "answer without expect": ([{"answer": "a"}], "`answer` needs `expect` or `among`"),
    "answer of another field": ([{"answer": "a", "expect": OK}], "the one field `value`"),
    "answer to nothing": ([{"answer": "a", "expect": [{"field": "value", "equals": "x"}]}], "no question asks"),
    "http without expect": ([{"http": {"host": "10.0.0.1", "path": "/"}}], "`http` needs `expect`"),
    "http nowhere": ([{"http": {"path": "/"}, "expect": OK}], "needs exactly one of host, service"),
    "http without a slash": ([{"http": {"host": "10.0.0.1", "path": "x"}, "expect": OK}], "should match pattern"),
    "tcp without expect": ([{"tcp": {"host": "10.0.0.1", "port": 22}}], "`tcp` needs `expect`"),
    "tcp port": ([{"tcp": {"host": "10.0.0.1", "port": 70000}, "expect": OK}], "less than or equal to 65535"),
    "command without expect": ([{"command": {"host": "c", "run": "boot_time"}}], "`command` needs `expect`"),
    "unknown command": ([{"command": {"host": "c", "run": "rm"}, "expect": OK}], "boot_time"),
    "unknown function": ([{"function": {"name": "f", "of": ["x"]}}], "ascending"),
    "function's field": (
        [FIND_SERVER, {"function": {"name": "ascending", "of": ["server"], "arguments": {"field": "size"}}}],
        "a server has no field size",
    ),
    "function of nothing": ([{"function": {"name": "ascending"}}], "needs exactly one of of, collect"),
    "function of both": (
        [FIND_SERVER, {"function": {"name": "ascending", "of": ["server"], **collect(count=1)}}],
        "needs exactly one of of, collect",
    ),
    "function that binds": (
        [{"function": {"name": "ascending", **collect(count=1, bind="x")}}],
        "cannot be bound",
    ),
    "among without an answer": (
        [FIND_SERVER | {"among": {"kind": "volume", "field": "name"}}],
        "`among` goes with an answer",
    ),
    "absent with expect": ([{"absent": {"kind": "volume", "name": "x"}, "expect": OK}], "takes no `expect`"),
    "absent without a name": ([{"absent": {"kind": "volume"}}], "needs exactly one of name, matching"),
    "absent, bad pattern": ([{"absent": {"kind": "volume", "matching": "("}}], "no regular expression"),
    "absent, not made": ([{"absent": {"kind": "network", "name": "x", "made": "y"}}], "start makes nothing"),
    "absent, another kind": ([{"absent": {"kind": "subnet", "name": "x", "made": "net"}}], "net is a network"),
    "kept, not made": ([FIND_SERVER, {"kept": "server"}], "start makes nothing"),
    "collect nothing": ([collect()], "needs count, at_least, at_most or together"),
    "expect of none": ([collect(count=0) | {"expect": [{"field": "size", "equals": 1}]}], "`count` is 0"),
    "together, no list": ([collect(together=[{"field": "size", "not_equals": 1}])], "asserts nothing of a list"),
    "bind of many": ([collect(at_least=1, bind="x")], "can be bound"),
    "has no shapes": (rules(), "has no shapes"),
    "tcp without ports": (rules({"protocol": "tcp"}), "tcp and udp need ports"),
    "icmp with ports": (rules({"protocol": "icmp", "ports": "1"}), "icmp and any have none"),
    "ports backwards": (rules({"protocol": "tcp", "ports": "81-80"}), "no range of ports"),
    "ports too high": (rules({"protocol": "tcp", "ports": "70000"}), "no range of ports"),
    "two remotes": (rules({"protocol": "any", "remote": "10.0.0.0/8", "group": "group"}), "has one of them"),
    "remote no CIDR": (rules({"protocol": "any", "remote": "10.0.0.0/40"}), "is no CIDR"),
    "rules of a server": ([FIND_SERVER, {"rules": {"group": "server", "amount": "only", "shapes": []}}], "not a sec"),
    "no roles": (roles(roles=[]), "has no roles"),
    "elsewhere of has": (roles(nowhere_else=True), "goes with exactly or only"),
    "roles of a project": (roles(actor="project"), "project is a project, not a user or group"),
    "roles on a user": (roles(project="user"), "user is a user, not a project"),
    "effective of a group": (
        [GROUP, {"roles": {"actor": "team", "amount": "only", "roles": [], "effective": True}}],
        "no effective roles",
    ),
    "two directions": ([FIND_SERVER, path("server", {"kind": "port", "by": "id", "to": "id"})], "one of by, to"),
    "no steps": ([FIND_SERVER, path("server")], "at least 1 item"),
    "edge without field": ([FIND_SERVER, path("server", {"kind": "port", "by": "server_id"})], "no field server_id"),
    "edge by no id": (
        [{"find": {"kind": "container", "name": "c", "bind": "c"}}, path("c", {"kind": "object", "by": "container"})],
        "a container has no field id",
    ),
    "path to another kind": (
        [FIND_SERVER, FIND_ROUTER, path("server", {"kind": "port", "by": "device_id", "same": "router"})],
        "router is a router, not a port",
    ),
    "find what has no name": ([{"find": {"kind": "console", "name": "x", "bind": "x"}}], "no field name"),
    "fresh without a moment": ([{"find": {"kind": "user", "name": "x", "bind": "x", "fresh": True}}], "created_at"),
    "bound later": (
        [{"find": FIND_SERVER["find"] | {"where": [{"field": "id", "same_as": "router.id"}]}}, FIND_ROUTER],  # type: ignore[operator]
        "by router, which is bound only later",
    ),
    "no phase": ([FIND_SERVER, {"phase_passed": "p"}], "there is no phase p"),
    "only guards": ([FIND_SERVER | {"guard": True}], "every check is a guard"),
    "two operators": (expecting(equals="a", not_equals="b"), "has equals, not_equals"),
    "no operator": (expecting(), "has none"),
    "no value": (expecting(contains=None), "contains needs a value"),
    "bad pattern": (expecting(matches="("), "no regular expression"),
    "no prefix length": (expecting(same_network="10.0.0.0"), "needs a prefix length"),
    "host bits": (expecting(same_network="10.0.0.1/24"), "has host bits set"),
    "no network": (expecting(in_network="10.0.0.0/33"), "is no CIDR"),
    "an IPv6 network": (expecting(in_network="fd00::/64"), "is no IPv4 network"),
    "pool of words": (expecting(pools=[{"start": "a", "end": "b"}]), "needs two addresses"),
    "pool of two versions": (expecting(pools=[{"start": "10.0.0.1", "end": "fd00::1"}]), "needs two addresses"),
    "pool backwards": (expecting(pools_within=POOL), "10.0.0.2 comes before 10.0.0.9"),
    "no reference": (expecting(same_as="router"), "should match pattern"),
    "unknown binding": (expecting(same_as="router.id"), "router, which nothing binds"),
    "unknown field there": (expecting(same_as="server.size"), "a server has no field size"),
    "unknown placeholder": ([FIND_SERVER | {"message": {"en": "{x}", "ko": "{x}"}}], "nothing fills in {x}"),
    "unknown variable in a hint": ([FIND_SERVER | {"hints": [{"en": "{X}", "ko": "h"}]}], "nothing fills in {X}"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    checks, complaint = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        lab_of(*checks, start=NET)
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("rest", "complaint"),
    [
        ({"goal": {"en": "{X}", "ko": "g"}}, "nothing fills in {X}"),
        ({"start": {"make": [{"bind": "s"}]}}, "needs exactly one of network, subnet"),
        ({"start": {"make": [{"bind": "session", "network": {"name": "n"}}]}}, "given twice"),
        ({"start": {"make": [{"bind": "s", "subnet": {"name": "s", "network": "n", "cidr": "10/8"}}]}}, "is no CIDR"),
    ],
)
def test_a_lab_is_refused_as_a_whole(rest: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        lab_of(FIND_SERVER, **rest)
    assert complaint in str(refusal.value)


def test_a_phase_that_no_check_belongs_to_can_not_have_passed() -> None:
    with pytest.raises(ValidationError, match="no check belongs to the phase quiet"):
        lab_of(FIND_SERVER, {"phase_passed": "quiet"}, phases=["quiet"])


@pytest.mark.parametrize(
    "checks",
    [
        expecting(same_network="10.{N}.0.0/24"),
        expecting(pools=[{"start": "10.{N}.0.9", "end": "10.{N}.0.12"}]),
        rules({"protocol": "any", "remote": "{ADM}"}, amount="exactly"),
        expecting(equals=None),
        [FIND_ROUTER, {"find": FIND_SERVER["find"] | {"where": [{"field": "id", "same_as": "router.id"}]}}],  # type: ignore[operator]
    ],
)
def test_what_makes_sense_is_taken(checks: list[dict[str, Any]]) -> None:
    assert lab_of(*checks).total == 100
