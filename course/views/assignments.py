"""The teacher's assignments, and the student's request for more time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.assigning import ask_extension, decline_extension, give_extension, set_terms
from course.assignment_forms import AskForm, ExtendForm, TermsForm, later_by_a_day
from course.assignments import ClassAssignments, owner
from course.context import frame_of
from course.models import Assignment, Cohort, Enrolment
from course.queries import present_students, students_for
from course.terms import combine
from course.views.board import taught_cohort_or_404
from course.views.shared import lab_or_404, own_place_or_404, say_refused, user_of
from labs.models import Lab
from labs.services import Refused


@login_required
@require_GET
def assignments(request: HttpRequest) -> HttpResponse:
    cohort = taught_cohort_or_404(request)
    context = {"cohort": cohort, "found": ClassAssignments(cohort, frame_of(request).labs)}
    return render(request, "course/assignments.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, slug: str) -> HttpResponse:
    """A lab's terms for the class; with `for=group-1` or `for=student-2` what differs for them."""
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    found = ClassAssignments(cohort, [lab])
    own = own_or_404(found, lab, (request.POST or request.GET).get("for", ""))
    form = TermsForm(request.POST or None, own=own, above=found.above(own))
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        values = {} if "remove" in request.POST else form.values
        by, group, student = user_of(request), own.group, own.student
        set_terms(cohort=cohort, lab=lab, values=values, by=by, group=group, student=student)
        messages.success(request, _("It holds from now on. Scores are settled by it."))
        return redirect("assignment", slug)
    context = {
        "cohort": cohort,
        "lab": lab,
        "form": form,
        "own": own,
        "row": found.row(lab),
        "terms": found.terms_for(own),
        "inherited": combine(found.above(own)),
        "proposed": later_by_a_day(found.terms_for(own)),
        "students": students_for(user_of(request), cohort),
    }
    return render(request, "course/assignment.html", context)


def own_or_404(found: ClassAssignments, lab: Lab, whom: str) -> Assignment:
    """What is stored for the class, or for `group-1` or `student-2` of it; where nothing is, an empty one."""
    kind, _dash, number = whom.partition("-")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    group = get_object_or_404(found.cohort.groups, pk=pk) if kind == "group" else None
    student = student_or_404(found.cohort, pk) if kind == "student" else None
    if whom and not group and not student:
        raise Http404
    return owner(found, lab, group, student)


def student_or_404(cohort: Cohort, user_id: int) -> Enrolment:
    students = present_students(cohort).select_related("user")
    return get_object_or_404(students, user=user_id)


@login_required
@require_POST
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """More time for one student, asked for or not."""
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    form = ExtendForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        student = student_or_404(cohort, given["student"]).user
        answer = {"until": given["until"], "answer": given["answer"], "by": user_of(request)}
        give_extension(cohort=cohort, lab=lab, student=student, **answer)
        messages.success(request, _("%(name)s has more time now.") % {"name": student.get_full_name()})
    else:
        messages.warning(request, _("Choose a student, and until when."))
    return redirect("assignment", slug)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = taught_cohort_or_404(request)
    extension = get_object_or_404(cohort.extensions.select_related("cohort", "lab", "student"), pk=pk)
    try:
        decline_extension(extension=extension, answer=request.POST.get("answer", "")[:1000], by=user_of(request))
        messages.success(request, _("The student sees your answer on the lab's page."))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("assignment", extension.lab.slug)


@login_required
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A student asks for more time on the lab's page."""
    place, lab, cohort = own_place_or_404(request), lab_or_404(request, slug), frame_of(request).cohort
    form = AskForm(request.POST)
    if cohort is None or not Enrolment.objects.filter(cohort=cohort, user=place.user_id, role="student").exists():
        raise Http404
    if form.is_valid():
        try:
            ask_extension(cohort=cohort, lab=lab, place=place, **form.cleaned_data)
            messages.success(request, _("Your teacher has been asked. The answer will stand here."))
        except Refused as refused:
            say_refused(request, refused)
    else:
        messages.warning(request, _("Say until when, and why."))
    return redirect("lab", slug)
