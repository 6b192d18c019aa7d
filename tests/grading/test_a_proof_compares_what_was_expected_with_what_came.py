"""The comparisons of a proof: what holds says nothing, and each way not to hold is told with what was expected."""

from dataclasses import replace
from typing import Any

import pytest

from grading.engine.verdicts import Finding, Outcome, Verdict
from grading.proving.comparing import (
    Fault,
    applies,
    faults_of_another,
    faults_of_mistake,
    faults_of_step,
    faults_solved,
    faults_untouched,
    outcomes_of,
)
from labs.kinds import Kind
from labs.schema import LabDefinition
from labs.schema.proving import Mistake, SolutionStep
from tests.grading import worlds
from tests.grading.language import PARAMETERS, lab_of
from tests.grading.language import own as worlds_own

P, F, B, N, U = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN


def verdicts(**outcomes: Outcome) -> list[Verdict]:
    """Checks AB-1, AB-2 … of 10 points each, by `A1=P`."""
    return [
        Verdict(f"AB-{name[1:]}", outcome, 10, earned=10 if outcome is P else 0) for name, outcome in outcomes.items()
    ]


def told(faults: Any) -> list[str]:
    return [str(fault).splitlines()[0] for fault in faults]


def lab_with_guard() -> LabDefinition:
    content = worlds.definition("network-tenant").model_dump(mode="json", exclude_unset=True)
    content["checks"][8]["guard"] = True
    return LabDefinition.model_validate(content)


def mistake(**values: Any) -> Mistake:
    return Mistake.model_validate({"mistake": "m", "ko": "가", "after": "x", "fails": ["AB-1"]} | values)


def step(**values: Any) -> SolutionStep:
    return SolutionStep.model_validate({"run": "x"} | values)


def test_anothers_work_is_judged_beside_what_one_was_given() -> None:
    """A given network is to be deleted: that a neighbour has deleted theirs is no work of one's own."""
    given = {"make": [{"bind": "old", "network": {"name": "old-net"}}]}
    absent = {"absent": {"kind": "network", "name": "old-net", "made": "old"}}
    found = {"find": {"kind": "network", "name": "app-net", "bind": "app_net"}}
    lab = lab_of({"id": "AB-1"} | absent, {"id": "AB-2"} | found, start=given)
    own = replace(PARAMETERS, recorded={"old": "old-1"})
    public = {"id": "ext", "name": "ext", "project_id": "admin", "is_router_external": True}
    untouched = worlds.seen({Kind.NETWORK: [worlds_own(id="old-1", name="old-net"), public]})
    work = worlds.seen({Kind.NETWORK: [{"id": "app", "name": "app-net", "project_id": "p-9"}, public]})
    assert told(faults_of_another(lab, own, untouched, work)) == []
    stolen = worlds.seen({Kind.NETWORK: [worlds_own(id="app", name="app-net")]})
    assert told(faults_of_another(lab, own, untouched, stolen)) == [
        "another student's work: expected 0 of 100 points, came 1"
    ]


def test_untouched_may_pass_guards_and_nothing_else() -> None:
    lab = lab_with_guard()
    untouched = [Verdict(check.id, F, check.points) for check in lab.checks]
    assert told(faults_untouched("untouched", untouched, lab)) == []
    guard = [*untouched[:8], Verdict("NTT-9", P, 5)]
    assert told(faults_untouched("untouched", guard, lab)) == []
    passed = [Verdict("NTT-1", P, 15, earned=15), *untouched[1:]]
    assert told(faults_untouched("untouched", passed, lab)) == [
        "untouched, NTT-1: expected not passed: it is no guard, came passed",
        "untouched: expected 0 of 100 points, came 15",
    ]


def test_what_could_not_be_seen_proves_nothing() -> None:
    lab = lab_with_guard()
    blind = [Verdict(check.id, U, check.points) for check in lab.checks]
    assert told(faults_untouched("untouched", blind[:1], lab)) == [
        "untouched, NTT-1: expected a verdict, came unknown",
        "untouched: expected 0 of 15 points, came 0, 15 possible",
    ]


def test_solved_is_all_that_applies() -> None:
    assert told(faults_solved("solution", verdicts(A1=P, A2=N))) == []
    assert told(faults_solved("solution", verdicts(A1=P, A2=B))) == [
        "solution, AB-2: expected passed, came blocked",
        "solution: expected 20 of 20 points, came 10",
    ]


def test_a_mistake_fails_exactly_what_it_names() -> None:
    wrong = mistake(fails=["AB-1"], blocks=["AB-2"])
    assert told(faults_of_mistake(verdicts(A1=F, A2=B, A3=P), wrong)) == []
    assert told(faults_of_mistake(verdicts(A1=P, A2=F, A3=F), wrong)) == [
        "mistake: m, AB-1: expected failed, came passed",
        "mistake: m, AB-2: expected blocked, came failed",
        "mistake: m, AB-3: expected passed, came failed",
    ]


def test_a_mistake_that_this_cloud_cannot_show_is_no_fault_and_not_caught() -> None:
    assert told(faults_of_mistake(verdicts(A1=N, A2=P), mistake())) == []
    assert not applies(mistake(), verdicts(A1=N, A2=P))
    assert applies(mistake(blocks=["AB-2"]), verdicts(A1=N, A2=B))


@pytest.mark.parametrize(
    ("given", "before", "after", "expected"),
    [
        ({}, {"A1": F}, {"A1": P}, []),
        ({}, {"A1": F}, {"A1": B}, []),
        ({}, {"A1": F}, {"A1": F}, ["expected a verdict moves, or `preparatory` says why none does, came none moves"]),
        ({"preparatory": {"why": "looks only"}}, {"A1": F}, {"A1": F}, []),
        (
            {"preparatory": {"why": "looks only"}},
            {"A1": F, "A2": F},
            {"A1": P, "A2": F},
            ["expected no verdict moves (looks only), came AB-1 failed → passed"],
        ),
    ],
)
def test_a_step_moves_a_verdict_or_says_why_not(
    given: dict[str, Any], before: dict[str, Outcome], after: dict[str, Outcome], expected: list[str]
) -> None:
    earlier, later = outcomes_of(verdicts(**before)), outcomes_of(verdicts(**after))
    assert told(faults_of_step("step 1", step(**given), earlier, later)) == [f"step 1: {one}" for one in expected]


def test_a_fault_tells_what_the_check_saw() -> None:
    finding = Finding("app-subnet", "gateway_ip", "equals", "192.168.7.254", "192.168.7.1", holds=False)
    failed = Verdict("AB-1", F, 10, findings=(finding,), message={"en": "The gateway is wrong.", "ko": "…"})
    fault = next(iter(faults_solved("solution", [failed])))
    assert isinstance(fault, Fault)
    assert str(fault).splitlines() == [
        "solution, AB-1: expected passed, came failed",
        "    app-subnet gateway_ip: expected 192.168.7.254, observed 192.168.7.1",
        "    “The gateway is wrong.”",
    ]
    assert fault.as_json()["check"] == "AB-1"
