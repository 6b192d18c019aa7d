"""The page that shows staff what a run saw."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from course.evidence import Evidence
from course.queries import students_runs_for
from course.views.board import student_place_or_404
from course.views.shared import lab_or_404, user_of


@login_required
@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(students_runs_for(user_of(request)), pk=pk)
    return render(request, "course/evidence.html", {"evidence": Evidence(run), "run": run, "lab": run.session.lab})


@login_required
@require_GET
def last_evidence(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    """What the last run of a student's lab saw, by one click from the board; where there is none, the lab."""
    student, lab = student_place_or_404(request, place), lab_or_404(request, slug)
    runs = students_runs_for(user_of(request)).filter(session__place=student, session__lab=lab)
    run = runs.filter(observation__isnull=False).order_by("-pk").first()
    return redirect("evidence", run.pk) if run else redirect("student_lab", place, slug)
