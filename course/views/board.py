"""The teacher's pages: the board, its cells, and a student's lab as the teacher sees it."""

from collections.abc import Collection

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from course.boards import board_for, cell_of
from course.cells import CellWriter
from course.context import frame_of
from course.grading_again import grade_again
from course.lab_room import LabRoom
from course.models import Cohort
from course.narrowing import Order, Wanted
from course.queries import cohort_of_student, labs_of_class
from course.views.shared import is_piece, lab_or_404, say_refused, user_of, visible_place_or_404
from course.wording import OUTCOMES, SIGNS, STANDINGS
from labs.models import Place
from labs.queries import active_session
from labs.services import Refused

FIND_LENGTH = 60  # characters
LEGEND = ("not_started", "open", "done", "complete", "finished", "broken")
STATES = {name: STANDINGS[name] for name in LEGEND} | SIGNS


def taught_cohort_or_404(request: HttpRequest) -> Cohort:
    frame = frame_of(request)
    if frame.cohort is None or not frame.teaches:
        raise Http404
    return frame.cohort


def helped_cohort_or_404(request: HttpRequest) -> Cohort:
    frame = frame_of(request)
    if frame.cohort is None or not frame.helps:
        raise Http404
    return frame.cohort


def student_place_or_404(request: HttpRequest, place_id: int) -> Place:
    """A place that the person sees as staff: their own is no student's."""
    if not frame_of(request).is_staff:
        raise Http404
    return visible_place_or_404(request, place_id)


def cohort_of_place_or_404(request: HttpRequest, place: Place) -> Cohort:
    """The class in which the person meets this student: the chosen one, else the first of their classes."""
    cohort = cohort_of_student(user_of(request), place, frame_of(request).cohort)
    if cohort is None:
        raise Http404
    return cohort


def wanted_from(asked: QueryDict, slugs: Collection[str]) -> Wanted:
    """Which part of the board an address asks for; what makes no sense is as if it were not there."""
    order, page = asked.get("order", ""), _number(asked, "page")
    name = order.removeprefix("-")
    return Wanted(
        find=asked.get("find", "").replace("\0", "")[:FIND_LENGTH],
        order=Order(name) if name in set(Order) else Order.NUMBER,
        descending=order.startswith("-"),
        page=page or 1,
        group=_number(asked, "group"),
        lab=asked.get("lab", "") if asked.get("lab", "") in slugs else "",
        state=asked.get("state", "") if asked.get("state", "") in STATES else "",
    )


def _number(asked: QueryDict, name: str) -> int:
    value = asked.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


@gzip_page
@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    cohort = helped_cohort_or_404(request)
    slugs = list(labs_of_class(cohort).values_list("slug", flat=True))
    template = "course/_board.html" if is_piece(request) else "course/board.html"
    context = {
        "board": board_for(user_of(request), cohort, wanted_from(request.GET, slugs)),
        "writer": CellWriter(),
        "cohort": cohort,
        "slugs": slugs,
        "states": STATES,
        "signs": SIGNS,
        "legend": [STANDINGS[name] for name in LEGEND],
        "outcomes": OUTCOMES,
    }
    return render(request, template, context)


@login_required
@require_GET
def board_cell(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    cell = cell_of(student_place_or_404(request, place), lab_or_404(request, slug))
    return HttpResponse(CellWriter().write(cell))


@login_required
@require_GET
def student_lab(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    """A student's lab; asked for by htmx it fills the side sheet."""
    room = LabRoom(lab_or_404(request, slug), student_place_or_404(request, place), for_staff=True)
    part = request.GET.get("part") if is_piece(request) else None
    template = {"sheet": "course/_sheet.html", "verdicts": "course/_verdicts.html"}.get(
        part or "", "course/student_lab.html"
    )
    return render(request, template, {"room": room, "outcomes": OUTCOMES, "in_staff_page": True})


@login_required
@require_POST
def regrade(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    """Grade a student's open lab once more, in the teacher's name."""
    session = active_session(student_place_or_404(request, place), lab_or_404(request, slug))
    try:
        if session is None:
            raise Refused("not_open")
        grade_again(cohort=cohort_of_place_or_404(request, session.place), session=session, by=user_of(request))
        messages.success(request, _("The lab is being graded."))
    except Refused as refused:
        say_refused(request, refused)
    if is_piece(request):
        room = LabRoom(lab_or_404(request, slug), student_place_or_404(request, place), for_staff=True)
        return render(request, "course/_regraded.html", {"room": room, "in_staff_page": True})
    return redirect("student_lab", place, slug)
