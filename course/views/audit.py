"""The log: what was done to grades, classes and accounts, by whom, and why. Nobody can change it here."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from course.audit_words import AREAS
from course.models import AuditEntry
from course.queries import audit_for, audit_to_operate
from course.views.admin_people import only_admins
from course.views.board import FIND_LENGTH, taught_cohort_or_404
from course.views.roster import number_of, text_of
from course.views.shared import user_of

PER_PAGE = 100


@login_required
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Of the class that one teaches."""
    cohort = taught_cohort_or_404(request)
    return show(request, audit_for(user_of(request), cohort), {"cohort": cohort, "of_classroom": False})


@login_required
@require_GET
def admin_audit(request: HttpRequest) -> HttpResponse:
    """Of all classes, and of what belongs to none."""
    only_admins(request)
    return show(request, audit_to_operate(user_of(request)), {"of_classroom": True})


def show(request: HttpRequest, entries: QuerySet[AuditEntry], context: dict[str, object]) -> HttpResponse:
    find, area = text_of(request.GET, "find", FIND_LENGTH), request.GET.get("area", "")
    page = Paginator(narrowed(entries, find, area), PER_PAGE).get_page(number_of(request.GET, "page") or 1)
    context |= {"page": page, "find": find, "area": area, "areas": AREAS, "query": query_without_page(request.GET)}
    return render(request, "course/audit.html", context)


def narrowed(entries: QuerySet[AuditEntry], find: str, area: str) -> QuerySet[AuditEntry]:
    """`find`: words in the name of who did it, of the student or of the lab, or in the reason."""
    for word in find.split():
        named = Q(lab__slug__icontains=word) | Q(reason__icontains=word)
        for who in ("by", "student"):
            named |= Q(**{f"{who}__username__icontains": word}) | Q(**{f"{who}__display_name__icontains": word})
        entries = entries.filter(named)
    return entries.filter(action__in=AREAS[area].actions) if area in AREAS else entries


def query_without_page(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()
