"""The roster of a class: its students, added, changed and dropped one by one or together; its groups."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.models import Cohort, Enrolment, Group
from course.queries import accounts_held_by, roster_for
from course.roster.listing import Order, Wanted, roster_page
from course.roster.members import (
    Faulty,
    delete_group,
    drop_students,
    make_group,
    put_in_group,
    rename_group,
    reset_password,
    take_back,
    take_in,
)
from course.roster.reading import GROUP_LENGTH, Entry
from course.templatetags.roster import fault_text
from course.views.board import FIND_LENGTH, helped_cohort_or_404, taught_cohort_or_404
from course.views.shared import say_refused, user_of
from labs.services import Refused

FIELDS = ("account", "name", "email", "handle", "group")


def wanted_from(asked: QueryDict) -> Wanted:
    """Which part of the roster an address asks for; what makes no sense is as if it were not there."""
    order = asked.get("order", "")
    name = order.removeprefix("-")
    return Wanted(
        find=text_of(asked, "find", FIND_LENGTH),
        group=number_of(asked, "group"),
        left=asked.get("left") == "yes",
        order=Order(name) if name in set(Order) else Order.NUMBER,
        descending=order.startswith("-"),
        page=number_of(asked, "page") or 1,
    )


def text_of(asked: QueryDict, name: str, length: int = 300) -> str:
    return asked.get(name, "").replace("\0", "").strip()[:length]


def number_of(asked: QueryDict, name: str) -> int | None:
    value = asked.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


@login_required
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    cohort, wanted = helped_cohort_or_404(request), wanted_from(request.GET)
    everybody = roster_for(user_of(request), cohort)
    context = {
        "cohort": cohort,
        "wanted": wanted,
        "page": roster_page(user_of(request), cohort, wanted),
        "present": everybody.filter(left_at=None).count(),
        "gone": everybody.exclude(left_at=None).count(),
        "groups": cohort.groups.all(),
        "just_dropped": everybody.exclude(left_at=None).filter(pk__in=ids_in(request.GET, "dropped")),
    }
    return render(request, "course/roster.html", context)


def ids_in(asked: QueryDict, name: str) -> list[int]:
    return [int(one) for one in asked.getlist(name) if one.isascii() and one.isdecimal() and len(one) < 19]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("passwords")
def roster_add(request: HttpRequest) -> HttpResponse:
    """A form for one student; with the first password of a new account the page that tells it."""
    cohort = taught_cohort_or_404(request)
    context: dict[str, object] = {"cohort": cohort, "groups": cohort.groups.all()}
    if request.method == "GET":
        return render(request, "course/roster_add.html", context)
    entry = Entry(1, **{name: text_of(request.POST, name) for name in FIELDS})
    try:
        passwords = take_in(cohort=cohort, entry=entry, by=user_of(request))
    except Faulty as faulty:
        context |= {"entry": entry, "faults": [fault_text(one) for one in faulty.plan.faults]}
        return render(request, "course/roster_add.html", context, status=400)
    messages.success(request, _("%(account)s is in the class.") % {"account": entry.account})
    if passwords:
        return render(request, "course/roster_passwords.html", {"cohort": cohort, "passwords": passwords})
    return redirect("roster")


def student_or_404(request: HttpRequest, cohort: Cohort, pk: int) -> Enrolment:
    return get_object_or_404(roster_for(user_of(request), cohort), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def roster_student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student: what is known of them, and the forms to change it."""
    cohort = taught_cohort_or_404(request)
    enrolment = student_or_404(request, cohort, pk)
    held = accounts_held_by(user_of(request)).filter(pk=enrolment.user_id).exists()
    context = {"cohort": cohort, "enrolment": enrolment, "groups": cohort.groups.all(), "held": held}
    if request.method == "GET":
        return render(request, "course/roster_student.html", context)
    values = {name: text_of(request.POST, name) for name in ("name", "email", "group")}
    try:
        take_in(cohort=cohort, entry=Entry(1, enrolment.user.username, **values), by=user_of(request))
    except Faulty as faulty:
        context["faults"] = [fault_text(one) for one in faulty.plan.faults]
        return render(request, "course/roster_student.html", context, status=400)
    messages.success(request, _("The changes are saved."))
    return redirect("roster")


@login_required
@never_cache
@require_POST
@sensitive_variables("password")
def roster_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for a student, on the page that answers and nowhere else."""
    cohort = taught_cohort_or_404(request)
    user = student_or_404(request, cohort, pk).user
    try:
        password = reset_password(user=user, by=user_of(request), cohort=cohort)
    except Refused as refused:
        say_refused(request, refused)
        return redirect("roster_student", pk)
    passwords = [(user.username, user.display_name, password)]
    return render(request, "course/roster_passwords.html", {"cohort": cohort, "passwords": passwords})


@login_required
@require_POST
def roster_batch(request: HttpRequest) -> HttpResponse:
    """Do something with all students that are ticked."""
    cohort = taught_cohort_or_404(request)
    act = BATCHES.get(request.POST.get("choice", ""))
    if act is None:
        raise Http404
    chosen = list(roster_for(user_of(request), cohort).filter(pk__in=ids_in(request.POST, "student")))
    if not chosen:
        messages.warning(request, _("Tick the students first."))
        return redirect("roster")
    return act(request, cohort, chosen)


def batch_group(request: HttpRequest, cohort: Cohort, chosen: list[Enrolment]) -> HttpResponse:
    pk = number_of(request.POST, "group")
    group = get_object_or_404(Group, cohort=cohort, pk=pk) if pk else None
    many = put_in_group(cohort=cohort, enrolments=chosen, group=group, by=user_of(request))
    text = ngettext("%(many)s student moved.", "%(many)s students moved.", many)
    messages.success(request, text % {"many": many})
    return redirect("roster")


def batch_drop(request: HttpRequest, cohort: Cohort, chosen: list[Enrolment]) -> HttpResponse:
    """Back on the roster the page offers to take them back."""
    drop_students(cohort=cohort, enrolments=chosen, by=user_of(request))
    return redirect(reverse("roster", query={"dropped": [one.pk for one in chosen]}))


def batch_take_back(request: HttpRequest, cohort: Cohort, chosen: list[Enrolment]) -> HttpResponse:
    many = take_back(cohort=cohort, enrolments=chosen, by=user_of(request))
    text = ngettext("%(many)s student is back in the class.", "%(many)s students are back in the class.", many)
    messages.success(request, text % {"many": many})
    return redirect("roster")


BATCHES: dict[str, Callable[[HttpRequest, Cohort, list[Enrolment]], HttpResponse]] = {
    "group": batch_group,
    "drop": batch_drop,
    "take_back": batch_take_back,
}


@login_required
@require_http_methods(["GET", "POST"])
def roster_groups(request: HttpRequest) -> HttpResponse:
    """The groups of the class, and a form for one more."""
    cohort = taught_cohort_or_404(request)
    if request.method == "GET":
        return render(request, "course/roster_groups.html", {"cohort": cohort, "groups": groups_of(cohort)})
    return change_groups(
        request, lambda name: make_group(cohort=cohort, name=name, by=user_of(request)), _("The group is made.")
    )


def groups_of(cohort: Cohort) -> list[tuple[Group, int]]:
    """With how many students are in each."""
    present = cohort.enrolments.filter(left_at=None, role=Enrolment.Role.STUDENT)
    sizes: dict[int | None, int] = {}
    for group in present.values_list("group", flat=True):
        sizes[group] = sizes.get(group, 0) + 1
    return [(group, sizes.get(group.pk, 0)) for group in cohort.groups.all()]


@login_required
@require_POST
def roster_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or delete a group."""
    group = get_object_or_404(Group.objects.select_related("cohort"), cohort=taught_cohort_or_404(request), pk=pk)
    if request.POST.get("choice") == "delete":
        delete_group(group=group, by=user_of(request))
        messages.success(request, _("The group is deleted. Its students are still in the class."))
        return redirect("roster_groups")
    return change_groups(
        request, lambda name: rename_group(group=group, name=name, by=user_of(request)), _("The group is renamed.")
    )


def change_groups(request: HttpRequest, change: Callable[[str], object], said: str) -> HttpResponse:
    """Do something with the name that was typed, and say how it went."""
    name = text_of(request.POST, "name", GROUP_LENGTH)
    try:
        if not name or not name.isprintable():
            raise Refused("group_unnamed")
        change(name)
        messages.success(request, said)
    except Refused as refused:
        say_refused(request, refused)
    return redirect("roster_groups")
