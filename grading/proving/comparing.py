"""What a proof expects of verdicts, and what came instead. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grading.authoring.telling import reasons_of
from grading.engine.judging import Parameters, judge
from grading.engine.observation import Collection, Observation, Record
from grading.engine.scoring import score
from grading.engine.verdicts import Outcome, Verdict
from labs.schema import LabDefinition
from labs.schema.proving import Mistake, SolutionStep

Outcomes = Mapping[str, Outcome]  # check id → outcome


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: where, what was expected, what came, and why as far as is known."""

    where: str  # "untouched", "step 3", "mistake: …", "finish"
    expected: str
    came: str
    check: str = ""
    why: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = f"{self.where}, {self.check}" if self.check else self.where
        return "\n".join(
            (f"{about}: expected {self.expected}, came {self.came}", *(f"    {line}" for line in self.why))
        )

    def as_json(self) -> dict[str, object]:
        return {
            "where": self.where,
            "check": self.check,
            "expected": self.expected,
            "came": self.came,
            "why": list(self.why),
        }


def outcomes_of(verdicts: Sequence[Verdict]) -> dict[str, Outcome]:
    return {verdict.check_id: verdict.outcome for verdict in verdicts}


def faults_untouched(where: str, verdicts: Sequence[Verdict], lab: LabDefinition) -> Iterator[Fault]:
    """Before any work nothing is earned, nothing but guards has passed, and everything could be seen."""
    guards = {check.id for check in lab.checks if check.guard}
    for verdict in verdicts:
        if verdict.outcome.is_open:
            yield _fault(where, "a verdict", verdict)
        elif verdict.outcome is Outcome.PASSED and verdict.check_id not in guards:
            yield _fault(where, "not passed: it is no guard", verdict)
    yield from _faults_of_score(where, verdicts, 0)


def faults_solved(where: str, verdicts: Sequence[Verdict]) -> Iterator[Fault]:
    """After good work everything that applies has passed, and all points are earned."""
    yield from _faults_expected(where, verdicts, lambda _check: Outcome.PASSED)
    yield from _faults_of_score(where, verdicts, sum(one.points for one in verdicts if _applies(one)))


def faults_of_mistake(verdicts: Sequence[Verdict], mistake: Mistake) -> Iterator[Fault]:
    """Exactly the checks named fail and are blocked; all others that apply have passed."""
    expected = dict.fromkeys(mistake.fails, Outcome.FAILED) | dict.fromkeys(mistake.blocks, Outcome.BLOCKED)
    where = f"mistake: {mistake.mistake}"
    yield from _faults_expected(where, verdicts, lambda check: expected.get(check, Outcome.PASSED))


def applies(mistake: Mistake, verdicts: Sequence[Verdict]) -> bool:
    """Whether any check that should notice the mistake applies on this cloud."""
    named = {*mistake.fails, *mistake.blocks}
    return any(_applies(verdict) for verdict in verdicts if verdict.check_id in named)


def faults_of_step(where: str, step: SolutionStep, before: Outcomes, after: Outcomes) -> Iterator[Fault]:
    """A step moves a verdict; a preparatory one moves none."""
    moves = [
        f"{check} {before.get(check)} → {after[check]}" for check in after if after[check] is not before.get(check)
    ]
    if step.preparatory and moves:
        yield Fault(where, f"no verdict moves ({step.preparatory.why})", ", ".join(moves))
    elif not step.preparatory and not moves:
        yield Fault(where, "a verdict moves, or `preparatory` says why none does", "none moves")


def faults_of_another(
    lab: LabDefinition, own: Parameters, observation: Observation, other: Observation
) -> Iterator[Fault]:
    """One student's good work earns nothing for another, who has not begun (`own` and `observation`).

    `lab` has the other student's values filled in. `other` is what the work looked like.
    """
    yield from _faults_of_score("another student's work", judge(lab, own, _beside(observation, other)), 0)


def _beside(observation: Observation, other: Observation) -> Observation:
    """Both in one cloud: what start made for the one who looks is still there, and may not be missed."""
    together = {
        kind: replace(found, records=(*found.records, *_further(found, other.collections.get(kind, Collection()))))
        for kind, found in observation.collections.items()
    }
    return replace(observation, collections=dict(other.collections) | together)


def _further(found: Collection, other: Collection) -> list[Record]:
    """What both see, such as the site's image, is there once."""
    ids = {record["id"] for record in found.records if record.get("id")}
    return [record for record in other.records if record.get("id") not in ids and record not in found.records]


def _faults_expected(where: str, verdicts: Sequence[Verdict], expected: Callable[[str], Outcome]) -> Iterator[Fault]:
    for verdict in verdicts:
        wanted = expected(verdict.check_id)
        if _applies(verdict) and verdict.outcome is not wanted:
            yield _fault(where, str(wanted), verdict)


def _faults_of_score(where: str, verdicts: Sequence[Verdict], points: int) -> Iterator[Fault]:
    found = score(verdicts)
    if (found.earned, found.possible) != (points, points):
        beside = "" if found.is_settled else f", {found.possible} possible"
        yield Fault(where, f"{points} of {found.total} points", f"{found.earned}{beside}")


def _applies(verdict: Verdict) -> bool:
    return verdict.outcome is not Outcome.NOT_APPLICABLE


def _fault(where: str, expected: str, verdict: Verdict) -> Fault:
    return Fault(where, expected, str(verdict.outcome), verdict.check_id, tuple(reasons_of(verdict)))
