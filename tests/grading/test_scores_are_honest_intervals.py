"""A score is an interval of whole points, whatever the verdicts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.judging import pay
from grading.engine.scoring import NothingJudged, score
from grading.engine.verdicts import Outcome, Verdict
from labs.schema import LabDefinition
from tests.grading import worlds

DEFINITION = worlds.definition("network-tenant")
GUARDED = LabDefinition.model_validate(
    DEFINITION.model_dump(mode="json", exclude_unset=True)
    | {
        "checks": [
            check.model_dump(mode="json", exclude_unset=True) | {"guard": index == 0}
            for index, check in enumerate(DEFINITION.checks)
        ]
    }
)
OUTCOMES = st.lists(st.sampled_from(Outcome), min_size=9, max_size=9)


def verdicts_of(outcomes: list[Outcome]) -> list[Verdict]:
    return [
        Verdict(check.id, outcome, check.points) for check, outcome in zip(DEFINITION.checks, outcomes, strict=True)
    ]


@given(OUTCOMES)
def test_the_interval_lies_within_the_total(outcomes: list[Outcome]) -> None:
    paid = pay(verdicts_of(outcomes), DEFINITION)
    if set(outcomes) == {Outcome.NOT_APPLICABLE}:
        with pytest.raises(NothingJudged):
            score(paid)
        return
    result = score(paid)
    assert 0 <= result.earned <= result.possible <= result.total <= 100


@given(OUTCOMES)
def test_seeing_more_only_narrows_the_interval(outcomes: list[Outcome]) -> None:
    before = pay(verdicts_of(outcomes), DEFINITION)
    if all(verdict.outcome is Outcome.NOT_APPLICABLE for verdict in before):
        return
    after = pay(
        [replace(v, outcome=Outcome.PASSED) if v.outcome.is_open else v for v in verdicts_of(outcomes)], DEFINITION
    )
    assert score(before).earned <= score(after).earned <= score(before).possible


def test_a_guard_earns_nothing_alone() -> None:
    only_guard = [Outcome.PASSED] + [Outcome.FAILED] * 8
    assert score(pay(verdicts_of(only_guard), GUARDED)).earned == 0
    with_work = [Outcome.PASSED, Outcome.PASSED] + [Outcome.FAILED] * 7
    assert score(pay(verdicts_of(with_work), GUARDED)).earned == 30


def test_no_check_at_all_is_an_error_not_zero() -> None:
    with pytest.raises(NothingJudged):
        score([])
