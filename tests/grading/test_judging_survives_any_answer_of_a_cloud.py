"""Whatever a cloud answers, each check has its verdict: always the same one, in whatever order the records came."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading.engine.agreement import distrust
from grading.engine.judging import Parameters, judge
from grading.engine.scoring import score
from labs.kinds import KINDS
from labs.schema import LabDefinition
from tests.grading import language, worlds
from tests.grading.values import JSON
from tests.grading.worlds import World

REFERRING = [
    {"field": "id", "same_as": "router.id"},
    {"field": "id", "differs_from": "router.id"},
    {"field": "created_at", "later_than": ["session.started_at"]},
]
SHAPES = [{"protocol": "tcp", "ports": "22"}, {"protocol": "any", "group": "group", "ether_type": "IPv6"}]
EVERYTHING = language.lab_of(
    language.FIND_SERVER,
    language.FIND_ROUTER,
    language.FIND_GROUP,
    language.FIND_USER,
    language.FIND_PROJECT,
    {"id": "OFF-1", "of": ["server"], "expect": REFERRING},
    {"id": "ABS-1", "absent": {"kind": "volume", "matching": "data-[0-9]", "but_for": ["deleting"]}},
    {"id": "COL-1", "collect": {"kind": "volume", "together": [{"field": "id", "elements": ["v-1", "v-2"]}]}},
    {
        "id": "PTH-1",
        "path": {
            "start": "server",
            "bind": "net",
            "steps": [
                {"kind": "port", "by": "device_id"},
                {"kind": "network", "to": "network_id", "where": [{"field": "mtu", "at_least": 1}]},
            ],
        },
    },
    {"id": "KPT-1", "kept": "made", "expect": [{"field": "tags", "count": 0}]},
    {"id": "RUL-1", "rules": {"group": "group", "amount": "exactly", "shapes": SHAPES}},
    {"id": "ROL-1", "roles": {"actor": "user", "project": "project", "amount": "exactly", "roles": ["member"]}},
    {"id": "ROL-2", "roles": {"actor": "user", "amount": "only", "roles": ["member"], "never": ["admin"]}},
    {"id": "HTP-1", "http": {"host": "router.name", "path": "/"}, "expect": [{"field": "body", "has_text": "x"}]},
    {"id": "CMD-1", "command": {"host": "c", "run": "boot_time"}, "expect": [{"field": "values.x", "at_most": 1}]},
    {"id": "FUN-1", "function": {"name": "ascending", "of": ["router", "server"], "arguments": {"field": "id"}}},
    start={"make": [{"bind": "made", "network": {"name": "web-net"}}]},
)
EVERY_WORLD = language.world_with(
    security_group_rule=[{"id": "rul", "security_group_id": "grp", "direction": "ingress", "project_id": "p-1"}],
    role_assignment=[{"role_name": "member", "user_id": "dev", "scope_project_id": "fin", "actor_domain_id": "d-1"}],
    http_probe=[{"check_id": "HTP-1", "body": "x"}],
    command=[{"check_id": "CMD-1", "values": {"x": 1}}],
)
LABS: dict[str, tuple[LabDefinition, Parameters, World]] = {
    "every subject": (EVERYTHING, language.PARAMETERS, EVERY_WORLD),
    **{slug: (worlds.definition(slug), *good) for slug, good in worlds.GOOD.items()},
}


@st.composite
def changed(draw: st.DrawFn, world: World) -> World:
    """A world in which some fields hold anything, some are missing, and some records are there twice."""
    made = deepcopy(world)
    full = [kind for kind in made if made[kind]]
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(full))
        record = draw(st.sampled_from(made[kind]))
        field = draw(st.sampled_from(sorted(KINDS[kind].fields | record.keys())))
        change = draw(st.sampled_from(["set", "set", "set", "drop", "double"]))
        if change == "double":
            made[kind].append(record | {field: draw(JSON)})
        elif change == "drop":
            record.pop(field, None)
        else:
            record[field] = draw(JSON)
    return made


def told(lab: LabDefinition, parameters: Parameters, world: World) -> list[Any]:
    return [
        (verdict.check_id, str(verdict.outcome), verdict.earned, verdict.needs)
        for verdict in judge(lab, parameters, distrust(worlds.seen(world)))
    ]


@pytest.mark.parametrize("name", LABS)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_in_any_field(name: str, data: st.DataObject) -> None:
    lab, parameters, good = LABS[name]
    world = data.draw(changed(good))
    verdicts = judge(lab, parameters, distrust(worlds.seen(world)))
    assert [verdict.check_id for verdict in verdicts] == [check.id for check in lab.checks]
    assert all(verdict.findings for verdict in verdicts if verdict.outcome == "passed")
    assert all(verdict.message for verdict in verdicts if verdict.outcome in {"failed", "pending"})
    assert json.dumps([verdict.evidence() for verdict in verdicts])
    result = score(verdicts)
    assert 0 <= result.earned <= result.possible <= result.total <= 100
    first = told(lab, parameters, world)
    assert told(lab, parameters, world) == first, "another verdict on the same observation"
    mixed = {kind: list(reversed(records)) for kind, records in world.items()}
    assert told(lab, parameters, mixed) == first, "the order of the records matters"
