"""What was judged when a phase was graded stands, and the final grading can ask whether all was well then."""

import pytest

from grading.engine.scoring import score
from grading.engine.verdicts import Outcome, Verdict
from tests.grading.language import AWAY, FIND_SERVER, lab_of, last, verdicts, world_with
from tests.grading.worlds import seen

STOPPED = {"id": "PHS-1", "phase": "quiet", "of": ["server"], "expect": [{"field": "status", "equals": "SHUTOFF"}]}
VOLUMES = {"id": "PHS-2", "phase": "quiet", "collect": {"kind": "volume", "count": 2}}
PASSED = {"id": "PHS-3", "phase_passed": "quiet"}
LAB = lab_of(FIND_SERVER, STOPPED, VOLUMES, PASSED, phases=["quiet"])


def earlier(first: str, second: str = "passed") -> dict[str, Verdict]:
    """Verdicts of when the phase was graded."""
    cause = AWAY if first == "unknown" else None
    return {
        "PHS-1": Verdict("PHS-1", Outcome(first), 1, cause=cause),
        "PHS-2": Verdict("PHS-2", Outcome(second), 1),
    }


def test_only_the_checks_of_the_phase_are_judged_in_it() -> None:
    found = {verdict.check_id: (verdict.outcome, verdict.needs) for verdict in verdicts(LAB, phase="quiet")}
    assert found == {
        "SRV-1": ("blocked", "final"),
        "PHS-1": ("failed", None),
        "PHS-2": ("passed", None),
        "PHS-3": ("blocked", "final"),
    }


def test_a_verdict_of_the_phase_is_kept_whatever_is_seen_later() -> None:
    kept = verdicts(LAB, seen(world_with(volume=[])), earlier=earlier("passed"))
    assert [verdict.outcome for verdict in kept] == ["passed"] * 4
    assert score(kept).earned == 100


def test_before_its_phase_was_graded_a_check_waits_for_it() -> None:
    found = verdicts(LAB)
    assert [(verdict.outcome, verdict.needs) for verdict in found[1:3]] == [("blocked", "quiet")] * 2
    assert found[3].outcome == "failed"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("passed", "passed", "passed"),
        ("passed", "not_applicable", "passed"),
        ("failed", "passed", "failed"),
        ("blocked", "passed", "failed"),
        ("unknown", "failed", "failed"),
        ("unknown", "passed", "unknown"),
        ("pending", "passed", "pending"),
    ],
)
def test_a_phase_has_passed(first: str, second: str, outcome: str) -> None:
    """What we could not see then costs nothing now."""
    verdict = last(LAB, earlier=earlier(first, second))
    assert verdict.outcome == outcome
    assert (verdict.cause == AWAY) is (outcome == "unknown")
