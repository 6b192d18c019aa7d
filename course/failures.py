"""The failed checks that a student may see, as the picture of a network marks them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.utils import timezone

from course.lab_room import LabRoom, is_quiet
from course.language import language_now, said
from course.terms import NO_TERMS, terms_by_lab
from course.topology.marking import Failure
from course.values import fill_text, task_values
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run
from grading.queries import list_verdicts
from labs.models import Place, Session
from labs.schema import LabDefinition


def failures_of_room(room: LabRoom) -> list[Failure]:
    """Of the run that a lab's page shows."""
    if room.run is None or room.conceals:
        return []
    hidden = frozenset(row.check_id for row in room.rows if row.is_hidden)
    failed = [verdict for verdict in list_verdicts(room.run) if verdict.outcome == Outcome.FAILED]
    return list(failures_in(room.definition, failed, room.values, hidden))


def failures_of_place(place: Place, project: str = "") -> list[Failure]:
    """Of the last run of each open lab, or of the lab whose project it is; as many queries for one as for all."""
    sessions = Session.objects.filter(place=place, state=Session.State.OPEN).select_related("lab", "definition")
    terms, moment = terms_by_lab(place), timezone.now()
    told = [one for one in sessions if not terms.get(one.lab_id, NO_TERMS).conceals(moment)]
    wanted = [one for one in told if not project or one.project_id in ("", project)]
    failed = _failed_last([one.pk for one in wanted])
    found: list[Failure] = []
    for session in wanted:
        definition = LabDefinition.model_validate(session.definition.content)
        hidden = frozenset(check.id for check in definition.checks if check.hidden)
        found += failures_in(definition, failed[session.pk], task_values(place, session.lab), hidden)
    return found


def _failed_last(session_ids: list[int]) -> dict[int, list[CheckVerdict]]:
    """Session → what failed in its last graded run."""
    graded = Run.objects.filter(session__in=session_ids, state=Run.State.GRADED, replaced_by__isnull=True)
    last = {run.session_id: run.pk for run in graded.order_by("number") if not is_quiet(run)}
    found: dict[int, list[CheckVerdict]] = defaultdict(list)
    verdicts = CheckVerdict.objects.filter(run__in=last.values(), outcome=Outcome.FAILED)
    for verdict in verdicts.select_related("run").order_by("position"):
        found[verdict.run.session_id].append(verdict)
    return found


def failures_in(
    definition: LabDefinition, verdicts: Iterable[CheckVerdict], values: Mapping[str, str], hidden: frozenset[str]
) -> Iterator[Failure]:
    titles = {check.id: check.title.in_language(language_now()) for check in definition.checks}
    for verdict in verdicts:
        if verdict.check_id in titles and verdict.check_id not in hidden:
            title = fill_text(titles[verdict.check_id], values)
            message = said(verdict.evidence.get("message"))
            yield Failure(verdict.check_id, title, message, tuple(verdict.evidence.get("findings") or ()))
