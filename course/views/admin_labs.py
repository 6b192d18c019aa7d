"""The labs for admins: all of them, the history of one, and how labs come and go as files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.lab_desk import Desk
from course.queries import labs_to_edit, may_operate
from course.shelf import Shown, list_shelf, rows_of
from course.views.shared import user_of
from course.wording import PROOFS
from grading.authoring.examining import Examined, Found, examine
from labs.beginning import Beginning, begin_files
from labs.editing import MeanwhileChanged, new_lab, restore, save_edit
from labs.loader import DefinitionError
from labs.models import Lab, Revision
from labs.packing import ZIP_MAX, pack, unpack
from labs.queries import list_revisions

NOT_READ = 422


def lab_to_edit_or_404(request: HttpRequest, slug: str) -> Lab:
    return get_object_or_404(labs_to_edit(user_of(request)), slug=slug)


def revision_or_404(lab: Lab, number: str) -> Revision:
    if not number.isdecimal():
        raise Http404
    return get_object_or_404(list_revisions(lab), number=int(number))


def admin_or_404(request: HttpRequest) -> None:
    if not may_operate(user_of(request)):
        raise Http404


@login_required
@require_GET
def admin_labs(request: HttpRequest) -> HttpResponse:
    admin_or_404(request)
    shown = Shown.from_query(request.GET)
    rows = list_shelf(labs_to_edit(user_of(request)), shown)
    return render(request, "course/admin_labs.html", {"rows": rows, "shown": shown, "proofs": PROOFS})


@login_required
@require_GET
def admin_lab(request: HttpRequest, slug: str) -> HttpResponse:
    lab = lab_to_edit_or_404(request, slug)
    context = {
        "row": rows_of(labs_to_edit(user_of(request)).filter(pk=lab.pk))[0],
        "desk": Desk(lab, user_of(request)),
        "revisions": list_revisions(lab).defer("files", "definition__content"),
        "proven": set(lab.proofs.values_list("digest", flat=True)),
        "lab": lab,
    }
    return render(request, "course/admin_lab.html", context)


@login_required
@require_POST
def admin_lab_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an earlier revision in force again. One that today's rules refuse stays where it is."""
    lab = lab_to_edit_or_404(request, slug)
    revision = revision_or_404(lab, request.POST.get("number", ""))
    examined = examine(lab.slug, revision.files)
    if examined.lab is None:
        messages.warning(request, _("This version cannot be used any longer: today's rules refuse it."))
        return redirect("admin_lab", slug)
    added = restore(revision=revision, folder=examined.lab, by=user_of(request))
    said = _("Version %(old)s is in force again, as version %(new)s.") % {"old": revision.number, "new": added.number}
    messages.success(request, said)
    return redirect("admin_lab", slug)


@login_required
@require_GET
def admin_lab_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The files of the version in force, or of another one, as a zip."""
    lab = lab_to_edit_or_404(request, slug)
    revision = revision_or_404(lab, request.GET["version"]) if "version" in request.GET else lab.revision
    if revision is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-{revision.number}.zip"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(pack(slug, revision.files), content_type="application/zip", headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def admin_lab_import(request: HttpRequest) -> HttpResponse:
    admin_or_404(request)
    if request.method == "GET":
        return render(request, "course/admin_lab_import.html")
    sent = request.FILES.get("zip")
    try:
        slug, files = unpack(sent.read(ZIP_MAX + 1) if sent else b"")
    except DefinitionError as error:
        refused = [Found("", 1, 1, str(told)) for told in error.told]
        return render(request, "course/admin_lab_import.html", {"found": refused}, status=NOT_READ)
    return take_in(request, slug, files, Revision.Origin.IMPORTED, "course/admin_lab_import.html", {})


@login_required
@require_http_methods(["GET", "POST"])
def admin_lab_new(request: HttpRequest) -> HttpResponse:
    admin_or_404(request)
    template = "course/admin_lab_new.html"
    if request.method == "GET":
        return render(request, template, {"wanted": Beginning()})
    wanted = Beginning.from_form(request.POST)
    if Lab.objects.filter(slug=wanted.slug, revision__isnull=False).exists():
        taken = Found("", 1, 1, _("There is a lab of this name already."))
        return render(request, template, {"wanted": wanted, "found": [taken]}, status=NOT_READ)
    try:
        files = begin_files(wanted)
    except DefinitionError as error:
        refused = [Found("", 1, 1, str(told)) for told in error.told]
        return render(request, template, {"wanted": wanted, "found": refused}, status=NOT_READ)
    return take_in(request, wanted.slug, files, Revision.Origin.NEW, template, {"wanted": wanted})


def take_in(
    request: HttpRequest,
    slug: str,
    files: dict[str, str],
    origin: Revision.Origin,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Put files from outside in force, as a new lab or as a new version of one; or show what is wrong with them."""
    examined: Examined = examine(slug, files)
    if examined.lab is None or examined.faults:
        return render(request, template, context | {"found": examined.found, "slug": slug}, status=NOT_READ)
    lab = Lab.objects.select_related("revision").filter(slug=slug).first() or new_lab(examined.lab.definition)
    if lab.revision and dict(files) == lab.revision.files:
        messages.info(request, _("These are the files that are in force: nothing has changed."))
        return redirect("admin_lab", slug)
    note = request.POST.get("note", "").replace("\0", "").strip()
    try:
        saved = save_edit(
            lab=lab, folder=examined.lab, base=lab.revision, by=user_of(request), note=note, origin=origin
        )
    except MeanwhileChanged:
        messages.warning(request, _("Somebody has just saved this lab. Look at their version, then try again."))
        return redirect("admin_lab", slug)
    messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect("admin_lab_edit" if origin == Revision.Origin.NEW else "admin_lab", slug)
