"""The page on how the classroom itself runs."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from course.operating.in_force import list_settings
from course.operating.machinery import list_versions, read_broker, read_disk
from course.views.sessions import require_operator
from course.views.shared import is_piece


@login_required
@require_GET
def machinery(request: HttpRequest) -> HttpResponse:
    require_operator(request)
    broker = read_broker()
    if is_piece(request):
        return render(request, "course/_machinery.html", {"broker": broker})
    context = {
        "broker": broker,
        "versions": list_versions(broker),
        "settings": list_settings(),
        "disk": read_disk(),
    }
    return render(request, "course/machinery.html", context)
