"""Verdicts and collections as aligned lines for a terminal, in English."""

from collections.abc import Callable, Iterator, Sequence

from grading.engine.explaining import shown
from grading.engine.observation import Collection
from grading.engine.scoring import NothingJudged, Score, score
from grading.engine.verdicts import Finding, Outcome, Verdict
from labs.kinds import Kind
from labs.schema import LabDefinition, fill

Paint = Callable[[str, str], str]  # (role, text) → text in the role's colour, or as it is
ROLES = {Outcome.PASSED: "SUCCESS", Outcome.FAILED: "ERROR", Outcome.BLOCKED: "ERROR"}
WIDTH = max(len(outcome) for outcome in Outcome)
BESIDE = " " * (WIDTH + 2)


def tell_collection(kind: Kind, seconds: float, found: Collection, paint: Paint) -> str:
    """`server        2 records    0.21 s`, or the cause in place of the number."""
    if not found.cause:
        return f"{kind:<22}{len(found.records):>5} records{seconds:>8.2f} s"
    return f"{kind:<22}{'':>5} {paint('ERROR', 'unseen '):<7}{seconds:>8.2f} s  {tell_cause(found.cause)}"


def tell_cause(cause: object) -> str:
    content = dict(cause) if isinstance(cause, dict) else {}
    return " ".join(str(content.get(key, "")) for key in ("service", "trouble", "detail")).strip()


def tell_verdicts(
    verdicts: Sequence[Verdict], definition: LabDefinition, variables: dict[str, str], paint: Paint
) -> Iterator[str]:
    """For each check its outcome, points and title; below, whatever is not as it should be."""
    checks = {check.id: check for check in definition.checks}
    for verdict in verdicts:
        outcome = paint(ROLES.get(verdict.outcome, "WARNING"), f"{verdict.outcome:<{WIDTH}}")
        title = fill(checks[verdict.check_id].title.en, variables)
        yield f"{outcome}  {verdict.check_id:<8}{verdict.earned:>3}/{verdict.points:<3}  {title}"
        yield from (f"{BESIDE}{line}" for line in reasons_of(verdict))


def reasons_of(verdict: Verdict) -> Iterator[str]:
    """Why it is as it is: what is missing, why it was not seen, what was compared, what the student reads."""
    if verdict.needs:
        yield f"needs {verdict.needs}"
    if verdict.cause:
        yield tell_cause(verdict.cause)
    if verdict.outcome is not Outcome.PASSED:
        yield from (_finding(item) for item in verdict.findings if not item.holds)
    if verdict.message:
        yield f"“{verdict.message['en']}”"


def _finding(item: Finding) -> str:
    operator = "" if item.operator == "equals" else f" {item.operator}"
    return f"{item.subject} {item.field}:{operator} expected {shown(item.expected)}, observed {shown(item.observed)}"


def tell_score(verdicts: Sequence[Verdict]) -> str:
    found = score_of(verdicts)
    if found is None:
        return "nothing applies: there is no score"
    beside = "" if found.is_settled else f", up to {found.possible} possible"
    return f"score {found.earned} of {found.total}{beside}"


def score_of(verdicts: Sequence[Verdict]) -> Score | None:
    try:
        return score(verdicts)
    except NothingJudged:
        return None
