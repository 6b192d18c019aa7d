"""What stands under `also` is judged together with the check's first subject, and all of it must hold."""

from typing import Any

import pytest

from grading.engine.needs import kinds_needed, names_needed
from grading.engine.verdicts import Outcome
from labs.kinds import Kind
from labs.schema import LabDefinition
from tests.grading import language, worlds

SUBNET = {
    "find": {"kind": "subnet", "name": "web-subnet", "bind": "subnet"},
    "expect": [{"field": "network_id", "same_as": "network.id"}],
}
BOTH = {"find": {"kind": "network", "name": "web-net", "bind": "network"}, "also": [SUBNET]}
LATER = {"of": ["subnet"], "expect": [{"field": "cidr", "same_network": "192.168.7.0/24"}]}


def lab() -> LabDefinition:
    return language.lab_of(BOTH, LATER)


def outcomes_with(**changes: Any) -> list[Outcome]:
    found = language.verdicts(lab(), worlds.seen(language.world_with(**changes)))
    return [verdict.outcome for verdict in found]


def test_all_of_it_holds() -> None:
    assert outcomes_with() == [Outcome.PASSED, Outcome.PASSED]


def test_what_fails_under_also_fails_the_check_and_binds_all_the_same() -> None:
    elsewhere = [language.own(id="sub", name="web-subnet", network_id="other", cidr="192.168.7.0/24")]
    assert outcomes_with(subnet=elsewhere) == [Outcome.FAILED, Outcome.PASSED]


def test_what_is_missing_under_also_fails_this_check_and_blocks_the_later_one() -> None:
    assert outcomes_with(subnet=[]) == [Outcome.FAILED, Outcome.BLOCKED]


def test_what_is_missing_in_front_fails_the_check_and_leaves_what_also_finds_bound() -> None:
    assert outcomes_with(network=[]) == [Outcome.FAILED, Outcome.PASSED]


def test_the_message_speaks_of_what_is_missing() -> None:
    world = language.world_with(subnet=[])
    message = language.verdicts(lab(), worlds.seen(world))[0].message
    assert message
    assert message["en"] == "There is no subnet web-subnet in this lab's project."


def test_a_number_is_told_with_the_word_for_what_was_counted() -> None:
    none = {"collect": {"kind": "floating_ip", "count": 0}}
    also = {"collect": {"kind": "router", "count": 0}}
    found = language.last(language.lab_of(none | {"also": [also]}), worlds.seen(language.world_with(floating_ip=[])))
    assert found.message
    assert found.message["en"] == "router: how many there are is 1, not 0"


def test_all_kinds_are_asked_for_and_own_names_are_no_need() -> None:
    check = lab().checks[0]
    assert kinds_needed(check, lab()) == [Kind.NETWORK, Kind.SUBNET]
    assert names_needed(check) == []


@pytest.mark.parametrize(
    ("also", "told"),
    [
        ({"http": {"host": "10.0.0.1", "path": "/"}, "expect": [{"field": "status", "equals": 200}]}, "of its own"),
        ({"of": ["nothing"], "expect": [{"field": "name", "equals": "x"}]}, "which nothing binds"),
        ({"collect": {"kind": "port", "count": 1}, "expect": [{"field": "vlan", "equals": 1}]}, "has no field vlan"),
        ({"find": {"kind": "subnet", "name": "b", "bind": "network"}}, "binding network is given twice"),
    ],
)
def test_what_makes_no_sense_is_refused(also: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        language.lab_of(BOTH | {"also": [also]})
