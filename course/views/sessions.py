"""The sessions of everybody, as admins see them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from course.context import frame_of
from course.operating.sessions import Wanted, count_sessions, finish_many, list_sessions, restart_many
from course.queries import clouds_for, open_sessions_for
from course.views.shared import is_piece, user_of
from course.wording import SESSIONS
from labs.models import Session

FIND_LENGTH = 60  # characters
AT_ONCE = 200
STATES = {state: word for state, word in SESSIONS.items() if state != Session.State.FINISHED}


def wanted_from(asked: QueryDict) -> Wanted:
    """What makes no sense is as if it were not there."""
    state, page = asked.get("state", ""), asked.get("page", "")
    return Wanted(
        find=asked.get("find", "").replace("\0", "").strip()[:FIND_LENGTH],
        state=state if state in STATES or state == "stuck" else "",
        cloud=asked.get("cloud", "").replace("\0", "")[:FIND_LENGTH],
        page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 1,
    )


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    require_operator(request)
    wanted = wanted_from(request.GET)
    context = {
        "wanted": wanted,
        "sessions": list_sessions(user_of(request), wanted),
        "counts": count_sessions(user_of(request)),
        "states": STATES,
        "clouds": list(clouds_for(user_of(request))),
    }
    return render(request, "course/_sessions.html" if is_piece(request) else "course/sessions.html", context)


@login_required
@require_POST
def sessions_do(request: HttpRequest) -> HttpResponse:
    """Try again or finish those that are ticked; workers do it."""
    require_operator(request)
    ids = [int(value) for value in request.POST.getlist("session") if value.isascii() and value.isdecimal()][:AT_ONCE]
    chosen = open_sessions_for(user_of(request)).filter(pk__in=ids)
    if not ids:
        messages.warning(request, _("Tick at least one session."))
    elif request.POST.get("do") == "finish":
        tell(request, *finish_many(by=user_of(request), sessions=chosen))
    else:
        tell(request, *restart_many(by=user_of(request), sessions=chosen))
    return redirect(f"{reverse('sessions')}?{wanted_from(request.POST).address(1)}")


def tell(request: HttpRequest, done: int, refused: int) -> None:
    if done:
        told = ngettext(
            "%(count)s session was given to the workers.", "%(count)s sessions were given to the workers.", done
        )
        messages.success(request, told % {"count": done})
    if refused:
        told = ngettext(
            "%(count)s session was left alone: a worker is at it, or nothing is stuck.",
            "%(count)s sessions were left alone: a worker is at them, or nothing is stuck.",
            refused,
        )
        messages.warning(request, told % {"count": refused})


def require_operator(request: HttpRequest) -> None:
    if not frame_of(request).operates:
        raise Http404
