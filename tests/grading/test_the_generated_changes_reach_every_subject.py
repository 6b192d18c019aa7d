"""The changes that are made from definitions do what they say, for the subjects that no lab has used yet."""

from typing import Any

import pytest

from grading.engine.judging import Parameters, judge, make_scene
from grading.engine.verdicts import Outcome, Verdict
from tests.grading import language, worlds
from tests.grading.mutations import Good, mutations_of

RULE = {"id": "r", "security_group_id": "grp", "direction": "ingress", "project_id": "p-1", "ether_type": "IPv4"}
ROLE = {"role_name": "member", "user_id": "dev", "scope_project_id": "fin", "actor_domain_id": "d-1"}
WORLD = language.world_with(
    security_group_rule=[RULE | {"protocol": "icmp"}],
    role_assignment=[ROLE],
    http_probe=[{"check_id": "CHK-1", "status": 200}],
    router=[language.own(id="a-router", name="r1")],
    console=[language.own(server_id="srv", tail="DISKS\n/mnt\nEND")],
)
STEPS = [{"kind": "port", "by": "device_id"}, {"kind": "network", "to": "network_id"}]
QUESTION = {"name": "volume", "label": {"en": "v", "ko": "v"}, "example": "x"}
PING = {"protocol": "icmp"}

LABS: dict[str, list[dict[str, Any]]] = {
    "absent": [{"absent": {"kind": "network", "name": "old", "made": "gone"}}],
    "kept": [{"kept": "net", "expect": [{"field": "name", "equals": "web-net"}]}],
    "path": [language.FIND_SERVER, {"path": {"start": "server", "steps": STEPS}}],
    "rules": [language.FIND_GROUP, {"rules": {"group": "group", "amount": "exactly", "shapes": [PING]}}],
    "roles": [language.FIND_USER, {"roles": {"actor": "user", "amount": "exactly", "roles": ["member"]}}],
    "http": [{"http": {"host": "10.0.0.1", "path": "/"}, "expect": [{"field": "status", "equals": 200}]}],
    "function": [
        language.FIND_ROUTER,
        language.FIND_SERVER,
        {"function": {"name": "ascending", "of": ["router", "server"], "arguments": {"field": "id"}}},
    ],
    "function of a collection": [
        language.FIND_SERVER,
        {
            "function": {
                "name": "printed_line",
                "collect": {"kind": "console", "where": [{"field": "server_id", "same_as": "server.id"}], "count": 1},
                "arguments": {"field": "tail", "after": "DISKS", "until": "END", "words": ["/mnt"]},
            }
        },
    ],
    "answer among": [
        language.FIND_SERVER,
        {
            "answer": "volume",
            "among": {"kind": "volume", "field": "name", "where": [{"field": "server_ids", "contains": "srv"}]},
        },
    ],
    "phase_passed": [language.FIND_SERVER | {"phase": "quiet"}, {"phase_passed": "quiet"}],
}
START = {"make": [{"bind": name, "network": {"name": name}} for name in ("net", "gone")]}


@pytest.mark.parametrize("subject", LABS)
def test_each_change_is_noticed(subject: str) -> None:
    lab = language.lab_of(*LABS[subject], start=START, phases=["quiet"], questions=[QUESTION])
    parameters = Parameters(
        variables=worlds.VARIABLES,
        capabilities=language.CAPABILITIES,
        answers={"volume": "data-2"},
        recorded={"net": "net", "gone": "gone"},
        earlier={"SRV-1": Verdict("SRV-1", Outcome.PASSED, 1)} if subject == "phase_passed" else {},
    )
    good = Good(make_scene(lab, parameters, worlds.seen(WORLD)))
    assert judge(lab, parameters, worlds.seen(WORLD))[-1].outcome is Outcome.PASSED
    mutations = list(mutations_of(lab.checks[-1], good))
    assert mutations
    for mutation in mutations:
        verdict = judge(lab, mutation.parameters, mutation.observation)[-1]
        assert verdict.outcome is not Outcome.PASSED, mutation.what
