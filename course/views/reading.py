"""The chapters: their list, the reader, the mark that one has been read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from course.context import frame_of
from course.language import language_now
from course.models import Chapter
from course.progress import chapters_read, list_chapters, list_standings
from course.reader import sections_of, study_of
from course.studying import mark_read
from course.views.shared import lab_or_404, own_room, user_of


@login_required
@require_GET
def chapters(request: HttpRequest) -> HttpResponse:
    read = chapters_read(user_of(request))
    return render(request, "course/chapters.html", {"chapters": list_chapters(), "read": read})


@gzip_page
@login_required
@require_GET
def chapter(request: HttpRequest, number: int) -> HttpResponse:
    """One chapter with the reader's own values; in the other language when this one has not been written."""
    shown, frame = chapter_or_404(number), frame_of(request)
    study = study_of(user_of(request), frame.cohort, shown)
    chapters = list(list_chapters())
    context = {
        "chapter": shown,
        "sections": sections_of(shown, frame.place, study, frame.labs),
        "study": study,
        "previous": next((one for one in reversed(chapters) if one.number < number), None),
        "next": next((one for one in chapters if one.number > number), None),
        "is_read": number in chapters_read(user_of(request)),
        "standings": list_standings([lab for lab in frame.labs if lab.chapter == number], frame.place),
        "has_place": frame.place is not None,
    }
    return render(request, "course/chapter.html", context)


@login_required
@require_GET
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """A lab's task sheet, to stand beside the notes."""
    lab_or_404(request, slug)
    return render(request, "course/_beside.html", {"room": own_room(request, slug)})


def chapter_or_404(number: int) -> Chapter:
    written = Chapter.objects.filter(number=number)
    chapter = written.filter(language=language_now()).first() or written.first()
    if chapter is None:
        raise Http404
    return chapter


@login_required
@require_POST
def chapter_read(request: HttpRequest, number: int) -> HttpResponse:
    chapter_or_404(number)
    mark_read(user=user_of(request), chapter_number=number)
    messages.success(request, _("Chapter %(number)s is marked as read.") % {"number": number})
    following = list_chapters().filter(number__gt=number).first()
    return redirect("chapter", following.number) if following else redirect("chapters")
