"""A service that forgets what another answer of its own names is not believed: those checks are unknown, not failed."""

from copy import deepcopy

from grading.engine.agreement import distrust
from grading.engine.judging import judge
from labs.kinds import Kind
from tests.grading import worlds


def test_subnets_that_networks_name_but_nobody_lists_are_unseen() -> None:
    world = deepcopy(worlds.NETWORK_TENANT)
    world[Kind.SUBNET] = []
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, distrust(worlds.seen(world)))
    unseen = {check for check, outcome in worlds.outcomes(verdicts).items() if outcome == "unknown"}
    assert unseen == {"NTT-2", "NTT-3", "NTT-4", "NTT-5", "NTT-7", "NTT-8"}


def test_what_agrees_is_left_alone() -> None:
    observation = worlds.seen(worlds.NETWORK_TENANT)
    assert distrust(observation) is observation


def test_what_nobody_made_is_no_contradiction() -> None:
    observation = worlds.seen({Kind.NETWORK: [], Kind.SUBNET: []})
    assert distrust(observation) is observation


def test_networks_that_subnets_name_but_nobody_lists_are_unseen() -> None:
    world = deepcopy(worlds.NETWORK_TENANT)
    world[Kind.NETWORK] = []
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, distrust(worlds.seen(world)))
    unseen = {check for check, outcome in worlds.outcomes(verdicts).items() if outcome == "unknown"}
    assert unseen == {"NTT-1", "NTT-2", "NTT-6", "NTT-7", "NTT-9"}
