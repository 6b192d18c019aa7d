"""What was done to the grades of a class, and to the class: the page of the audit log."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from course.audit_log import AuditFilter, list_entries
from course.audit_words import ACTIONS
from course.queries import audit_for, labs_of_class, students_for
from course.views.board import taught_cohort_or_404
from course.views.shared import user_of

PER_PAGE = 50


@login_required
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    cohort, user = taught_cohort_or_404(request), user_of(request)
    chosen = AuditFilter.read(request.GET)
    page = Paginator(chosen.narrow(audit_for(user, cohort)), PER_PAGE).get_page(request.GET.get("page"))
    used = set(audit_for(user, cohort).order_by().values_list("action", flat=True).distinct())
    context = {
        "cohort": cohort,
        "page": page,
        "entries": list_entries(page.object_list),
        "chosen": chosen,
        "students": [one.user for one in students_for(user, cohort)],
        "labs": labs_of_class(cohort),
        "actions": {action: word for action, word in ACTIONS.items() if action in used},
    }
    return render(request, "course/audit.html", context)
