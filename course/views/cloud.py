"""The student's own place in the cloud, and what can be downloaded to reach it."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

import labs
from course.context import frame_of
from course.views.shared import is_piece, lab_or_404, own_place_or_404
from labs.credentials import clouds_text, rc_name, rc_text
from labs.models import Place

CLIENT = Path(labs.__file__).parent / "client" / "lab"


@login_required
@require_GET
def my_cloud(request: HttpRequest) -> HttpResponse:
    return render(request, "course/my_cloud.html", {"rc_file": home_rc_name(frame_of(request).place)})


def home_rc_name(place: Place | None) -> str:
    return rc_name(place, place.home_project) if place else ""


@login_required
@never_cache
@require_POST
@sensitive_variables("place")
def password(request: HttpRequest) -> HttpResponse:
    """The cloud user's password, only when asked for."""
    place = own_place_or_404(request)
    context = {"password": place.password, "rc_file": home_rc_name(place)}
    return render(request, "course/_password.html" if is_piece(request) else "course/my_cloud.html", context)


@login_required
@never_cache
@require_GET
def home_rc(request: HttpRequest) -> HttpResponse:
    place = own_place_or_404(request)
    return download(rc_name(place, place.home_project), rc_text(place, place.home_project))


@login_required
@never_cache
@require_GET
def home_clouds(request: HttpRequest) -> HttpResponse:
    place = own_place_or_404(request)
    return download("clouds.yaml", clouds_text(place, place.home_project))


@login_required
@never_cache
@require_GET
def lab_rc(request: HttpRequest, slug: str) -> HttpResponse:
    place = own_place_or_404(request)
    project = project_of(request, place, slug)
    return download(rc_name(place, project), rc_text(place, project))


@login_required
@never_cache
@require_GET
def lab_clouds(request: HttpRequest, slug: str) -> HttpResponse:
    place = own_place_or_404(request)
    return download("clouds.yaml", clouds_text(place, project_of(request, place, slug)))


def project_of(request: HttpRequest, place: Place, slug: str) -> str:
    """As labs.models.Session.project names it."""
    return f"{place.handle}-{lab_or_404(request, slug).slug}"


@require_GET
def lab_client(request: HttpRequest) -> HttpResponse:
    """The `lab` command. It holds no secret, so that curl can fetch it on a machine without a browser."""
    return download("lab", CLIENT.read_text(encoding="utf-8"))


def download(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
