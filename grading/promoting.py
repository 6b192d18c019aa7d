"""A regrade's verdicts become a student's: new runs beside the old ones, and the score settled again."""

from django.db.models import Max
from django.utils import timezone

from grading.engine.scoring import Score
from grading.models import Regrade, RegradeRow, Run
from grading.rejudging import rejudge
from grading.services import record_verdicts, settle_score
from grading.whatif import Change, Standing, after_of, list_standings
from labs.models import Definition, Place, Session


def promote_next(regrade: Regrade, place: Place) -> None:
    """Do for one student what was decided, as a whole or not at all: in a transaction. Repeated, it does nothing."""
    sessions = Session.objects.select_for_update().filter(place=place, lab=regrade.lab_id).order_by("pk")
    for session in sessions:
        _hand_over(session, regrade.definition)
    standing = next(iter(list_standings(regrade, [place.pk])), None)
    if standing is None or not is_wanted(regrade, standing):
        return
    rows = regrade.rows.filter(run__session__place=place, trouble="", promoted_run__isnull=True)
    rows = rows.filter(run__replaced_by__isnull=True).order_by("run__observed_at", "run")
    rows = rows.select_related("run__session__place", "run__session__lab", "run__observation", "run__definition")
    made = [_promote(row, regrade) for row in rows.prefetch_related("run__verdicts")]
    if made:
        settle_score(made[-1])


def is_wanted(regrade: Regrade, standing: Standing) -> bool:
    """Whether a student's runs are promoted: nobody falls whose fall no person has agreed to."""
    if regrade.choice == Regrade.Choice.RISES:
        return standing.change is Change.RISES
    return standing.change is not Change.FALLS or standing.place in regrade.falls


def _hand_over(session: Session, definition: Definition) -> None:
    """An open session goes on with the new definition, unless start would have prepared something else by it."""
    same = session.definition.content.get("start") == definition.content.get("start")
    if session.state == Session.State.OPEN and same:
        Session.objects.filter(pk=session.pk).update(definition=definition)


def _promote(row: RegradeRow, regrade: Regrade) -> Run:
    """A new run with the new verdicts about what the old one saw, and the old one replaced by it."""
    old = row.run
    found = rejudge(old, regrade.definition)
    assert found.score == after_of(row), "judging is pure"  # noqa: S101  or else nothing is promoted
    run = _copy(old, regrade, found.score)
    record_verdicts(run, found.verdicts)
    Run.objects.filter(pk=old.pk).update(replaced_by=run, retry_at=None)
    RegradeRow.objects.filter(pk=row.pk).update(promoted_run=run)
    return run


def _copy(old: Run, regrade: Regrade, score: Score) -> Run:
    moment = timezone.now()
    return Run.objects.create(
        session=old.session,
        number=_next_number(old.session),
        state=Run.State.GRADED,
        source=Run.Source.WATCH if old.source == Run.Source.WATCH else Run.Source.REGRADE,  # no attempt becomes one
        requested_by=regrade.decided_by,
        phase=old.phase,
        definition=regrade.definition,
        parameters=old.parameters,
        observation=old.observation,
        asked_at=old.asked_at,
        earned=score.earned,
        possible=score.possible,
        total=score.total,
        observed_at=old.observed_at,
        judged_at=moment,
        published_at=moment,
        retries=old.retries,
        retry_at=None if score.is_settled else old.retry_at,
    )


def _next_number(session: Session) -> int:
    """The next free one. A run that is under way stays the last one: it takes the number after it."""
    last: int = session.runs.aggregate(last=Max("number"))["last"] or 0
    moved = session.runs.filter(state__in=Run.ACTIVE).update(number=last + 1)
    return last if moved else last + 1
