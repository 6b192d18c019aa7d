"""The class as it works now: for the teacher's own screen, and on the wall."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from course.at_work import class_at_work
from course.models import WatchRules
from course.services import choose_watch_rules
from course.views.board import helped_cohort_or_404, taught_cohort_or_404
from course.views.shared import is_piece, user_of


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Each rule as a box to tick and a number, with the limits of the model."""

    class Meta:
        model = WatchRules
        fields = tuple(field for name in WatchRules.NAMES for field in (f"{name}_on", name))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (least, most) in WatchRules.LIMITS.items():
            about = {"min": least, "max": most, "class": "form-control", "aria-labelledby": f"rule-{name}"}
            self.fields[name].widget.attrs.update(about)


@login_required
@require_GET
def live_class(request: HttpRequest) -> HttpResponse:
    template = "course/_live_class.html" if is_piece(request) else "course/live_class.html"
    return show(request, template, for_all=False)


@login_required
@require_GET
def live_wall(request: HttpRequest) -> HttpResponse:
    """Large type on the whole screen, to be seen from the last row."""
    template = "course/_live_wall.html" if is_piece(request) else "course/live_wall.html"
    return show(request, template, for_all=True)


def show(request: HttpRequest, template: str, *, for_all: bool) -> HttpResponse:
    cohort, now = helped_cohort_or_404(request), timezone.now()
    anonymous = request.GET.get("anonymous") == "1"
    found = class_at_work(user_of(request), cohort, now, anonymous=anonymous, for_all=for_all)
    context = {"cohort": cohort, "now": now, "found": found, "anonymous": anonymous}
    if template == "course/live_class.html":
        context["rules"] = RulesForm(instance=found.rules)
    return render(request, template, context)


@login_required
@require_POST
def watch_rules(request: HttpRequest) -> HttpResponse:
    """Store when a student counts as stuck; an assistant sees the rules, the teacher sets them."""
    cohort = taught_cohort_or_404(request)
    form = RulesForm(request.POST)
    if form.is_valid():
        choose_watch_rules(cohort=cohort, by=user_of(request), rules=form.cleaned_data)
        messages.success(request, _("The class is watched by these rules from now on."))
    else:
        messages.warning(request, _("A number is out of its limits; the rules stay as they were."))
    return redirect("live_class")
