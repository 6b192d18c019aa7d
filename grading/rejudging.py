"""What another definition says about what a run saw, without a cloud; and when it cannot say anything."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from grading.engine.agreement import distrust
from grading.engine.judging import Parameters, judge
from grading.engine.needs import TRIED, kinds_needed
from grading.engine.observation import Observation
from grading.engine.scoring import Score, score
from grading.engine.verdicts import Finding, Outcome, Verdict
from grading.models import CheckVerdict, RegradeRow, Run
from labs.models import Definition
from labs.schema import Check, LabDefinition, names_of
from labs.site import file_records, fill_definition

LOST = frozenset({Outcome.FAILED, Outcome.BLOCKED})
log = logging.getLogger(__name__)
Trouble = RegradeRow.Trouble


@dataclass(frozen=True)
class Rejudged:
    """`trouble` is empty when the verdicts may take the place of the old ones; otherwise `score` is the old one."""

    verdicts: Sequence[Verdict]
    score: Score
    trouble: str
    changes: list[dict[str, Any]]


def rejudge(run: Run, definition: Definition) -> Rejudged:
    """Judge a run's stored observation by a definition. Needs the run's observation, definition and verdicts."""
    before = Score(run.earned, run.possible, run.total)
    try:
        return _rejudge(run, definition, before)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # what older code has stored may lack anything; then the run stays as it is
        log.exception("run %s cannot be judged by definition %s", run.pk, definition.pk)
        return Rejudged((), before, Trouble.NOT_READABLE, [])


def _rejudge(run: Run, definition: Definition, before: Score) -> Rejudged:
    assert run.observation is not None  # noqa: S101  runs without one are not asked for
    parameters = Parameters.from_json(run.parameters)
    observation = distrust(Observation.unpack(bytes(run.observation.content)))
    filled = fill_definition(definition.content, parameters.variables)
    parameters = replace(parameters, files=file_records(filled, parameters.variables))
    verdicts = judge(filled, parameters, observation)
    after = score(verdicts)
    earlier = {verdict.check_id: verdict for verdict in run.verdicts.all()}
    trouble = _trouble(verdicts, earlier, filled, observation) or _unprepared(verdicts, filled, parameters, run)
    return Rejudged(verdicts, before if trouble else after, trouble, changes_between(earlier, verdicts))


def _trouble(
    verdicts: Sequence[Verdict], earlier: Mapping[str, CheckVerdict], definition: LabDefinition, seen: Observation
) -> str:
    """Whether a check reads what was not looked at then: a kind of resource, or a field of its records."""
    checks = {check.id: check for check in definition.checks}
    for verdict in verdicts:
        known = verdict.check_id in earlier and earlier[verdict.check_id].outcome != Outcome.UNKNOWN
        if verdict.outcome is Outcome.UNKNOWN and (known or verdict.check_id not in earlier):
            return Trouble.NOT_SEEN
        if verdict.outcome in LOST and _never_tried(checks[verdict.check_id], seen):
            return Trouble.NOT_SEEN
        failing = (finding for finding in verdict.findings if not finding.holds)
        if any(_never_read(finding, checks[verdict.check_id], definition, seen) for finding in failing):
            return Trouble.NOT_SEEN
    return ""


def _never_tried(check: Check, seen: Observation) -> bool:
    """Whether a check asks for something to be tried, a request or a command, that nobody tried for it then."""
    kind = TRIED.get(check.subject)
    tried = seen.collections.get(kind) if kind else None
    return bool(kind) and not any(record.get("check_id") == check.id for record in (tried.records if tried else ()))


def _never_read(finding: Finding, check: Check, definition: LabDefinition, seen: Observation) -> bool:
    """Whether records of the check's kinds have been stored, none of which has the field that was found empty."""
    if finding.observed is not None:
        return False
    names = {finding.field, finding.field.partition(".")[0]}
    collections = [seen.collections.get(kind) for kind in kinds_needed(check, definition)]
    records = [record for collection in collections if collection for record in collection.records]
    return bool(records) and not any(names & record.keys() for record in records)


def _unprepared(verdicts: Sequence[Verdict], definition: LabDefinition, parameters: Parameters, run: Run) -> str:
    """Whether a check builds on what this session's start never made, or on a question that it never asked."""
    made = {item.bind for item in definition.start.make}
    checks = {check.id: check for check in definition.checks}
    asked = {question["name"] for question in run.definition.content.get("questions", [])}
    unasked = {check.id for check in definition.checks if check.answer and check.answer not in asked}
    for verdict in verdicts:
        missing = {name for name, _kinds in names_of(checks[verdict.check_id])} & made - parameters.recorded.keys()
        if verdict.outcome in LOST and (missing or verdict.check_id in unasked):
            return Trouble.NOT_PREPARED
    return ""


def changes_between(before: Mapping[str, CheckVerdict], after: Sequence[Verdict]) -> list[dict[str, Any]]:
    """What differs, check by check; `points` is what is gained by it, null stands for a check that is not there."""
    left = dict(before)
    found = []
    for verdict in after:
        old = left.pop(verdict.check_id, None)
        points = verdict.earned - (old.earned if old else 0)
        if old is None or points or old.outcome != verdict.outcome:
            found.append(_change(verdict.check_id, old.outcome if old else None, str(verdict.outcome), points))
    return found + [_change(old.check_id, old.outcome, None, -old.earned) for old in left.values()]


def _change(check: str, before: str | None, after: str | None, points: int) -> dict[str, Any]:
    return {"check": check, "before": before, "after": after, "points": points}
