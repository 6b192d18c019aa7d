"""Clouds tell a VLAN as a number, and variables are text: alone under `equals` {VLAN} stands for the number."""

import pytest

from grading.engine.judging import judge
from grading.engine.verdicts import Outcome
from labs.site import fill_definition
from tests.grading import language, worlds

FOUND = {"kind": "network", "name": "{S}-ext", "bind": "ext"}
WANTED = [{"field": "provider_segmentation_id", "equals": "{VLAN}"}]
VARIABLES = worlds.VARIABLES | {"VLAN": "1014"}


@pytest.mark.parametrize(
    ("segment", "outcome"), [(1014, Outcome.PASSED), (1015, Outcome.FAILED), (None, Outcome.FAILED)]
)
def test_only_this_students_segment_passes(segment: int | None, outcome: Outcome) -> None:
    written = language.lab_of({"find": FOUND, "expect": WANTED}).model_dump(mode="json", exclude_unset=True)
    network = language.own(id="ext", name="kim-ext", provider_segmentation_id=segment)
    seen = worlds.seen(language.world_with(network=[network]))
    assert judge(fill_definition(written, VARIABLES), language.PARAMETERS, seen)[0].outcome is outcome
