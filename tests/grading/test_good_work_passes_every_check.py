"""Both labs: what a cloud shows after the reference solution earns all points."""

import pytest

from grading.engine.judging import Parameters, judge
from grading.engine.scoring import Score, score
from tests.grading import worlds

LABS = [
    pytest.param("intro-launch", worlds.INTRO_PARAMETERS, worlds.INTRO_LAUNCH, id="intro-launch"),
    pytest.param("network-tenant", worlds.NETWORK_PARAMETERS, worlds.NETWORK_TENANT, id="network-tenant"),
]


@pytest.mark.parametrize(("slug", "parameters", "world"), LABS)
def test_good_work_earns_everything(slug: str, parameters: Parameters, world: worlds.World) -> None:
    verdicts = judge(worlds.definition(slug), parameters, worlds.seen(world))
    assert score(verdicts) == Score(earned=100, possible=100, total=100)
    assert all(verdict.findings for verdict in verdicts), "a check passed without looking at anything"


@pytest.mark.parametrize(("slug", "parameters", "world"), LABS)
def test_another_students_correct_work_earns_nothing_that_is_theirs(
    slug: str, parameters: Parameters, world: worlds.World
) -> None:
    """The same records in another project: nothing that the student should have made is found."""
    elsewhere = {
        kind: [record | {"project_id": "p-2"} if "project_id" in record else record for record in records]
        for kind, records in world.items()
    }
    verdicts = judge(worlds.definition(slug), Parameters(variables=parameters.variables), worlds.seen(elsewhere))
    assert score(verdicts).earned == 0
