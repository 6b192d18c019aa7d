"""Small labs made of single checks, to try the check language by itself."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from grading.engine.judging import Parameters, judge
from grading.engine.observation import Observation
from grading.engine.verdicts import Verdict
from labs.kinds import KINDS, Kind
from labs.schema import LabDefinition
from tests.grading import worlds
from tests.grading.worlds import PROJECT, World

CAPABILITIES = frozenset(about.capability for about in KINDS.values() if about.capability)
PARAMETERS = Parameters(variables=worlds.VARIABLES, capabilities=CAPABILITIES, started_at=worlds.STARTED)
SAME = {"en": "{name}: {field} is {got}, not {expected}", "ko": "{name}: {field}은(는) {expected}이(가) 아니라 {got}"}
AWAY = {"trouble": "refused", "service": "network", "detail": "nobody listens"}

FIND_SERVER = {"id": "SRV-1", "find": {"kind": "server", "name": "web-vm", "bind": "server"}}
FIND_GROUP = {"id": "SGR-1", "find": {"kind": "security_group", "name": "web", "bind": "group"}}
FIND_USER = {"id": "USR-1", "find": {"kind": "user", "name": "dev", "bind": "user"}}
FIND_PROJECT = {"id": "PRJ-1", "find": {"kind": "project", "name": "finance", "bind": "project"}}
FIND_ROUTER = {"id": "RTR-1", "find": {"kind": "router", "name": "r1", "bind": "router"}}


def own(**values: Any) -> dict[str, Any]:
    return {"project_id": PROJECT, **values}


WORLD: World = {
    Kind.SERVER: [own(id="srv", name="web-vm", status="ACTIVE", created_at="2026-11-02T09:05:00Z", metadata={})],
    Kind.PORT: [own(id="prt", name="", device_id="srv", ip_addresses=["192.168.7.5"], network_id="net")],
    Kind.FLOATING_IP: [own(id="fip", name="172.25.250.101", status="ACTIVE", port_id="prt", router_id="rtr")],
    Kind.ROUTER: [own(id="rtr", name="r1", status="ACTIVE", external_network_id="ext")],
    Kind.NETWORK: [
        own(id="net", name="web-net", subnet_ids=["sub"]),
        {"id": "ext", "name": "provider", "project_id": "admin", "is_router_external": True, "subnet_ids": []},
    ],
    Kind.SUBNET: [own(id="sub", name="web-subnet", network_id="net", cidr="192.168.7.0/24")],
    Kind.SECURITY_GROUP: [own(id="grp", name="web"), own(id="lb", name="lb")],
    Kind.SECURITY_GROUP_RULE: [],
    Kind.VOLUME: [
        own(id="v-1", name="data-1", status="available", size=1, server_ids=[]),
        own(id="v-2", name="data-2", status="in-use", size=2, server_ids=["srv"]),
    ],
    Kind.CONTAINER: [own(name="docs", count=2, metadata={"owner": "kim"})],
    Kind.PROJECT: [{"id": "fin", "name": "finance", "domain_id": "d-1"}],
    Kind.USER: [{"id": "dev", "name": "dev", "domain_id": "d-1", "email": "dev@lab.example.com"}],
    Kind.ROLE_ASSIGNMENT: [],
    Kind.HTTP_PROBE: [],
    Kind.TCP_PROBE: [],
    Kind.COMMAND: [],
}


def lab_of(*checks: dict[str, Any], **rest: Any) -> LabDefinition:
    """A lab with these checks; ids, points and sentences are filled in where they are missing."""
    about = {"title": {"en": "t", "ko": "t"}, "message": SAME, "hints": [{"en": "h", "ko": "h"}]}
    points = [100 - len(checks) + 1] + [1] * (len(checks) - 1)
    made = [
        {"id": f"CHK-{number}", "points": worth} | about | check
        for number, (check, worth) in enumerate(zip(checks, points, strict=True), 1)
    ]
    content = {
        "slug": "language",
        "chapter": 1,
        "position": 1,
        "kind": "guided",
        "minutes": 5,
        "title": {"en": "t", "ko": "t"},
        "goal": {"en": "g", "ko": "g"},
        "mode": "shared",
        "start": {"persons": ["second"]},
        "checks": made,
    }
    return LabDefinition.model_validate(content | rest)


def world_with(**changes: Any) -> World:
    """The world with other records: `server=[…]` takes the place of all servers."""
    return deepcopy(WORLD) | {Kind(kind): records for kind, records in changes.items()}


def verdicts(lab: LabDefinition, observation: Observation | None = None, **parameters: Any) -> list[Verdict]:
    return judge(lab, replace(PARAMETERS, **parameters), observation or worlds.seen(WORLD))


def last(lab: LabDefinition, observation: Observation | None = None, **parameters: Any) -> Verdict:
    """The verdict on the last check, the one that a test is about."""
    return verdicts(lab, observation, **parameters)[-1]
