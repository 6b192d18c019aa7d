"""A run's verdicts as a lab's page shows them: one row for each check, whether judged, waiting or not graded yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from course.language import language_now, said
from course.models import Chapter
from course.values import fill_text
from course.wording import HIDDEN, NOT_GRADED, OPERATORS, OUTCOMES, WAITING, Word, name_of_field, noun, what_happened
from grading.engine.explaining import shown
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run
from grading.queries import list_verdicts
from labs.field_words import FIELD_WORDS
from labs.kinds import KINDS
from labs.models import Session
from labs.schema import Check, LabDefinition, Text

FINAL = "final"  # what a check waits for while a phase is graded (grading.engine.judging)
NEEDS_WORK = frozenset({Outcome.FAILED, Outcome.BLOCKED})


@dataclass(frozen=True)
class Comparison:
    """Expected beside observed. `expected` is None where showing it would give the answer away.

    `what`: the field as Horizon calls it; `field`: as the API calls it.
    """

    subject: str
    field: str
    what: str
    expected: str | None
    observed: str
    holds: bool

    @property
    def api_name(self) -> str:
        """For those who look it up: empty where it would say nothing more."""
        plain = self.field in KINDS or self.field not in FIELD_WORDS or self.field in NOT_OF_THE_API
        return "" if plain or self.field == self.what else self.field


NOT_OF_THE_API = frozenset({"count", "value", "role", "rule", "ingress", "egress", "outcome"})


@dataclass(frozen=True)
class Reading:
    """Where the notes teach what a check asks for."""

    chapter: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Row:
    """One check on the page.

    `hints`: those that the attempts so far have revealed. `hints_left`: how many there are besides. `hints_open`: how
    many of the revealed stand open already.
    """

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
    hints_left: int = 0
    reading: Reading | None = None
    cause: str = ""
    detail: str = ""
    needs: str = ""
    is_hidden: bool = False

    @property
    def lost(self) -> int:
        """Points that are not to be had any more in this run."""
        return self.points - self.earned if self.outcome in NEEDS_WORK else 0

    @property
    def hints_all(self) -> int:
        return len(self.hints) + self.hints_left

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
    conceals: bool = False  # hidden checks stay hidden: a student looks, and the session has not ended

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
    conceals: bool | None = None,
) -> list[Row]:
    """The rows of a run; without a run the checks that will be graded.

    `conceals`: whether hidden checks stay hidden; None: until the session has ended.
    """
    failures = count_failures(session) if session and run else {}
    if conceals is None:
        conceals = session is None or session.state != Session.State.FINISHED
    context = Context(definition, values, find_readings(definition), failures, for_staff, conceals and not for_staff)
    verdicts = {verdict.check_id: verdict for verdict in list_verdicts(run)} if run else {}
    waiting = WAITING if run and run.is_active else NOT_GRADED
    return [row_of(check, verdicts.get(check.id), waiting, context) for check in definition.checks]


def row_of(check: Check, verdict: CheckVerdict | None, waiting: Word, context: Context) -> Row:
    if check.hidden and context.conceals:
        return hidden_row(check)
    return judged_row(check, verdict, context) if verdict else waiting_row(check, waiting, context)


def count_failures(session: Session) -> dict[str, int]:
    failed = CheckVerdict.objects.filter(run__session=session, outcome=Outcome.FAILED)
    failed = failed.exclude(run__source__in=Run.NO_ATTEMPT)
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


def hidden_row(check: Check) -> Row:
    """All that a student may know of a hidden check before the session has ended."""
    return Row(check.id, _("A hidden check"), check.points, 0, HIDDEN, is_hidden=True)


def judged_row(check: Check, verdict: CheckVerdict, context: Context) -> Row:
    evidence = verdict.evidence
    in_trouble = verdict.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    hints = [context.say(hint) for hint in check.hints] if verdict.outcome == Outcome.FAILED else []
    tries = context.failures.get(check.id, 0)
    revealed = len(hints) if context.for_staff else max(1, tries)
    return Row(
        check_id=check.id,
        title=context.say(check.title),
        points=verdict.points,
        earned=verdict.earned,
        word=OUTCOMES.get(verdict.outcome, OUTCOMES[Outcome.UNKNOWN]),
        outcome=verdict.outcome,
        message=said(evidence.get("message")) if in_trouble else "",
        comparisons=tuple(compare(check, item, context) for item in evidence.get("findings") or ()),
        hints=tuple(hints[:revealed]),
        hints_open=max(0, tries - 1),
        hints_left=len(hints[revealed:]),
        reading=context.readings.get(check.teaches or "") if verdict.outcome in NEEDS_WORK else None,
        cause=what_happened(evidence.get("cause")),
        detail=str((evidence.get("cause") or {}).get("detail", "")) if context.for_staff else "",
        needs=name_what_is_needed(evidence.get("needs"), context),
    )


def compare(check: Check, finding: Mapping[str, Any], context: Context) -> Comparison:
    """What a student has to find out is not told beside a wrong answer."""
    secret = check.answer is not None and not context.for_staff
    field, subject = str(finding.get("field") or ""), str(finding.get("subject") or "")
    return Comparison(
        subject=noun(subject) if subject in KINDS else subject,
        field=field,
        what=name_of_field(field),
        expected=None if secret else expected_words(finding, field),
        observed=shown(finding.get("observed"), field, language_now()),
        holds=bool(finding.get("holds")),
    )


def expected_words(finding: Mapping[str, Any], field: str) -> str:
    """The operator and the value; an edge that may lead to any of a kind names the kind."""
    name, value = str(finding.get("operator")), finding.get("expected")
    operator = OPERATORS.get(name)
    if operator is None:
        return shown(value, field, language_now())
    if name == "leads_to":
        return f"{operator} {noun(field)} {value or ''}".rstrip()
    return str(operator) if value in (None, []) else f"{operator} {shown(value, field, language_now())}"


def name_what_is_needed(needs: str | None, context: Context) -> str:
    """The title of the check that comes first, the phase to be graded, or what the lab had prepared."""
    if not needs:
        return ""
    if needs in context.definition.phases:
        return _("the grading of the phase %(name)s") % {"name": needs}
    if needs == FINAL:
        return _("the final grading")
    for check in context.definition.checks:
        if check.id == needs:
            title = _("A hidden check") if check.hidden and context.conceals else context.say(check.title)
            return f"{needs} “{title}”"
    return _("what was prepared for you (%(name)s)") % {"name": needs}


def points_of(rows: Iterable[Row]) -> tuple[int, int, int]:
    """Earned, still open and total points."""
    counted = [row for row in rows if row.outcome != Outcome.NOT_APPLICABLE]
    earned = sum(row.earned for row in counted)
    still_open = sum(row.points for row in counted if not row.outcome or Outcome(row.outcome).is_open)
    return earned, still_open, sum(row.points for row in counted)
