"""What several pages need: who signs in, whose lab it is, how a form's answer goes back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from course.context import frame_of
from course.lab_room import LabRoom
from course.models import User
from course.queries import places_for
from course.wording import refusal_words
from labs.models import Lab, Place
from labs.services import Refused


def user_of(request: HttpRequest) -> User:
    """The signed-in person; only for views that require one."""
    return cast(User, request.user)


def is_piece(request: HttpRequest) -> bool:
    """Whether htmx asked, so that a part of the page is enough."""
    return bool(getattr(request, "htmx", False))


def lab_or_404(request: HttpRequest, slug: str) -> Lab:
    """A lab that the person meets in their class."""
    return get_object_or_404(frame_of(request).labs.select_related("definition"), slug=slug)


def own_place_or_404(request: HttpRequest) -> Place:
    place = frame_of(request).place
    if place is None:
        raise Http404
    return place


def visible_place_or_404(request: HttpRequest, place_id: int) -> Place:
    """A place that the person may look into as staff."""
    return get_object_or_404(places_for(user_of(request)), pk=place_id)


def own_room(request: HttpRequest, slug: str) -> LabRoom:
    frame = frame_of(request)
    return LabRoom(lab_or_404(request, slug), frame.place, for_staff=frame.is_staff)


def say_refused(request: HttpRequest, refused: Refused) -> None:
    messages.warning(request, refusal_words(refused, _("That is not possible now.")))


def back_to(name: str, *args: str | int) -> HttpResponse:
    return redirect(name, *args)
