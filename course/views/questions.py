"""Questions about verdicts: a student asks at the verdict, teachers and assistants answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.context import frame_of
from course.models import Cohort, VerdictQuestion
from course.queries import questions_for
from course.questioning import TEXT_LENGTH, answer_question, close_question, question_verdict
from course.views.board import helped_cohort_or_404
from course.views.labs import answer as answer_with_lab
from course.views.shared import is_piece, own_room, say_refused, user_of
from labs.services import Refused

PER_PAGE = 50


@login_required
@require_POST
def ask(request: HttpRequest, slug: str, check: str) -> HttpResponse:
    """Question a verdict of the last run. What the student may not see cannot be asked about."""
    room, cohort = own_room(request, slug), frame_of(request).cohort
    seen = any(row.check_id == check and row.outcome for row in room.rows)
    if cohort is None or room.run is None or room.place is None or not (room.may_ask and seen):
        raise Http404
    try:
        question_verdict(cohort=cohort, run=room.run, check_id=check, by=user_of(request), text=_text(request))
        messages.success(request, _("Your teacher has the question, with what the run saw."))
    except Refused as refused:
        say_refused(request, refused)
    return answer_with_lab(request, slug)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()[:TEXT_LENGTH]


@login_required
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """The open ones, the longest waiting first; with `closed=yes` the closed ones, the newest first."""
    cohort, closed = helped_cohort_or_404(request), request.GET.get("closed") == "yes"
    found = questions_for(user_of(request), cohort).filter(closed_at__isnull=not closed)
    found = found.order_by(F("closed_at").desc() if closed else F("asked_at").asc(), "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "closed": closed, "cohort": cohort}
    return render(request, "course/_questions.html" if is_piece(request) else "course/questions.html", context)


def question_or_404(request: HttpRequest, pk: int) -> tuple[VerdictQuestion, Cohort]:
    cohort = helped_cohort_or_404(request)
    return get_object_or_404(questions_for(user_of(request), cohort), pk=pk), cohort


@login_required
@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, with `close` for good; without a text only close."""
    found, cohort = question_or_404(request, pk)
    text, close = _text(request), "close" in request.POST
    try:
        if close and not text:
            close_question(cohort=cohort, question=found, by=user_of(request))
        else:
            answer_question(cohort=cohort, question=found, by=user_of(request), text=text, close=close)
        messages.success(request, _("The student sees your answer at the verdict."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("questions")
