"""What teachers and assistants have graded again: one session at once, many as a job; each is written down."""

from collections.abc import Iterable

from django.db import transaction

from course.auditing import write_down
from course.models import AuditEntry, Cohort, User
from course.queries import places_in
from grading.models import Rerun, Run
from grading.rerunning import cancel_rerun, request_rerun, resume_rerun
from grading.services import request_run
from labs.models import Lab, Session

Action = AuditEntry.Action


@transaction.atomic
def grade_again(*, cohort: Cohort, session: Session, by: User) -> Run:
    """Have a student's open session graded in the name of the staff. Raises Refused."""
    run = request_run(session=session, by=by, source=Run.Source.TEACHER)
    student, after = session.place.user, {"run": run.number}
    write_down(Action.GRADED_AGAIN, cohort=cohort, by=by, student=student, lab=session.lab, after=after)
    return run


@transaction.atomic
def grade_selection_again(*, cohort: Cohort, by: User, places: Iterable[int], lab: Lab | None = None) -> Rerun:
    """Have what some students have open, in one lab or in all, graded again as a job. Raises Refused.

    Whoever is no student of the class is left out.
    """
    students = set(places) & set(places_in(cohort))
    wanted = Session.objects.filter(state=Session.State.OPEN, place__in=students)
    rerun = request_rerun(scope=cohort.pk, sessions=wanted.filter(lab=lab) if lab else wanted, by=by)
    after = {"rerun": rerun.pk, "sessions": rerun.items.count()}
    write_down(Action.RERUN_STARTED, cohort=cohort, by=by, lab=lab, after=after)
    return rerun


@transaction.atomic
def cancel_selection(*, cohort: Cohort, rerun: Rerun, by: User) -> None:
    if cancel_rerun(rerun=rerun):
        write_down(Action.RERUN_CANCELLED, cohort=cohort, by=by, after={"rerun": rerun.pk})


@transaction.atomic
def resume_selection(*, cohort: Cohort, rerun: Rerun, by: User) -> None:
    if resume_rerun(rerun=rerun):
        write_down(Action.RERUN_RESUMED, cohort=cohort, by=by, after={"rerun": rerun.pk})
