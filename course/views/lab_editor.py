"""Write a lab's definition: examine it as one types, look at it, try it, save it. What is typed is kept at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.lab_desk import DRAFT, Comparison, Desk, sheets_of, side_of
from course.queries import runs_to_try, sessions_to_try, trials_for
from course.rehearsals import rehearsal_of
from course.trials import tried_on_cloud, tried_on_run
from course.views.admin_labs import NOT_READ, lab_to_edit_or_404
from course.views.shared import is_piece, user_of
from grading.models import Trial
from grading.trials import give_up_lost_trial, request_trial
from labs.editing import NOTE_LENGTH, MeanwhileChanged, drop_draft, keep_draft, save_edit
from labs.loader import FILES, LabFolder
from labs.models import Revision
from labs.site import variables_of

RUNS_SHOWN = 30
LOOKS = {"compare": "admin_lab_compare", "preview": "admin_lab_preview", "try": "admin_lab_try"}


def desk_or_404(request: HttpRequest, slug: str) -> Desk:
    """The person's desk. A lab without any version cannot be written."""
    desk = Desk(lab_to_edit_or_404(request, slug), user_of(request))
    if desk.in_force is None:
        raise Http404
    return desk


def folder_of(desk: Desk) -> LabFolder | None:
    """What is on the desk as a lab, when nothing is wrong with it."""
    return None if desk.examined.faults else desk.examined.lab


def keep_what_was_typed(request: HttpRequest, desk: Desk) -> None:
    """Take the form to the desk. Files that it does not bring stay as they are."""
    typed = {name: request.POST.get(name) for name in FILES}
    files = {name: desk.files.get(name, "") if text is None else plain(text) for name, text in typed.items()}
    begun = request.POST.get("base", "")
    base = desk.lab.revisions.filter(number=int(begun)).first() if begun.isdecimal() else None
    desk.write(files, plain(request.POST.get("note", "")).strip()[:NOTE_LENGTH], base or desk.in_force)


def plain(text: str) -> str:
    """As files have it: one sign for the end of a line, no zeros."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


@login_required
@require_http_methods(["GET", "POST"])
def admin_lab_edit(request: HttpRequest, slug: str) -> HttpResponse:
    desk = desk_or_404(request, slug)
    if request.method == "GET":
        return render(request, "course/lab_editor.html", {"desk": desk, "lab": desk.lab})
    keep_what_was_typed(request, desk)
    wanted = request.POST.get("do", "")
    if wanted in LOOKS:
        return redirect(LOOKS[wanted], slug)
    if wanted == "save":
        return save(request, desk)
    return redirect("admin_lab_edit", slug)


def save(request: HttpRequest, desk: Desk) -> HttpResponse:
    slug, folder = desk.lab.slug, folder_of(desk)
    if folder is None:
        messages.warning(request, _("Nothing was saved: something is wrong yet. Your draft is kept."))
        return render(request, "course/lab_editor.html", {"desk": desk, "lab": desk.lab}, status=NOT_READ)
    if desk.in_force and dict(desk.files) == desk.in_force.files:
        drop_draft(lab=desk.lab, user=desk.user)
        messages.info(request, _("These are the files that are in force: nothing has changed."))
        return redirect("admin_lab", slug)
    try:
        saved = save_edit(lab=desk.lab, folder=folder, base=desk.base, by=desk.user, note=desk.note)
    except MeanwhileChanged:
        return redirect("admin_lab_compare", slug)  # where the draft and the other version stand side by side
    messages.success(request, _("Saved as version %(number)s.") % {"number": saved.number})
    return redirect("admin_lab", slug)


@login_required
@require_POST
def admin_lab_check(request: HttpRequest, slug: str) -> HttpResponse:
    """While somebody types: keep it, and tell what is wrong with it."""
    desk = desk_or_404(request, slug)
    keep_what_was_typed(request, desk)
    return render(request, "course/_lab_found.html", {"desk": desk, "lab": desk.lab})


@login_required
@require_POST
def admin_lab_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Drop one's draft, or go on with it upon what somebody else has saved meanwhile."""
    desk = desk_or_404(request, slug)
    if request.POST.get("do") == "drop":
        drop_draft(lab=desk.lab, user=desk.user)
        messages.info(request, _("Your draft is dropped."))
        return redirect("admin_lab", slug)
    if desk.draft and desk.in_force:
        keep_draft(lab=desk.lab, user=desk.user, base=desk.in_force, files=desk.files, note=desk.note)
    return redirect("admin_lab_edit", slug)


@login_required
@require_GET
def admin_lab_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Any two versions; without words about it what is in force beside one's draft, or else the shipped one first."""
    desk = desk_or_404(request, slug)
    left = side_of(desk, request.GET.get("left", "") or left_of(desk))
    right = side_of(desk, request.GET.get("right", "") or (DRAFT if desk.draft else number_of(desk.in_force)))
    if left is None or right is None:
        raise Http404
    context = {
        "desk": desk,
        "lab": desk.lab,
        "comparison": Comparison(left, right),
        "sides": [
            ({"name": "left", "title": _("left")}, left.name),
            ({"name": "right", "title": _("right")}, right.name),
        ],
        "revisions": desk.lab.revisions.defer("files"),
    }
    return render(request, "course/lab_compare.html", context)


def left_of(desk: Desk) -> str:
    """What a comparison begins with when nothing is asked for."""
    return number_of(desk.in_force if desk.draft or desk.shipped is None else desk.shipped)


def number_of(revision: Revision | None) -> str:
    return str(revision.number) if revision else ""


@login_required
@require_GET
def admin_lab_preview(request: HttpRequest, slug: str) -> HttpResponse:
    desk = desk_or_404(request, slug)
    return render(request, "course/lab_preview.html", {"desk": desk, "lab": desk.lab, "sheets": sheets_of(desk)})


@login_required
@require_http_methods(["GET", "POST"])
def admin_lab_try(request: HttpRequest, slug: str) -> HttpResponse:
    """Try what is on the desk: at once on a run's observation, by a worker on an open session."""
    desk = desk_or_404(request, slug)
    folder = folder_of(desk)
    content = folder.definition.model_dump(mode="json", exclude_unset=True) if folder else None
    if request.method == "POST":
        session = get_object_or_404(sessions_to_try(desk.user, desk.lab), pk=number_in(request.POST.get("session")))
        if content is None:
            return redirect("admin_lab_try", slug)
        return redirect("admin_trial", request_trial(session=session, content=content, by=desk.user).pk)
    context = {
        "desk": desk,
        "lab": desk.lab,
        "runs": runs_to_try(desk.user, desk.lab)[:RUNS_SHOWN],
        "sessions": sessions_to_try(desk.user, desk.lab)[:RUNS_SHOWN],
        "trials": trials_for(desk.user).filter(session__lab=desk.lab)[:5],
        "rehearsal": rehearsal_of(folder) if folder else None,
    }
    if request.GET.get("run") and content is not None:
        runs = runs_to_try(desk.user, desk.lab).select_related("observation").prefetch_related("verdicts")
        run = get_object_or_404(runs, pk=number_in(request.GET["run"]))
        context |= {"run": run, "tried": tried_on_run(run, content)}
    return render(request, "course/lab_try.html", context)


def number_in(text: str | None) -> int:
    """0 for what is none: nothing has this key."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else 0


@login_required
@require_GET
def admin_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How a trial on a cloud gets on."""
    trial = get_object_or_404(trials_for(user_of(request)), pk=pk)
    give_up_lost_trial(trial)
    context: dict[str, object] = {"trial": trial, "lab": trial.session.lab}
    if trial.state == Trial.State.DONE:
        context["tried"] = tried_on_cloud(trial, variables_of(trial.session))
    return render(request, "course/_trial.html" if is_piece(request) else "course/trial.html", context)
