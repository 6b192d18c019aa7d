"""Did a run tell the truth? Compared with a look that nothing spoiled."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from grading.bench.faults import CAUSES, Fault
from grading.engine.scoring import Score
from grading.engine.verdicts import Outcome, Verdict
from grading.models import Run
from grading.observing.looking import OWN_LIMIT, TOO_LATE

LATE = "late"


@dataclass(frozen=True)
class Truth:
    """What a clean look says of a session: check id → outcome, and the points."""

    outcomes: Mapping[str, Outcome]
    score: Score

    @classmethod
    def of(cls, run: Run) -> "Truth":
        verdicts = verdicts_of(run)
        return cls({verdict.check_id: verdict.outcome for verdict in verdicts}, score_of(run))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left open: what is measured against must be known."""
        return not any(outcome.is_open for outcome in self.outcomes.values())


def verdicts_of(run: Run) -> list[Verdict]:
    return [row.verdict() for row in run.verdicts.order_by("position")]


def score_of(run: Run) -> Score:
    return Score(run.earned, run.possible, run.total)


def lies_of(run: Run, truth: Truth, faults: Collection[Fault], *, late: bool) -> Iterator[str]:
    """What is wrong with a finished run that met these faults; nothing when it told the truth.

    `late`: it used up the time for looking, so that it may name its own deadline, or our own limit.
    """
    fitting = frozenset[str]().union(*(CAUSES[fault] for fault in faults), {LATE} if late else ())
    if run.state == Run.State.ERROR:
        yield f"the run ended in error: {run.cause}"
        return
    if run.state != Run.State.GRADED:
        yield f"the run has not ended: {run.state}"
        return
    verdicts = verdicts_of(run)
    if [verdict.check_id for verdict in verdicts] != list(truth.outcomes):
        yield "the checks are not all there, each once"
    for verdict in verdicts:
        yield from _lies_of_one(verdict, truth.outcomes.get(verdict.check_id), fitting)
    if not run.earned <= truth.score.earned <= run.possible <= run.total == truth.score.total:
        yield f"{run.earned} … {run.possible} of {run.total} does not hold {truth.score.earned}"


def _lies_of_one(verdict: Verdict, true: Outcome | None, fitting: Collection[str]) -> Iterator[str]:
    if verdict.outcome is true:
        return
    if verdict.outcome is not Outcome.UNKNOWN:
        yield f"{verdict.check_id} is {verdict.outcome}, in truth {true}"
        return
    cause = verdict.cause or {}
    named = LATE if cause.get("detail") in {TOO_LATE, OWN_LIMIT} else cause.get("trouble")
    if named not in fitting:
        yield f"{verdict.check_id} is unknown for {cause}, but there was {', '.join(sorted(fitting)) or 'no fault'}"
