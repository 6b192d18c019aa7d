"""The labs: their list, the page of one, what a student does there, and the pieces that live."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.attempts import grade_lab
from course.context import frame_of
from course.progress import list_chapters, list_standings
from course.services import start_lab
from course.views.shared import is_piece, lab_or_404, own_place_or_404, own_room, say_refused, user_of
from course.watches import watch_lab
from course.wording import OUTCOMES
from grading.models import Run
from grading.watching import stop_watch
from labs.models import Session
from labs.queries import active_session
from labs.services import Refused, finish_session, give_answers


@login_required
@require_GET
def labs(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    titles = dict(list_chapters().values_list("number", "title"))
    return render(request, "course/labs.html", {"standings": list_standings(frame.labs, frame.place), "titles": titles})


@login_required
@require_GET
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "course/lab.html", {"room": own_room(request, slug), "outcomes": OUTCOMES})


@login_required
@require_GET
def lab_state(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "course/_lab_state.html", {"room": own_room(request, slug)})


@login_required
@require_GET
def lab_verdicts(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "course/_verdicts.html", {"room": own_room(request, slug)})


def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """What a form's answer shows: for htmx the pieces that changed, otherwise the page again."""
    if is_piece(request):
        return render(request, "course/_lab_answer.html", {"room": own_room(request, slug)})
    return redirect("lab", slug)


@login_required
@require_POST
def lab_start(request: HttpRequest, slug: str) -> HttpResponse:
    place, lab = own_place_or_404(request), lab_or_404(request, slug)
    try:
        start_lab(user=user_of(request), cohort=frame_of(request).cohort, place=place, lab=lab)
    except Refused as refused:
        say_refused(request, refused)
    return answer(request, slug)


@login_required
@require_POST
def lab_grade(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the answers that came along, then ask for a grading."""
    return with_session(request, slug, grade)


@login_required
@require_POST
def lab_answers(request: HttpRequest, slug: str) -> HttpResponse:
    return with_session(request, slug, keep_answers)


@login_required
@require_POST
def lab_finish(request: HttpRequest, slug: str) -> HttpResponse:
    return with_session(request, slug, lambda request, session: finish_session(session=session))


@login_required
@require_POST
def lab_watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch the watch on, or with `stop` off."""
    return with_session(request, slug, stop if "stop" in request.POST else watch)


def watch(request: HttpRequest, session: Session) -> None:
    watch_lab(session=session)


def stop(request: HttpRequest, session: Session) -> None:
    stop_watch(session=session)


def with_session(request: HttpRequest, slug: str, act: Callable[[HttpRequest, Session], object]) -> HttpResponse:
    """Do something with the student's own active session; what is refused is said."""
    session = active_session(own_place_or_404(request), lab_or_404(request, slug))
    try:
        if session is None:
            raise Refused("not_open")
        act(request, session)
    except Refused as refused:
        say_refused(request, refused)
    return answer(request, slug)


def grade(request: HttpRequest, session: Session) -> None:
    values = answers_in(request)
    if values:
        give_answers(session=session, values=values)
    cohort, phase = frame_of(request).cohort, request.POST.get("phase", "")
    grade_lab(user=user_of(request), cohort=cohort, session=session, source=Run.Source.PAGE, phase=phase)


def keep_answers(request: HttpRequest, session: Session) -> None:
    give_answers(session=session, values=answers_in(request))
    messages.success(request, _("Your answers are saved."))


def answers_in(request: HttpRequest) -> dict[str, str]:
    prefix = "answer-"
    return {name.removeprefix(prefix): str(value) for name, value in request.POST.items() if name.startswith(prefix)}
