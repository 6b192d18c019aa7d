"""The clouds as staff sees them, and the practice cloud's switch for admins."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.auditing import write_down_operation
from course.context import frame_of
from course.models import AuditEntry
from course.queries import clouds_for
from course.views.shared import is_piece, user_of
from labs.models import Cloud
from labs.practice.control import PracticeCloud
from labs.practice.orders import Orders, Wanted
from labs.practice_link import SLUG, practice_settings
from labs.queries import list_clouds


@login_required
@require_GET
def clouds(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    if not frame.is_staff:
        raise Http404
    template = "course/_clouds.html" if is_piece(request) else "course/clouds.html"
    return render(request, template, {"clouds": visible_clouds(request), "home": settings.CLASSROOM_HOME})


def visible_clouds(request: HttpRequest) -> list[Cloud]:
    """An admin sees every cloud, a teacher that of the class."""
    frame = frame_of(request)
    return list(list_clouds()) if frame.operates else [frame.cloud] if frame.cloud else []


@login_required
@require_POST
def practice(request: HttpRequest) -> HttpResponse:
    """Order the practice cloud to start or stop. Only the order is given here; its runner carries it out."""
    if not frame_of(request).operates:
        raise Http404
    cloud = PracticeCloud(practice_settings())
    order = "start" if request.POST.get("order") == "start" else "stop"
    known = clouds_for(user_of(request)).filter(slug=SLUG).first()
    write_down_operation(AuditEntry.Action.PRACTICE_ORDERED, by=user_of(request), cloud=known, after={"order": order})
    if order == "start":
        cloud.start()
        messages.info(request, _("The practice cloud is being started."))
    else:
        Orders(practice_settings().folders).give(Wanted.STOPPED)
        messages.info(request, _("The practice cloud is being stopped."))
    return redirect("clouds")
