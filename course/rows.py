"""A run's verdicts as a lab's page shows them: one row for each check, whether judged, waiting or not graded yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from course.language import language_now, said
from course.models import Chapter
from course.values import fill_text
from course.wording import FIELDS, NOT_GRADED, OPERATORS, OUTCOMES, WAITING, Word, what_happened
from grading.engine.explaining import shown
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run
from grading.queries import list_verdicts
from labs.models import Session
from labs.schema import Check, LabDefinition, Text

NEEDS_WORK = frozenset({Outcome.FAILED, Outcome.BLOCKED})


@dataclass(frozen=True)
class Comparison:
    """Expected beside observed. `expected` is None where showing it would give the answer away.

    `what`: the name of something that is compared but is no field of the resource.
    """

    subject: str
    field: str
    what: str
    expected: str | None
    observed: str
    holds: bool


@dataclass(frozen=True)
class Reading:
    """Where the notes teach what a check asks for."""

    chapter: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Row:
    """One check on the page. `hints_open`: how many of the hints stand open already."""

    check_id: str
    title: str
    points: int
    earned: int
    word: Word
    outcome: str = ""
    message: str = ""
    comparisons: tuple[Comparison, ...] = ()
    hints: tuple[str, ...] = ()
    hints_open: int = 0
    reading: Reading | None = None
    cause: str = ""
    detail: str = ""
    needs: str = ""

    @property
    def failing(self) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if not comparison.holds]

    @property
    def holding(self) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.holds]


@dataclass(frozen=True)
class Context:
    """What all rows of a page share. `failures`: check id → in how many runs it has failed so far."""

    definition: LabDefinition
    values: Mapping[str, str]
    readings: Mapping[str, Reading]
    failures: Mapping[str, int] = field(default_factory=dict)
    for_staff: bool = False

    def say(self, text: Text) -> str:
        """A sentence of the definition in the page's language, with the student's values."""
        return fill_text(text.in_language(language_now()), self.values)


def list_rows(
    definition: LabDefinition,
    session: Session | None,
    run: Run | None,
    values: Mapping[str, str],
    *,
    for_staff: bool = False,
) -> list[Row]:
    """The rows of a run; without a run the checks that will be graded."""
    failures = count_failures(session) if session and run else {}
    context = Context(definition, values, find_readings(definition), failures, for_staff)
    verdicts = {verdict.check_id: verdict for verdict in list_verdicts(run)} if run else {}
    waiting = WAITING if run and run.is_active else NOT_GRADED
    return [
        judged_row(check, verdicts[check.id], context) if check.id in verdicts else waiting_row(check, waiting, context)
        for check in definition.checks
    ]


def count_failures(session: Session) -> dict[str, int]:
    failed = CheckVerdict.objects.filter(run__session=session, outcome=Outcome.FAILED)
    return dict(failed.order_by().values_list("check_id").annotate(times=Count("pk")))


def find_readings(definition: LabDefinition) -> dict[str, Reading]:
    """By `teaches` reference; what has not been written yet is left out."""
    wanted = {check.teaches for check in definition.checks if check.teaches}
    numbers = {int(reference.partition("#")[0]) for reference in wanted}
    chapters = Chapter.objects.filter(language=language_now(), number__in=numbers).only("number", "title", "sections")
    found = {}
    for chapter in chapters:
        titles = {section["anchor"]: section["title"] for section in chapter.sections}
        for reference in wanted:
            number, _hash, anchor = reference.partition("#")
            if int(number) == chapter.number:
                found[reference] = Reading(chapter.number, anchor, titles.get(anchor, chapter.title))
    return found


def waiting_row(check: Check, word: Word, context: Context) -> Row:
    return Row(check.id, context.say(check.title), check.points, 0, word)


def judged_row(check: Check, verdict: CheckVerdict, context: Context) -> Row:
    evidence = verdict.evidence
    in_trouble = verdict.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    return Row(
        check_id=check.id,
        title=context.say(check.title),
        points=verdict.points,
        earned=verdict.earned,
        word=OUTCOMES.get(verdict.outcome, OUTCOMES[Outcome.UNKNOWN]),
        outcome=verdict.outcome,
        message=said(evidence.get("message")) if in_trouble else "",
        comparisons=tuple(compare(check, item, context) for item in evidence.get("findings") or ()),
        hints=tuple(context.say(hint) for hint in check.hints) if verdict.outcome == Outcome.FAILED else (),
        hints_open=max(0, context.failures.get(check.id, 0) - 1),
        reading=context.readings.get(check.teaches or "") if verdict.outcome in NEEDS_WORK else None,
        cause=what_happened(evidence.get("cause")),
        detail=str((evidence.get("cause") or {}).get("detail", "")) if context.for_staff else "",
        needs=name_what_is_needed(evidence.get("needs"), context),
    )


def compare(check: Check, finding: Mapping[str, Any], context: Context) -> Comparison:
    """What a student has to find out is not told beside a wrong answer."""
    secret = check.answer is not None and not context.for_staff
    operator = OPERATORS.get(str(finding.get("operator")))
    expected = shown(finding.get("expected"))
    return Comparison(
        subject=str(finding.get("subject") or ""),
        field=str(finding.get("field") or ""),
        what=str(FIELDS.get(str(finding.get("field")), "")),
        expected=None if secret else (f"{operator} {expected}" if operator else expected),
        observed=shown(finding.get("observed")),
        holds=bool(finding.get("holds")),
    )


def name_what_is_needed(needs: str | None, context: Context) -> str:
    """The title of the check that comes first, or what the lab had prepared."""
    if not needs:
        return ""
    for check in context.definition.checks:
        if check.id == needs:
            return f"{needs} “{context.say(check.title)}”"
    return _("what was prepared for you (%(name)s)") % {"name": needs}


def points_of(rows: Iterable[Row]) -> tuple[int, int, int]:
    """Earned, still open and total points."""
    counted = [row for row in rows if row.outcome != Outcome.NOT_APPLICABLE]
    earned = sum(row.earned for row in counted)
    still_open = sum(row.points for row in counted if not row.outcome or Outcome(row.outcome).is_open)
    return earned, still_open, sum(row.points for row in counted)
