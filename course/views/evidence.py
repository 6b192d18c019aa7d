"""The page that shows staff what a run saw."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from course.evidence import Evidence
from course.queries import students_runs_for
from course.views.shared import user_of


@login_required
@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(students_runs_for(user_of(request)), pk=pk)
    return render(request, "course/evidence.html", {"evidence": Evidence(run), "run": run, "lab": run.session.lab})
