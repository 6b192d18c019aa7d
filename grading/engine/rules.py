"""The rules of a security group against the shapes that are asked for."""

from ipaddress import ip_network
from typing import Any

from grading.engine.binding import records_of
from grading.engine.observation import Record, label_of
from grading.engine.scene import Looked, Scene
from grading.engine.verdicts import Finding
from labs.kinds import Kind
from labs.schema import Amount, Rules, RuleShape

PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmp", "ipv6-icmp": "icmp", "icmpv6": "icmp"}
ANYWHERE = (None, "", "0.0.0.0/0", "::/0")


def look_at_rules(rules: Rules, scene: Scene) -> Looked:
    """One finding for each shape that must be there, and one for what must not."""
    group = scene.record(rules.group)
    found = [
        record
        for record in records_of(scene.observation, Kind.SECURITY_GROUP_RULE)
        if record.get("security_group_id") == group.get("id") and record.get("direction") == rules.direction
    ]
    name, findings = label_of(group), []
    if rules.amount is not Amount.ONLY:
        findings += [_has(name, shape, found, scene) for shape in rules.shapes]
    if rules.amount is not Amount.HAS:
        beyond = [rule for rule in found if not any(fits(rule, shape, scene) for shape in rules.shapes)]
        findings.append(
            Finding(name, rules.direction, "nothing_else", [], [describe(rule) for rule in beyond], not beyond)
        )
    return Looked(tuple(findings), tuple((Kind.SECURITY_GROUP_RULE, rule) for rule in found))


def _has(name: str, shape: RuleShape, rules: list[Record], scene: Scene) -> Finding:
    fitting = [rule for rule in rules if fits(rule, shape, scene)]
    near = fitting or [rule for rule in rules if protocol_of(rule) == shape.protocol]
    return Finding(
        name, "rule", "has_rule", describe_shape(shape, scene), [describe(rule) for rule in near], bool(fitting)
    )


def fits(rule: Record, shape: RuleShape, scene: Scene) -> bool:
    group = scene.record(shape.group).get("id") if shape.group else None
    return (
        rule.get("ether_type") == shape.ether_type
        and protocol_of(rule) == shape.protocol
        and ports_of(rule) == shape.ports_range
        and rule.get("remote_group_id") == group
        and (not shape.group or group is not None)
        and _same_remote(rule.get("remote_ip_prefix"), shape.remote)
    )


def _same_remote(observed: Any, expected: str | None) -> bool:
    if observed in ANYWHERE or expected in ANYWHERE:
        return observed in ANYWHERE and expected in ANYWHERE
    try:
        return bool(ip_network(str(observed), strict=False) == ip_network(str(expected), strict=False))
    except ValueError:
        return False


def protocol_of(rule: Record) -> str:
    protocol = str(rule.get("protocol") or "any").lower()
    return PROTOCOLS.get(protocol, protocol)


def ports_of(rule: Record) -> tuple[int, int] | None:
    """Port range of TCP and UDP; what ICMP keeps there are type and code, and they count as well."""
    first, last = rule.get("port_range_min"), rule.get("port_range_max")
    if first is None and last is None:
        return None
    return (-1 if first is None else first, -1 if last is None else last)


def describe(rule: Record) -> str:
    """A rule as people say it: `tcp 22 from 10.0.0.0/8`."""
    ports = ports_of(rule)
    between = "" if ports is None else f" {ports[0]}" if ports[0] == ports[1] else f" {ports[0]}-{ports[1]}"
    remote = rule.get("remote_group_id") or rule.get("remote_ip_prefix")
    anywhere = "::/0" if rule.get("ether_type") == "IPv6" else "0.0.0.0/0"
    return f"{protocol_of(rule)}{between} ← {anywhere if remote in ANYWHERE else remote}"


def describe_shape(shape: RuleShape, scene: Scene) -> str:
    anywhere = "::/0" if shape.ether_type == "IPv6" else "0.0.0.0/0"
    remote = (label_of(scene.record(shape.group)) or shape.group) if shape.group else shape.remote or anywhere
    return f"{shape.protocol}{f' {shape.ports}' if shape.ports else ''} ← {remote}"
