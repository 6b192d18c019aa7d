"""A service out of sight makes `unknown` only the checks that need it, with its cause, and costs nothing."""

from grading.engine.judging import judge
from grading.engine.scoring import score
from grading.engine.verdicts import Outcome
from tests.grading import worlds

REFUSED = {"trouble": "refused", "service": "compute", "detail": "nobody listens"}


def test_only_the_checks_that_need_the_service() -> None:
    found = worlds.not_passed(
        "intro-launch", worlds.INTRO_PARAMETERS, worlds.INTRO_LAUNCH, server=REFUSED, console=REFUSED
    )
    assert found == {f"INL-{number}": "unknown" for number in (3, 4, 5, 6, 7, 8, 9)}


def test_its_points_stay_possible_and_the_cause_is_kept() -> None:
    observation = worlds.seen(worlds.INTRO_LAUNCH, server=REFUSED, console=REFUSED)
    verdicts = judge(worlds.definition("intro-launch"), worlds.INTRO_PARAMETERS, observation)
    result = score(verdicts)
    assert (result.earned, result.possible, result.total) == (20, 100, 100)
    assert {tuple(v.cause.items()) for v in verdicts if v.cause} == {tuple(REFUSED.items())}


def test_nothing_observed_at_all_fails_nobody() -> None:
    observation = worlds.seen({})
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, observation)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.UNKNOWN}
    assert score(verdicts).possible == 100


def test_an_empty_project_is_seen_and_fails() -> None:
    empty: worlds.World = {kind: [] for kind in worlds.NETWORK_TENANT}
    verdicts = judge(worlds.definition("network-tenant"), worlds.NETWORK_PARAMETERS, worlds.seen(empty))
    assert {verdict.outcome for verdict in verdicts} == {Outcome.FAILED, Outcome.BLOCKED}
    assert score(verdicts).possible == 0
