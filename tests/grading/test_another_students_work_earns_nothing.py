"""Work that is correct for another student, with their handle, number and project, earns nothing."""

from dataclasses import replace

import pytest

from grading.engine.judging import judge
from grading.engine.observation import Tenancy
from grading.engine.scoring import score
from tests.grading import worlds

OTHER = worlds.VARIABLES | {"S": "lee", "N": "8", "D": "lee-dom", "P": "lee-lab", "U": "lee", "NONCE": "cd34"}
TENANCY = Tenancy("p-8", "p-9", "d-8", "lee")


@pytest.mark.parametrize("slug", worlds.GOOD)
def test_it_stands_in_another_project(slug: str) -> None:
    parameters, world = worlds.GOOD[slug]
    lab = worlds.definition(slug, OTHER)
    observation = replace(worlds.seen(world), tenancy=TENANCY)
    verdicts = judge(lab, replace(parameters, variables=OTHER, recorded={}, answers={}), observation)
    assert score(verdicts).earned == 0


@pytest.mark.parametrize("slug", worlds.GOOD)
def test_copied_into_ones_own_project_it_is_not_complete(slug: str) -> None:
    """Addresses and names hold the student's number and handle."""
    parameters, world = worlds.GOOD[slug]
    verdicts = judge(worlds.definition(slug, OTHER), replace(parameters, variables=OTHER), worlds.seen(world))
    assert score(verdicts).earned < 100
