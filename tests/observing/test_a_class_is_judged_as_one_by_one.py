"""A class-wide look gives every student the same verdicts as a look of their own."""

from collections.abc import Mapping
from typing import Any

import pytest

from grading.engine.judging import Parameters, judge
from grading.engine.needs import kinds_of
from grading.engine.observation import Collection
from grading.engine.verdicts import Outcome, Verdict
from grading.observing.looking import observe
from grading.observing.scope import deal
from labs.kinds import Kind
from labs.schema import LabDefinition
from tests.observing.conftest import World

STUDENTS = ("kim", "lee", "stranger")
WORDS = {"ko": "말", "en": "words"}


def check(number: int, points: int, **subject: Any) -> dict[str, Any]:
    return {"id": f"CLS-{number}", "points": points, "title": WORDS, "message": WORDS, "hints": [WORDS], **subject}


DEFINITION = LabDefinition.model_validate(
    {
        "slug": "class-wide",
        "chapter": 1,
        "position": 1,
        "kind": "guided",
        "minutes": 10,
        "title": WORDS,
        "goal": WORDS,
        "mode": "shared",
        "start": {"persons": ["second"]},
        "checks": [
            check(1, 10, find={"kind": "network", "name": "net", "bind": "net"}),
            check(2, 20, find={"kind": "security_group", "name": "web", "bind": "web"}),
            check(3, 20, rules={"group": "web", "amount": "has", "shapes": [{"protocol": "tcp", "ports": "80"}]}),
            check(
                4, 20, find={"kind": "volume", "name": "disk", "bind": "disk"}, expect=[{"field": "size", "equals": 1}]
            ),
            check(
                5, 10, collect={"kind": "object", "where": [{"field": "container", "equals": "site"}], "at_least": 1}
            ),
            check(6, 5, find={"kind": "keypair", "name": "laptop", "bind": "key"}),
            check(7, 5, find={"kind": "network", "name": "beyond", "within": "second", "bind": "beyond"}),
            check(
                8,
                5,
                collect={"kind": "container", "within": "second", "count": 1},
                expect=[{"field": "name", "equals": "far"}],
            ),
            check(9, 5, find={"kind": "volume", "name": "far-disk", "within": "second", "bind": "far_disk"}),
        ],
    }
)


def looked(world: World, *names: str) -> dict[Kind, Collection]:
    tenancies = [getattr(world, name).tenancy for name in names]
    *_parts, whole = observe(world.admin, tenancies=tenancies, kinds=kinds_of(DEFINITION), limit_s=60)
    return whole


def judged(world: World, look: Mapping[Kind, Collection], name: str) -> list[Verdict]:
    return judge(
        DEFINITION,
        Parameters({}, capabilities=frozenset({"object-store"})),
        deal(dict(look), getattr(world, name).tenancy),
    )


@pytest.fixture(scope="module")
def together(world: World) -> dict[Kind, Collection]:
    return looked(world, *STUDENTS)


@pytest.mark.parametrize("name", STUDENTS)
def test_verdicts_are_the_same(world: World, together: dict[Kind, Collection], name: str) -> None:
    assert judged(world, together, name) == judged(world, looked(world, name), name)


def test_students_differ(world: World, together: dict[Kind, Collection]) -> None:
    """Or else the comparison above would say nothing."""
    passed = {
        name: sum(verdict.outcome is Outcome.PASSED for verdict in judged(world, together, name)) for name in STUDENTS
    }
    assert passed["kim"] == 9
    assert 0 < passed["lee"] < passed["kim"]
