"""Files of a class: its roster in and out as CSV, the first passwords once, its grades as CSV and JSON."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.csv_files import csv_response
from course.grades import grade_rows, grades_for, tell_grades
from course.models import Cohort, RosterImport
from course.queries import roster_for
from course.roster.importing import agree, preview, tell_passwords, upload
from course.roster.planning import Kind
from course.roster.reading import COLUMNS, FILE_BYTES_MAX, LINES_MAX
from course.views.board import helped_cohort_or_404, taught_cohort_or_404
from course.views.shared import is_piece, say_refused, user_of
from labs.services import Refused

EXAMPLES = (("hong", "홍길동", "hong@example.com", "hong", "1조"), ("20260002", "Kim Haneul", "", "", ""))
State = RosterImport.State


@login_required
@require_http_methods(["GET", "POST"])
def roster_upload(request: HttpRequest) -> HttpResponse:
    """A form for a file; what is uploaded is only looked at."""
    cohort = taught_cohort_or_404(request)
    file = request.FILES.get("file")
    if request.method == "GET" or file is None:
        if request.method == "POST":
            messages.warning(request, _("Choose a file first."))
        context = {"cohort": cohort, "columns": COLUMNS, "lines_max": LINES_MAX, "bytes_max": FILE_BYTES_MAX}
        return render(request, "course/roster_upload.html", context)
    try:
        content = file.read(FILE_BYTES_MAX + 1)
        kept = upload(cohort=cohort, by=user_of(request), file_name=file.name or "", content=content)
    except Refused as refused:
        say_refused(request, refused)
        return redirect("roster_upload")
    return redirect("roster_import", kept.pk)


def own_import_or_404(request: HttpRequest, cohort: Cohort, pk: int) -> RosterImport:
    """Whoever uploaded a file goes on with it, nobody else: it may hold passwords."""
    imports = RosterImport.objects.select_related("cohort", "by")
    return get_object_or_404(imports, pk=pk, cohort=cohort, by=user_of(request))


@login_required
@require_http_methods(["GET", "POST"])
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change; agreed to by POST, what it has changed."""
    import_ = own_import_or_404(request, taught_cohort_or_404(request), pk)
    if request.method == "POST":
        try:
            agree(import_=import_, digest=request.POST.get("digest", ""), drops=request.POST.get("drops") == "yes")
        except Refused as refused:
            say_refused(request, refused)
        return redirect("roster_import", pk)
    context: dict[str, object] = {"import": import_, "cohort": import_.cohort}
    if import_.state != State.APPLIED:
        shown = preview(import_)
        context |= {"read": shown.read, "plan": shown.plan, "kinds": {kind: shown.plan.of(kind) for kind in Kind}}
    return render(request, "course/_roster_import.html" if is_piece(request) else "course/roster_import.html", context)


@login_required
@never_cache
@require_POST
@sensitive_variables("passwords")
def roster_passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The first passwords of an import, this once: as a page to print, or as a file."""
    import_ = own_import_or_404(request, taught_cohort_or_404(request), pk)
    try:
        passwords = tell_passwords(import_=import_)
    except Refused as refused:
        say_refused(request, refused)
        return redirect("roster_import", pk)
    if request.POST.get("form") == "csv":
        return csv_response(f"passwords-{import_.cohort.slug}.csv", [("account", "name", "password"), *passwords])
    return render(request, "course/roster_passwords.html", {"cohort": import_.cohort, "passwords": passwords})


@login_required
@require_GET
def roster_template(request: HttpRequest) -> HttpResponse:
    """The headings with two examples."""
    taught_cohort_or_404(request)
    return csv_response("roster-template.csv", [tuple(COLUMNS), *EXAMPLES])


@login_required
@require_GET
def roster_csv(request: HttpRequest) -> HttpResponse:
    """The students of the class, as a file that can be changed and brought in again."""
    cohort = taught_cohort_or_404(request)
    rows = [
        (one.user.username, one.user.display_name, one.user.email, one.handle, one.group.name if one.group else "")
        for one in roster_for(user_of(request), cohort).filter(left_at=None)
    ]
    return csv_response(f"roster-{cohort.slug}.csv", [tuple(COLUMNS), *rows])


@login_required
@require_GET
def grades_csv(request: HttpRequest) -> HttpResponse:
    cohort = helped_cohort_or_404(request)
    return csv_response(f"{grades_name(cohort)}.csv", grade_rows(grades_for(user_of(request), cohort)))


@login_required
@require_GET
def grades_json(request: HttpRequest) -> HttpResponse:
    cohort = helped_cohort_or_404(request)
    headers = {
        "Content-Disposition": f'attachment; filename="{grades_name(cohort)}.json"',
        "Cache-Control": "no-store",
    }
    told = tell_grades(grades_for(user_of(request), cohort))
    return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})


def grades_name(cohort: Cohort) -> str:
    return f"grades-{cohort.slug}-{timezone.localdate():%Y-%m-%d}"
