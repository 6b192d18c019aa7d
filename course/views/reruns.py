"""Work that is graded again as a job: begun from the board, followed on a page, cancelled, resumed."""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from course.grading_again import cancel_selection, grade_selection_again, resume_selection
from course.models import Cohort
from course.queries import cohorts_helped_by, reruns_for
from course.reruns import RerunView
from course.views.board import helped_cohort_or_404
from course.views.shared import is_piece, say_refused, user_of
from grading.models import Rerun
from labs.services import Refused

KEPT = 50  # jobs in the list
CELL = re.compile(r"(\d{1,9})-(\d{1,9})")  # place and lab


@login_required
@require_GET
def reruns(request: HttpRequest) -> HttpResponse:
    cohort = helped_cohort_or_404(request)
    found = reruns_for(user_of(request)).filter(scope=cohort.pk)[:KEPT]
    return render(request, "course/reruns.html", {"cohort": cohort, "reruns": [RerunView(one) for one in found]})


@login_required
@require_POST
def rerun_start(request: HttpRequest) -> HttpResponse:
    """Whole students by the id of their place, single cells by place and lab."""
    cohort = helped_cohort_or_404(request)
    places = [int(value) for value in request.POST.getlist("student") if value.isdecimal() and len(value) < 10]
    matches = (CELL.fullmatch(value) for value in request.POST.getlist("cell"))
    cells = [(int(found[1]), int(found[2])) for found in matches if found]
    try:
        rerun = grade_selection_again(cohort=cohort, by=user_of(request), places=places, cells=cells)
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
    return render(request, template, {"job": RerunView(found), "cohort": cohort})


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
