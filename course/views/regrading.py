"""A lab in a class: which run counts, and what a new definition makes of what was graded before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.models import Cohort
from course.proofs import proof_standing
from course.queries import allows_unproven, cohorts_taught_by, is_open, places_in, policy_of_class, regrades_for
from course.services import (
    allow_unproven,
    choose_policy,
    drop_class_regrade,
    promote_class_regrade,
    regrade_class,
)
from course.views.board import taught_cohort_or_404
from course.views.shared import is_piece, lab_or_404, say_refused, user_of
from course.whatif import WhatIf
from course.wording import POLICIES
from grading.engine.scoring import Policy
from grading.models import Regrade
from grading.queries import scores_of
from labs.services import Refused

KEPT = 20  # regrades in the list


@login_required
@require_GET
def class_lab(request: HttpRequest, slug: str) -> HttpResponse:
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    scores = scores_of(places_in(cohort)).filter(lab=lab)
    context = {
        "cohort": cohort,
        "lab": lab,
        "definition": lab.definition,
        "scores": scores.count(),
        "outdated": scores.exclude(run__definition=lab.definition_id).count(),
        "standing": proof_standing(lab),
        "is_open": is_open(lab, cohort),
        "is_allowed": allows_unproven(cohort, lab),
        "policy": policy_of_class(cohort, lab),
        "policies": POLICIES,
        "regrades": regrades_for(user_of(request)).filter(scope=cohort.pk, lab=lab)[:KEPT],
    }
    return render(request, "course/class_lab.html", context)


@login_required
@require_POST
def class_lab_policy(request: HttpRequest, slug: str) -> HttpResponse:
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    if request.POST.get("policy") not in set(Policy):
        raise Http404
    choose_policy(cohort=cohort, lab=lab, policy=Policy(request.POST["policy"]), by=user_of(request))
    messages.success(request, _("The scores of the class are settled by it."))
    return redirect("class_lab", slug)


@login_required
@require_POST
def class_lab_unproven(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a lab to the class although it is not proven as it is, or take that back."""
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    allowed = request.POST.get("allowed") == "yes"
    allow_unproven(cohort=cohort, lab=lab, allowed=allowed, by=user_of(request))
    messages.success(
        request, _("The class may use the lab.") if allowed else _("The class may use it when it is proven.")
    )
    return redirect("class_lab", slug)


@login_required
@require_POST
def whatif_start(request: HttpRequest, slug: str) -> HttpResponse:
    cohort, lab = taught_cohort_or_404(request), lab_or_404(request, slug)
    try:
        regrade = regrade_class(cohort=cohort, lab=lab, by=user_of(request))
    except Refused as refused:
        say_refused(request, refused)
        return redirect("class_lab", slug)
    return redirect("whatif", regrade.pk)


def regrade_or_404(request: HttpRequest, pk: int) -> tuple[Regrade, Cohort]:
    """A regrade of a class that the person teaches, with that class."""
    regrade = get_object_or_404(regrades_for(user_of(request)), pk=pk)
    return regrade, get_object_or_404(cohorts_taught_by(user_of(request)), pk=regrade.scope)


@login_required
@require_GET
def whatif(request: HttpRequest, pk: int) -> HttpResponse:
    template = "course/_whatif.html" if is_piece(request) else "course/whatif.html"
    return render(request, template, {"whatif": WhatIf(*regrade_or_404(request, pk))})


@login_required
@require_POST
def whatif_promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Promote all, with the falls that stood in the form and that the person has agreed to; or rises only."""
    regrade, cohort = regrade_or_404(request, pk)
    if request.POST.get("choice") not in Regrade.Choice:
        raise Http404
    choice = Regrade.Choice(request.POST["choice"])
    falls = [int(place) for place in request.POST.getlist("fall") if place.isdecimal()]
    try:
        promote_class_regrade(cohort=cohort, regrade=regrade, choice=choice, falls=falls, by=user_of(request))
    except Refused as refused:
        say_refused(request, refused)
    return redirect("whatif", pk)


@login_required
@require_POST
def whatif_drop(request: HttpRequest, pk: int) -> HttpResponse:
    regrade, cohort = regrade_or_404(request, pk)
    drop_class_regrade(cohort=cohort, regrade=regrade, by=user_of(request))
    return redirect("whatif", pk)
