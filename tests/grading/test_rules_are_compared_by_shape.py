"""Security group rules against shapes: protocols, ports, remotes, groups; what must be there and what must not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.judging import make_scene
from grading.engine.rules import fits
from labs.kinds import Kind
from labs.schema import RuleShape
from tests.grading.language import AWAY, FIND_GROUP, PARAMETERS, WORLD, lab_of, last, own, world_with
from tests.grading.worlds import seen

FIND_LB = {"id": "LBG-1", "find": {"kind": "security_group", "name": "lb", "bind": "lb"}}
SSH = {"protocol": "tcp", "ports": "22", "remote": "10.0.0.0/8"}
WEB = {"protocol": "tcp", "ports": "80-81", "group": "lb"}


def rule(**changes: Any) -> dict[str, Any]:
    made = own(id="rule", security_group_id="grp", direction="ingress", ether_type="IPv4", protocol=None)
    made |= {"port_range_min": None, "port_range_max": None, "remote_ip_prefix": None, "remote_group_id": None}
    return made | changes


SSH_RULE = rule(protocol="tcp", port_range_min=22, port_range_max=22, remote_ip_prefix="10.0.0.0/8")
WEB_RULE = rule(protocol="6", port_range_min=80, port_range_max=81, remote_group_id="lb")
PING_RULE = rule(protocol="icmp")

AMOUNTS: list[tuple[str, list[dict[str, Any]], str]] = [
    ("has", [SSH_RULE, WEB_RULE], "passed"),
    ("has", [SSH_RULE, WEB_RULE, PING_RULE], "passed"),
    ("has", [SSH_RULE], "failed"),
    ("has", [], "failed"),
    ("exactly", [WEB_RULE, SSH_RULE], "passed"),
    ("exactly", [SSH_RULE, WEB_RULE, PING_RULE], "failed"),
    ("exactly", [SSH_RULE], "failed"),
    ("only", [SSH_RULE], "passed"),
    ("only", [], "passed"),
    ("only", [SSH_RULE, PING_RULE], "failed"),
    ("exactly", [SSH_RULE, WEB_RULE, rule(protocol="icmp", direction="egress")], "passed"),
    ("exactly", [SSH_RULE, WEB_RULE, rule(protocol="icmp", security_group_id="lb")], "passed"),
]


def lab_with(amount: str, *shapes: dict[str, Any]) -> Any:
    return lab_of(FIND_GROUP, FIND_LB, {"rules": {"group": "group", "amount": amount, "shapes": list(shapes)}})


@pytest.mark.parametrize(("amount", "rules", "outcome"), AMOUNTS)
def test_has_exactly_only(amount: str, rules: list[dict[str, Any]], outcome: str) -> None:
    verdict = last(lab_with(amount, SSH, WEB), seen(world_with(security_group_rule=rules)))
    assert verdict.outcome == outcome
    assert verdict.findings


def test_the_message_says_which_rule_is_missing_and_which_is_too_much() -> None:
    missing = last(lab_with("exactly", SSH, WEB), seen(world_with(security_group_rule=[SSH_RULE])))
    assert missing.message is not None
    assert "tcp 80-81 ← lb" in missing.message["en"]
    assert "tcp 80-81 ← lb" in missing.message["ko"]
    beyond = last(lab_with("only", SSH), seen(world_with(security_group_rule=[PING_RULE])))
    assert beyond.message is not None
    assert "icmp ← 0.0.0.0/0" in beyond.message["en"]


def test_it_is_blocked_without_the_group_or_the_remote_group_and_blind_without_the_rules() -> None:
    lab = lab_with("only", SSH, WEB)
    groups = WORLD[Kind.SECURITY_GROUP]
    assert last(lab, seen(world_with(security_group=groups[1:]))).needs == "SGR-1"
    assert last(lab, seen(world_with(security_group=groups[:1]))).needs == "LBG-1"
    assert last(lab, seen(world_with(), security_group_rule=AWAY)).outcome == "unknown"


def test_a_group_of_the_second_project_has_its_rules_seen() -> None:
    find = {"id": "SGR-1", "find": FIND_GROUP["find"] | {"within": "second"}}  # type: ignore[operator]
    lab = lab_of(find, {"rules": {"group": "group", "amount": "only", "shapes": [SSH]}})
    group = [WORLD[Kind.SECURITY_GROUP][0] | {"project_id": "p-2"}]
    world = world_with(security_group=group, security_group_rule=[PING_RULE | {"project_id": "p-2"}])
    assert last(lab, seen(world)).outcome == "failed"


SCENE = make_scene(lab_of(FIND_GROUP, FIND_LB), PARAMETERS, seen(WORLD))
PORTS = st.tuples(st.integers(1, 65535), st.integers(1, 65535)).map(sorted)
NETWORKS = st.sampled_from(["10.0.0.0/8", "192.168.7.0/24", "172.25.250.9/32"])


@st.composite
def shapes(draw: st.DrawFn) -> RuleShape:
    protocol = draw(st.sampled_from(["tcp", "udp", "icmp", "any"]))
    content: dict[str, Any] = {"protocol": protocol}
    if protocol in {"tcp", "udp"}:
        first, last_port = draw(PORTS)
        content["ports"] = f"{first}-{last_port}" if first != last_port or draw(st.booleans()) else str(first)
    remote = draw(st.sampled_from(["anywhere", "network", "group"]))
    content |= {"remote": draw(NETWORKS)} if remote == "network" else {"group": "lb"} if remote == "group" else {}
    return RuleShape.model_validate(content)


NUMBERS: dict[str, list[Any]] = {
    "tcp": ["tcp", "TCP", "6", 6],
    "udp": ["udp", "17", 17],
    "icmp": ["icmp", "1", 1],
    "any": [None, "any"],
}


def rules_of(shape: RuleShape, draw: Any) -> dict[str, Any]:
    """A rule of this shape, written in any of the ways in which services write it."""
    first, last_port = shape.ports_range or (None, None)
    anywhere = None if shape.group else draw(st.sampled_from([None, "", "0.0.0.0/0"]))
    return rule(
        protocol=draw(st.sampled_from(NUMBERS[shape.protocol])),
        port_range_min=first,
        port_range_max=last_port,
        remote_ip_prefix=shape.remote or anywhere,
        remote_group_id="lb" if shape.group else None,
    )


@given(shapes(), st.data())
def test_a_rule_made_from_a_shape_fits_it_however_it_is_written(shape: RuleShape, data: st.DataObject) -> None:
    assert fits(rules_of(shape, data.draw), shape, SCENE)


OTHER_VALUES: dict[str, Any] = {
    "ether_type": "IPv6",
    "protocol": "sctp",
    "port_range_min": 0,
    "port_range_max": 65536,
    "remote_ip_prefix": "203.0.113.0/24",
    "remote_group_id": "another",
}


@given(shapes(), st.data())
def test_no_other_value_in_any_field_fits(shape: RuleShape, data: st.DataObject) -> None:
    made = rules_of(shape, data.draw)
    for field, other in OTHER_VALUES.items():
        assert not fits(made | {field: other}, shape, SCENE), field


@given(st.lists(shapes(), min_size=1, max_size=3), st.lists(shapes(), max_size=3), st.data())
def test_exactly_is_has_and_only(wanted: list[RuleShape], there: list[RuleShape], data: st.DataObject) -> None:
    rules = [rules_of(shape, data.draw) for shape in there]
    content = [shape.model_dump(exclude_unset=True) for shape in wanted]
    world = seen(world_with(security_group_rule=rules))
    outcome = {amount: last(lab_with(amount, *content), world).outcome for amount in ("has", "only", "exactly")}
    assert (outcome["exactly"] == "passed") == (outcome["has"] == outcome["only"] == "passed")
