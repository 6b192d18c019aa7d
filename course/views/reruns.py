"""Work that is graded again as a job: begun from the board, followed on a page, cancelled, resumed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from course.boards import places_found
from course.grading_again import cancel_selection, grade_selection_again, resume_selection
from course.models import Cohort
from course.queries import cohorts_helped_by, labs_of_class, reruns_for
from course.reruns import RerunView, list_jobs
from course.views.board import helped_cohort_or_404, wanted_from
from course.views.shared import is_piece, say_refused, user_of
from grading.models import Rerun
from grading.rerunning import progress_of
from labs.services import Refused

KEPT = 50  # jobs in the list


@login_required
@require_GET
def reruns(request: HttpRequest) -> HttpResponse:
    cohort = helped_cohort_or_404(request)
    found = reruns_for(user_of(request)).filter(scope=cohort.pk)[:KEPT]
    return render(request, "course/reruns.html", {"cohort": cohort, "reruns": list_jobs(found)})


@login_required
@require_POST
def rerun_start(request: HttpRequest) -> HttpResponse:
    """The chosen students, or with `whom=found` all whom the board's filter finds; in one lab or in all."""
    cohort, user = helped_cohort_or_404(request), user_of(request)
    labs = {lab.slug: lab for lab in labs_of_class(cohort)}
    if request.POST.get("whom") == "found":
        places = places_found(user, cohort, wanted_from(request.POST, labs))
    else:
        places = [int(value) for value in request.POST.getlist("student") if value.isdecimal() and len(value) < 10]
    try:
        rerun = grade_selection_again(cohort=cohort, by=user, places=places, lab=labs.get(request.POST.get("in", "")))
    except Refused as refused:
        say_refused(request, refused)
        return redirect("board")
    return redirect("rerun", rerun.pk)


def rerun_or_404(request: HttpRequest, pk: int) -> tuple[Rerun, Cohort]:
    rerun = get_object_or_404(reruns_for(user_of(request)), pk=pk)
    return rerun, get_object_or_404(cohorts_helped_by(user_of(request)), pk=rerun.scope)


@login_required
@require_GET
def rerun(request: HttpRequest, pk: int) -> HttpResponse:
    found, cohort = rerun_or_404(request, pk)
    template = "course/_rerun.html" if is_piece(request) else "course/rerun.html"
    return render(request, template, {"job": RerunView(found, progress_of(found)), "cohort": cohort})


@login_required
@require_POST
def rerun_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found, cohort = rerun_or_404(request, pk)
    cancel_selection(cohort=cohort, rerun=found, by=user_of(request))
    return redirect("rerun", pk)


@login_required
@require_POST
def rerun_resume(request: HttpRequest, pk: int) -> HttpResponse:
    found, cohort = rerun_or_404(request, pk)
    resume_selection(cohort=cohort, rerun=found, by=user_of(request))
    return redirect("rerun", pk)
