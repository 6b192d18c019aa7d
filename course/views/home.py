"""The overview, quick finding, and the two pieces of the bar that live."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from course.boards import students_places
from course.columns import class_figures_of, columns_of
from course.context import Frame, frame_of
from course.models import Extension
from course.progress import (
    add_up,
    chapter_share,
    chapters_read,
    list_chapters,
    list_deadlines,
    list_recent_runs,
    list_standings,
    next_standing,
    quiz_share,
)
from course.queries import labs_of_class, students_for
from course.reader import place_to_go_on
from course.terms import concealed_labs
from course.views.shared import is_piece, user_of

OF_DEADLINES = 5
OF_CLASS = 8  # gradings of a class on its teacher's overview


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """My progress; for who looks after a class the class's as well."""
    frame = frame_of(request)
    if is_piece(request):
        return part_of_overview(request, frame)
    standings = list_standings(frame.labs, frame.place)
    chapters = list(list_chapters())
    read = chapters_read(user_of(request))
    context = {
        "standings": standings,
        "totals": add_up(standings),
        "next": next_standing(standings),
        "deadlines": list_deadlines(standings)[:OF_DEADLINES],
        "concealed": {one.lab.pk for one in standings if one.handed_in},
        "chapters": chapters,
        "chapters_read": chapter_share(chapters, read),
        "quizzes": quiz_share(user_of(request)),
        "read_on": place_to_go_on(user_of(request), chapters, read),
        "runs": list_recent_runs([frame.place.pk]) if frame.place else [],
    }
    return render(request, "course/overview.html", context | class_figures(request, frame))


def part_of_overview(request: HttpRequest, frame: Frame) -> HttpResponse:
    """What lives on the overview, by itself."""
    if request.GET.get("part") == "cloud":
        return render(request, "course/_cloud_card.html")
    return last_gradings(request, frame)


def last_gradings(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The table of last gradings: one's own, or the class's."""
    cohort = frame.cohort if frame.helps else None
    if cohort and request.GET.get("part") == "class_runs":
        places = list(students_places(user_of(request), cohort))
        context = {"runs": list_recent_runs(places, limit=OF_CLASS), "whose": True, "part": "class_runs"}
    else:
        places = [frame.place.pk] if frame.place else []
        context = {
            "runs": list_recent_runs(places),
            "whose": False,
            "part": "runs",
            "concealed": concealed_labs(frame.place),
        }
    return render(request, "course/_runs.html", context)


def class_figures(request: HttpRequest, frame: Frame) -> dict[str, object]:
    if not frame.helps or frame.cohort is None:
        return {}
    user = user_of(request)
    places, students = students_places(user, frame.cohort), students_for(user, frame.cohort).count()
    return {
        "students": students,
        "columns": columns_of(list(labs_of_class(frame.cohort)), places, students),
        "class_runs": list_recent_runs(list(places), limit=OF_CLASS),
        "figures": class_figures_of(places),
        "asked_for_time": frame.cohort.extensions.filter(state=Extension.State.ASKED).count(),
    }


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Everything one can jump to, for the dialog that `/` opens."""
    return render(request, "course/_find.html", {"chapters": list_chapters(), "labs": frame_of(request).labs})


@login_required
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """The cloud's light and the queue."""
    return render(request, "pieces/_cloud_light.html")


@login_required
@require_GET
def cloud_progress(request: HttpRequest) -> HttpResponse:
    """How far the practice cloud has come, for the strip above every page."""
    return render(request, "pieces/_practice_strip.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web part answers; asks nothing of database or broker."""
    return HttpResponse("ok\n", content_type="text/plain")
