"""How the class gets on with the course, and with one lab check by check."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from course.class_statistics import CourseStatistics, LabStatistics
from course.views.board import helped_cohort_or_404
from course.views.shared import lab_or_404, user_of


@login_required
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    found = CourseStatistics(user_of(request), helped_cohort_or_404(request))
    return render(request, "course/statistics.html", {"found": found, "cohort": found.cohort})


@login_required
@require_GET
def lab_statistics(request: HttpRequest, slug: str) -> HttpResponse:
    """Titles of hidden checks are told only when asked for: this page may be on a projector."""
    cohort, lab = helped_cohort_or_404(request), lab_or_404(request, slug)
    found = LabStatistics(user_of(request), cohort, lab, shows_hidden=request.GET.get("hidden") == "1")
    return render(request, "course/lab_statistics.html", {"found": found, "cohort": cohort, "lab": lab})
