"""The classes of the classroom, for admins: made, changed, archived, and who has which role in them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.classes import archive_class, change_class, give_role, make_class, take_role
from course.models import Cohort, Enrolment, User
from course.queries import classes_to_operate
from course.views.admin_people import only_admins
from course.views.roster import number_of, text_of
from course.views.shared import say_refused, user_of
from course.wording import ROLES
from labs.models import Cloud
from labs.queries import list_clouds
from labs.services import Refused

Role = Enrolment.Role


def class_or_404(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(classes_to_operate(user_of(request)), pk=pk)


def chosen_cloud(request: HttpRequest) -> Cloud | None:
    """Raises Http404 for a cloud that there is not."""
    pk = number_of(request.POST, "cloud")
    return get_object_or_404(Cloud, pk=pk) if pk else None


@login_required
@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    only_admins(request)
    counts = {
        role.value: Count("enrolments", Q(enrolments__role=role, enrolments__left_at=None)) for role in Enrolment.Role
    }
    return render(
        request, "course/admin_classes.html", {"classes": classes_to_operate(user_of(request)).annotate(**counts)}
    )


@login_required
@require_http_methods(["GET", "POST"])
def class_add(request: HttpRequest) -> HttpResponse:
    only_admins(request)
    values = {name: text_of(request.POST, name) for name in ("slug", "title")}
    if request.method == "POST":
        try:
            made = make_class(**values, cloud=chosen_cloud(request), by=user_of(request))
            messages.success(request, _("The class is made. Give it a teacher now."))
            return redirect("admin_class", made.pk)
        except Refused as refused:
            say_refused(request, refused)
    status = 400 if request.method == "POST" else 200
    return render(request, "course/admin_class_add.html", {"values": values, "clouds": list_clouds()}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def class_(request: HttpRequest, pk: int) -> HttpResponse:
    """One class: title and cloud, and its staff."""
    cohort = class_or_404(request, pk)
    if request.method == "POST":
        try:
            title = text_of(request.POST, "title")
            change_class(cohort=cohort, title=title, cloud=chosen_cloud(request), by=user_of(request))
            messages.success(request, _("The changes are saved."))
        except Refused as refused:
            say_refused(request, refused)
        return redirect("admin_class", pk)
    present = cohort.enrolments.filter(left_at=None).select_related("user")
    context = {
        "cohort": cohort,
        "staff": present.filter(role__in=Enrolment.STAFF).order_by("-role", "user__username"),
        "students": present.filter(role=Role.STUDENT).count(),
        "clouds": list_clouds(),
        "roles": {role.value: ROLES[role] for role in (Role.TEACHER, Role.ASSISTANT, Role.STUDENT)},
    }
    return render(request, "course/admin_class.html", context)


@login_required
@require_POST
def class_archive(request: HttpRequest, pk: int) -> HttpResponse:
    cohort, archived = class_or_404(request, pk), request.POST.get("archived") == "yes"
    archive_class(cohort=cohort, archived=archived, by=user_of(request))
    messages.success(request, _("The class is archived.") if archived else _("The class is back."))
    return redirect("admin_class", pk)


@login_required
@require_POST
def class_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the person whose account was typed or chosen a role in the class; `none` takes it."""
    cohort, role = class_or_404(request, pk), request.POST.get("role", "")
    if role not in {*Role.values, "none"}:
        raise Http404
    user = User.objects.filter(username=User.normalize_username(text_of(request.POST, "account"))).first()
    try:
        change_role(cohort, user, role, user_of(request))
        messages.success(request, _("The role is changed."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("admin_class", pk)


def change_role(cohort: Cohort, user: User | None, role: str, by: User) -> None:
    if user is None:
        raise Refused("no_such_account")
    if role != "none":
        give_role(cohort=cohort, user=user, role=role, by=by)
        return
    enrolment = cohort.enrolments.select_related("cohort", "user").filter(user=user).first()
    if enrolment:
        take_role(enrolment=enrolment, by=by)
