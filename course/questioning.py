"""What changes questions about verdicts: a student asks, a teacher or assistant answers and closes."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from course.auditing import write_down
from course.models import AuditEntry, Cohort, User, VerdictQuestion
from grading.models import Run
from labs import events
from labs.services import Refused

TEXT_LENGTH = 2000  # characters
Action = AuditEntry.Action


def question_verdict(*, cohort: Cohort, run: Run, check_id: str, by: User, text: str) -> VerdictQuestion:
    """Ask about what a check said in one's own run. Raises Refused, while one's last question about it is open too."""
    session = run.session
    if not text.strip():
        raise Refused("no_text")
    if not run.verdicts.filter(check_id=check_id).exists():
        raise Refused("no_verdict")
    try:
        with transaction.atomic():
            question = VerdictQuestion.objects.create(
                run=run, place=session.place, lab=session.lab, check_id=check_id, text=text.strip()
            )
            after = {"check": check_id, "run": run.number}
            _write_down(Action.VERDICT_QUESTIONED, cohort, by, question, after=after, reason=question.text)
    except IntegrityError as clash:
        raise Refused("already_questioned") from clash
    _tell(question)
    return question


@transaction.atomic
def answer_question(*, cohort: Cohort, question: VerdictQuestion, by: User, text: str, close: bool) -> None:
    """Answer, and close it when everything is said. Raises Refused when it has been closed meanwhile."""
    if not text.strip():
        raise Refused("no_text")
    moment = timezone.now()
    values = {"answer": text.strip(), "answered_by": by, "answered_at": moment}
    if not _open(question).update(**values, closed_at=moment if close else None):
        raise Refused("question_closed")
    after = {"check": question.check_id, "closed": close}
    _write_down(Action.QUESTION_ANSWERED, cohort, by, question, after=after, reason=text.strip())
    _tell(question)


@transaction.atomic
def close_question(*, cohort: Cohort, question: VerdictQuestion, by: User) -> None:
    """Close what has an answer. Raises Refused: nobody's question is closed without one."""
    if not _open(question).exclude(answer="").update(closed_at=timezone.now()):
        raise Refused("not_answered")
    _write_down(Action.QUESTION_CLOSED, cohort, by, question, after={"check": question.check_id})
    _tell(question)


def _open(question: VerdictQuestion) -> QuerySet[VerdictQuestion]:
    return VerdictQuestion.objects.filter(pk=question.pk, closed_at=None)


def _write_down(
    action: AuditEntry.Action,
    cohort: Cohort,
    by: User,
    question: VerdictQuestion,
    *,
    after: dict[str, object],
    reason: str = "",
) -> None:
    student = question.place.user
    write_down(action, cohort=cohort, by=by, student=student, lab=question.lab, after=after, reason=reason)


def _tell(question: VerdictQuestion) -> None:
    place, lab = question.place, question.lab_id
    topics = [events.place_topic(place.pk), events.cloud_topic(place.cloud_id)]
    transaction.on_commit(lambda: events.publish(topics, "question", place=place.pk, lab=lab))
