"""The teacher's decisions about a student's lab, and what the student sees of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.lab_room import LabRoom
from course.marks import TOTAL, history_of
from course.models import Cohort
from course.overriding import TEXT_LENGTH, Wish, override_mark, withdraw_override
from course.queries import may_teach
from course.views.board import cohort_of_place_or_404, student_place_or_404
from course.views.shared import lab_or_404, own_room, say_refused, user_of
from labs.models import Lab, Place
from labs.services import Refused


class OverrideForm(forms.Form):
    """What a teacher sends; whether it makes sense, the service says. `counts`: which of the three ways."""

    counts = forms.ChoiceField(choices=[(way, way) for way in ("measured", "points", "excused")])
    points = forms.IntegerField(required=False, min_value=0, max_value=1000)
    reason = forms.CharField(required=False, max_length=TEXT_LENGTH)
    comment = forms.CharField(required=False, max_length=TEXT_LENGTH)

    @property
    def wish(self) -> Wish:
        given, counts = self.cleaned_data, self.cleaned_data["counts"]
        points = given["points"] if counts == "points" else None
        return Wish(points, counts == "excused", given["reason"], given["comment"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("counts") == "points" and given.get("points") is None and "points" not in self.errors:
            self.add_error("points", _("Say how many points count."))
        return given


def taught_student_or_404(request: HttpRequest, place_id: int) -> tuple[Cohort, Place]:
    """A student whose marks the person may change, with the class in which they may."""
    place = student_place_or_404(request, place_id)
    cohort = cohort_of_place_or_404(request, place)
    if not may_teach(user_of(request), cohort):
        raise Http404
    return cohort, place


@login_required
@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    """A student's mark with its history, and the form that decides beside what was measured."""
    cohort, student, lab = (*taught_student_or_404(request, place), lab_or_404(request, slug))
    room = LabRoom(lab, student, for_staff=True)
    form = OverrideForm(request.POST or None, initial=_initial(room))
    if request.method == "POST" and form.is_valid() and _decide(request, cohort, student, lab, form.wish):
        return redirect("override", place, slug)
    context = {
        "room": room,
        "form": form,
        "way": form["counts"].value(),
        "total": room.mark.total if room.mark else TOTAL,
        "history": history_of(student, lab),
        "in_staff_page": True,
    }
    return render(request, "course/override.html", context)


def _initial(room: LabRoom) -> dict[str, Any]:
    """What is in force; where nothing is, the points as measured are at hand."""
    given, mark = room.override, room.mark
    way = "excused" if given and given.excused else "points" if given and given.points is not None else "measured"
    points = mark.earned if mark and (mark.measured or mark.override is not None) else None
    return {
        "counts": way,
        "points": points,
        "reason": given.reason if given else "",
        "comment": given.comment if given else "",
    }


def _decide(request: HttpRequest, cohort: Cohort, student: Place, lab: Lab, wish: Wish) -> bool:
    try:
        override_mark(cohort=cohort, place=student, lab=lab, by=user_of(request), wish=wish)
    except Refused as refused:
        say_refused(request, refused)
        return False
    messages.success(request, _("The student sees your decision on the lab's page."))
    return True


@login_required
@require_POST
def withdraw(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    cohort, student = taught_student_or_404(request, place)
    try:
        withdraw_override(cohort=cohort, place=student, lab=lab_or_404(request, slug), by=user_of(request))
        messages.success(request, _("What was measured counts again."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("override", place, slug)


@login_required
@require_GET
def lab_mark(request: HttpRequest, slug: str) -> HttpResponse:
    """The piece of the lab's page that tells what counts."""
    return render(request, "course/_mark.html", {"room": own_room(request, slug)})
