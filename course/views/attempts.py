"""A lab's attempts side by side, and what one of them saw as a picture: for the student, and for staff."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from course.failures import failures_of_room
from course.lab_room import LabRoom
from course.topology.view import Topology
from course.two_attempts import TwoAttempts, observation_of
from course.views.board import student_place_or_404
from course.views.shared import lab_or_404, own_room


def students_room(request: HttpRequest, place: int, slug: str) -> LabRoom:
    return LabRoom(lab_or_404(request, slug), student_place_or_404(request, place), for_staff=True)


@login_required
@require_GET
def lab_attempts(request: HttpRequest, slug: str) -> HttpResponse:
    return show_attempts(request, own_room(request, slug))


@login_required
@require_GET
def student_attempts(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    return show_attempts(request, students_room(request, place, slug), in_staff_page=True)


@login_required
@require_GET
def lab_picture(request: HttpRequest, slug: str) -> HttpResponse:
    return show_picture(request, own_room(request, slug))


@login_required
@require_GET
def student_picture(request: HttpRequest, place: int, slug: str) -> HttpResponse:
    return show_picture(request, students_room(request, place, slug), in_staff_page=True)


def show_attempts(request: HttpRequest, room: LabRoom, *, in_staff_page: bool = False) -> HttpResponse:
    two = TwoAttempts(room, left=number_in(request, "left"), right=number_in(request, "right"))
    return render(request, "course/attempts.html", {"room": room, "two": two, "in_staff_page": in_staff_page})


def show_picture(request: HttpRequest, room: LabRoom, *, in_staff_page: bool = False) -> HttpResponse:
    seen = observation_of(room.last_graded)
    topology = Topology(seen, failures_of_room(room)) if seen else None
    return render(request, "course/picture.html", {"room": room, "topology": topology, "in_staff_page": in_staff_page})


def number_in(request: HttpRequest, name: str) -> int | None:
    """A run's number in an address; what is none is as if it were not there."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else None
