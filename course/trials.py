"""What a definition that is being written says of something seen, beside what was said before: check by check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.language import said
from course.rows import Context, Row, judged_row
from course.values import fill_text
from course.wording import OUTCOMES, WHY_NOT_JUDGED, Word
from grading.engine.scoring import NothingJudged, score
from grading.engine.verdicts import Outcome, Verdict
from grading.models import CheckVerdict, Run, Trial
from grading.queries import latest_run
from grading.trials import try_on_run
from labs.schema import LabDefinition


@dataclass(frozen=True)
class Earlier:
    """What a check said when it was graded; its definition may be older than today's rules, so it is not read."""

    word: Word
    outcome: str
    earned: int
    points: int


@dataclass(frozen=True)
class TriedCheck:
    """`before` or `after` is None where a definition does not have the check."""

    check_id: str
    title: str
    before: Earlier | None
    after: Row | None

    @property
    def has_changed(self) -> bool:
        if self.before is None or self.after is None:
            return True
        return (self.before.outcome, self.before.earned) != (self.after.outcome, self.after.earned)

    @property
    def points(self) -> int:
        """What is gained by it; less than nothing is lost."""
        return (self.after.earned if self.after else 0) - (self.before.earned if self.before else 0)


@dataclass(frozen=True)
class Tried:
    """`trouble`: why the verdicts could not take the place of the old ones; empty when they could."""

    checks: tuple[TriedCheck, ...]
    before: int | None
    after: int | None
    total: int
    trouble: str = ""

    @property
    def changed(self) -> int:
        return sum(check.has_changed for check in self.checks)


def tried_on_run(run: Run, content: dict[str, Any]) -> Tried:
    """Needs the run's observation, session, lab, definition and verdicts."""
    rejudged = try_on_run(run, content)
    trouble = str(WHY_NOT_JUDGED[rejudged.trouble]) if rejudged.trouble else ""
    return _beside(run, rejudged.verdicts, content, run.parameters.get("variables", {}), trouble)


def tried_on_cloud(trial: Trial, variables: Mapping[str, str]) -> Tried:
    """Beside the session's last run, if it has one that was graded."""
    run = latest_run(trial.session)
    verdicts = [Verdict.from_json(verdict) for verdict in trial.verdicts]
    return _beside(run, verdicts, trial.content, variables, "")


def _beside(
    run: Run | None, verdicts: Sequence[Verdict], content: dict[str, Any], values: Mapping[str, str], trouble: str
) -> Tried:
    definition = LabDefinition.model_validate(content)
    checks = {check.id: check for check in definition.checks}
    context = Context(definition, values, {}, for_staff=True)
    after = {one.check_id: judged_row(checks[one.check_id], _stored(one), context) for one in verdicts}
    before = {one.check_id: _earlier(one) for one in run.verdicts.all()} if run else {}
    titles = (_titles(run.definition.content, values) if run else {}) | _titles(content, values)
    names = [*after, *(check for check in before if check not in after)]
    tried = tuple(TriedCheck(name, titles.get(name, ""), before.get(name), after.get(name)) for name in names)
    return Tried(tried, run.earned if run and before else None, _earned(verdicts), definition.total, trouble)


def _earlier(verdict: CheckVerdict) -> Earlier:
    word = OUTCOMES.get(verdict.outcome, OUTCOMES[Outcome.UNKNOWN])
    return Earlier(word, verdict.outcome, verdict.earned, verdict.points)


def _stored(verdict: Verdict) -> CheckVerdict:
    """As a run's verdict is stored; this one never is."""
    return CheckVerdict(
        check_id=verdict.check_id,
        outcome=str(verdict.outcome),
        points=verdict.points,
        earned=verdict.earned,
        evidence=verdict.evidence(),
    )


def _titles(content: dict[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    return {check["id"]: fill_text(said(check["title"]), values) for check in content["checks"]}


def _earned(verdicts: Sequence[Verdict]) -> int | None:
    try:
        return score(verdicts).earned
    except NothingJudged:
        return None
