"""The people of the classroom, for admins: found, added, changed, closed, made admins."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_stubs_ext import StrPromise

from course.accounts import change_account, close_account, make_account, make_admin, open_account, unmake_admin
from course.context import frame_of
from course.models import Enrolment, User
from course.queries import accounts_to_operate, classes_to_operate
from course.roster.members import reset_password
from course.views.board import FIND_LENGTH
from course.views.roster import number_of, text_of
from course.views.shared import say_refused, user_of
from course.wording import ROLES
from labs.services import Refused

PER_PAGE = 100
Deed = Callable[..., None]
DEEDS: dict[str, tuple[Deed, StrPromise]] = {
    "close": (close_account, gettext_lazy("The account is closed.")),
    "open": (open_account, gettext_lazy("The account is open again.")),
    "make_admin": (make_admin, gettext_lazy("This person is an administrator now.")),
    "unmake_admin": (unmake_admin, gettext_lazy("This person is no administrator any more.")),
}


def only_admins(request: HttpRequest) -> None:
    """Raises Http404."""
    if not frame_of(request).operates:
        raise Http404


def person_or_404(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_to_operate(user_of(request)), pk=pk)


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    only_admins(request)
    find, admins = text_of(request.GET, "find", FIND_LENGTH), request.GET.get("admins") == "yes"
    found = accounts_to_operate(user_of(request)).prefetch_related(PARTS)
    for word in find.split():
        found = found.filter(Q(username__icontains=word) | Q(display_name__icontains=word) | Q(email__icontains=word))
    if admins:
        found = found.filter(is_superuser=True)
    page = Paginator(found, PER_PAGE).get_page(number_of(request.GET, "page") or 1)
    return render(request, "course/admin_people.html", {"page": page, "find": find, "admins": admins, "roles": ROLES})


PARTS = Prefetch(
    "enrolments", Enrolment.objects.filter(left_at=None).select_related("cohort").order_by("cohort"), "parts"
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("password", "passwords")
def person_add(request: HttpRequest) -> HttpResponse:
    """A form for an account; what is made is told its password once."""
    only_admins(request)
    values = {name: text_of(request.POST, name) for name in ("account", "name", "email")}
    if request.method == "POST":
        try:
            user, password = make_account(**values, by=user_of(request))
        except Refused as refused:
            say_refused(request, refused)
        else:
            return tell_password(request, user, password)
    status = 400 if request.method == "POST" else 200
    return render(request, "course/admin_person_add.html", {"values": values}, status=status)


@sensitive_variables("password", "passwords")
def tell_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    passwords = [(user.username, user.display_name, password)]
    return render(request, "course/roster_passwords.html", {"passwords": passwords, "back": "admin_people"})


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its classes; the forms to change it."""
    found = person_or_404(request, pk)
    if request.method == "POST":
        try:
            name, email = text_of(request.POST, "name"), text_of(request.POST, "email")
            change_account(user=found, name=name, email=email, by=user_of(request))
            messages.success(request, _("The changes are saved."))
        except Refused as refused:
            say_refused(request, refused)
        return redirect("admin_person", pk)
    context = {
        "person": found,
        "enrolments": found.enrolments.filter(left_at=None).select_related("cohort"),
        "roles": ROLES,
        "classes": classes_to_operate(user_of(request)).filter(archived_at=None),
    }
    return render(request, "course/admin_person.html", context)


@login_required
@never_cache
@require_POST
@sensitive_variables("password")
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    password = reset_password(user=found, by=user_of(request))
    return tell_password(request, found, password)


@login_required
@require_POST
def person_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or open an account, make somebody an admin or take that back."""
    found = person_or_404(request, pk)
    if request.POST.get("choice") not in DEEDS:
        raise Http404
    act, said = DEEDS[request.POST["choice"]]
    try:
        act(user=found, by=user_of(request))
        messages.success(request, str(said))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("admin_person", pk)
