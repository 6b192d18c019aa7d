"""The student's own place in the cloud, and what can be downloaded to reach it."""

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

import labs
from course.context import frame_of
from course.holdings import Holdings
from course.lab_room import LabRoom
from course.views.shared import is_piece, lab_or_404, own_place_or_404, say_refused
from grading.place_looks import request_look
from labs.credentials import USER, Credentials, clouds_text, home_credentials
from labs.models import Place
from labs.services import Refused

CLIENT = Path(labs.__file__).parent / "client" / "lab"


@login_required
@require_GET
def my_cloud(request: HttpRequest) -> HttpResponse:
    return show(request, frame_of(request).place, request.GET)


@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Ask for a look at one's own projects; a worker makes it."""
    place = own_place_or_404(request)
    try:
        request_look(place=place)
    except Refused as refused:
        say_refused(request, refused)
    return show(request, place, request.POST) if is_piece(request) else redirect("my_cloud")


def show(request: HttpRequest, place: Place | None, asked: QueryDict) -> HttpResponse:
    """The page, or the piece that tells what the projects hold."""
    context: dict[str, Any] = {"rc_file": home_rc_name(place), "place": place}
    if place:
        context["holdings"] = Holdings(place, project=asked.get("project", ""), find=asked.get("find", ""))
    piece = "course/_held_now.html" if place and is_piece(request) else "course/my_cloud.html"
    return render(request, piece, context)


def home_rc_name(place: Place | None) -> str:
    return home_credentials(place).rc_name if place else ""


@login_required
@never_cache
@require_POST
@sensitive_variables("place")
def password(request: HttpRequest) -> HttpResponse:
    """The cloud user's password, only when asked for."""
    place = own_place_or_404(request)
    if is_piece(request):
        return render(request, "course/_password.html", {"password": place.password})
    context = {"password": place.password, "rc_file": home_rc_name(place), "place": place, "holdings": Holdings(place)}
    return render(request, "course/my_cloud.html", context)


@login_required
@never_cache
@require_GET
def home_rc(request: HttpRequest) -> HttpResponse:
    return download_rc(home_credentials(own_place_or_404(request)))


@login_required
@never_cache
@require_GET
def home_clouds(request: HttpRequest) -> HttpResponse:
    return download("clouds.yaml", clouds_text({USER: home_credentials(own_place_or_404(request))}))


@login_required
@never_cache
@require_GET
def lab_rc(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the person that the address names, else the student's own."""
    found = people_of(request, slug).get(request.GET.get("person", USER))
    if found is None:
        raise Http404
    return download_rc(found)


@login_required
@never_cache
@require_GET
def lab_clouds(request: HttpRequest, slug: str) -> HttpResponse:
    return download("clouds.yaml", clouds_text(people_of(request, slug)))


def people_of(request: HttpRequest, slug: str) -> dict[str, Credentials]:
    return LabRoom(lab_or_404(request, slug), own_place_or_404(request)).people


@login_required
@never_cache
@require_GET
def lab_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One of the files that an open lab gives."""
    files = LabRoom(lab_or_404(request, slug), own_place_or_404(request)).files
    content = next((file.content for file in files if file.name == name), None)
    if content is None:
        raise Http404
    return as_attachment(HttpResponse(content, content_type="application/octet-stream"), name)


@require_GET
def lab_client(request: HttpRequest) -> HttpResponse:
    """The `lab` command. It holds no secret, so that curl can fetch it on a machine without a browser."""
    return download("lab", CLIENT.read_text(encoding="utf-8"))


def download_rc(found: Credentials) -> HttpResponse:
    return download(found.rc_name, found.rc_text)


def download(name: str, text: str) -> HttpResponse:
    return as_attachment(HttpResponse(text, content_type="text/plain; charset=utf-8"), name)


def as_attachment(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
