"""What readers leave in a chapter: their place, notes and marks; their answers; the teacher's remarks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.context import frame_of
from course.language import language_now
from course.models import Chapter, Question, QuizAnswer
from course.queries import may_teach
from course.quiz.asking import ask, order_for
from course.quiz.marking import read_given
from course.quiz.questions import QUESTION
from course.reader import headings_above, questions_of
from course.studying import (
    answer_question,
    count_quizzes,
    mark_passage,
    move_bookmark,
    unmark_passage,
    write_own_note,
    write_remark,
)
from course.views.reading import chapter_or_404
from course.views.shared import is_piece, user_of

NOTE_LENGTH, REMARK_LENGTH = 10_000, 4_000  # characters


@login_required
@require_POST
def bookmark(request: HttpRequest, number: int) -> HttpResponse:
    """Told by the page as its reader moves; nothing is answered."""
    seen = set(request.POST.getlist("seen"))
    move_bookmark(
        user=user_of(request), chapter=chapter_or_404(number), anchor=request.POST.get("anchor", ""), seen=seen
    )
    return HttpResponse(status=204)


@login_required
@require_POST
def own_note(request: HttpRequest, number: int, section: str) -> HttpResponse:
    chapter = section_or_404(number, section)
    text = _text(request, NOTE_LENGTH)
    write_own_note(user=user_of(request), chapter_number=number, section=section, text=text)
    if is_piece(request):
        context = {"chapter": chapter, "anchor": section, "note": text, "saved": True}
        return render(request, "course/_own_note.html", context)
    messages.success(request, _("Your note is saved.") if text else _("Your note is deleted."))
    return redirect(f"{reverse('chapter', args=[number])}#{section}")


@login_required
@require_POST
def remark(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """A teacher's word to the class at a section."""
    cohort = frame_of(request).cohort
    if cohort is None or not may_teach(user_of(request), cohort):
        raise Http404
    section_or_404(number, section)
    text = _text(request, REMARK_LENGTH)
    write_remark(cohort=cohort, chapter_number=number, section=section, text=text, by=user_of(request))
    messages.success(request, _("The class sees your remark.") if text else _("Your remark is deleted."))
    return redirect(f"{reverse('chapter', args=[number])}#{section}")


@login_required
@require_POST
def mark(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """Mark some words; answers with what identifies the mark."""
    chapter = section_or_404(number, section)
    quote, nth = request.POST.get("quote", "").replace("\0", ""), request.POST.get("nth", "")
    if not quote.strip() or not nth.isdecimal() or int(nth) > 10_000:
        return HttpResponse(status=400)
    made = mark_passage(user=user_of(request), chapter=chapter, section=section, quote=quote, nth=int(nth))
    return JsonResponse({"pk": made.pk}) if made else HttpResponse(status=409)


@login_required
@require_POST
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    unmark_passage(user=user_of(request), pk=pk)
    return HttpResponse(status=204)


@login_required
@require_GET
def quiz(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """The questions of a section: inside the chapter, or a page of their own."""
    chapter = section_or_404(number, section)
    above = headings_above(chapter)
    rows = [row for row in questions_of(number) if above.get(row.section) == section]
    if not rows:
        raise Http404
    user = user_of(request)
    answers = {answer.question_id: answer for answer in QuizAnswer.objects.filter(user=user, question__in=rows)}
    title = next(one["title"] for one in chapter.sections if one["anchor"] == section)
    context = {
        "chapter": chapter,
        "anchor": section,
        "title": title,
        "questions": [ask(row, user, answers.get(row.pk), language_now()) for row in rows],
    }
    return render(request, "course/_quiz.html" if is_piece(request) else "course/quiz.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Mark an answer at once."""
    row = get_object_or_404(Question, chapter_number=number, slug=slug, is_retired=False)
    user, question = user_of(request), QUESTION.validate_python(row.content)
    given = read_given(question, dict(request.POST.lists()), order_for(user, question))
    given_now = None if given is None else answer_question(user=user, question=row, given=given)
    if is_piece(request):
        old = given_now or QuizAnswer.objects.filter(user=user, question=row).first()
        context = {"asked": ask(row, user, old, language_now()), "incomplete": given is None, "fresh": True}
        return render(request, "course/_question.html", context)
    if given is None:
        messages.warning(request, _("Something is still missing in your answer."))
    section = headings_above(chapter_or_404(number)).get(row.section, row.section)
    return redirect(f"{reverse('quiz', args=[number, section])}#q-{slug}")


@login_required
@require_POST
def quizzes_counted(request: HttpRequest) -> HttpResponse:
    """The teacher's choice whether the board counts questions."""
    cohort = frame_of(request).cohort
    if cohort is None or not may_teach(user_of(request), cohort):
        raise Http404
    count_quizzes(cohort=cohort, counted=request.POST.get("counted") == "on")
    return redirect("board")


def section_or_404(number: int, section: str) -> Chapter:
    """The chapter, if it has this section of the second level."""
    chapter = chapter_or_404(number)
    if headings_above(chapter).get(section) != section:
        raise Http404
    return chapter


def _text(request: HttpRequest, length: int) -> str:
    return request.POST.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()[:length]
