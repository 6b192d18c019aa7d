"""Signing in and out, choosing a language and a class."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from course.context import CHOSEN
from course.queries import cohorts_for
from course.views.shared import user_of

LANGUAGE_KEPT_S = 365 * 24 * 3600

sign_in = LoginView.as_view(template_name="course/sign_in.html", redirect_authenticated_user=True)
sign_out = LogoutView.as_view()


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen language in a cookie for a year and come back to the same page."""
    response = set_language(request)
    cookie = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie is not None:
        cookie["max-age"] = LANGUAGE_KEPT_S
        cookie["samesite"] = "Lax"
    return response


@login_required
@require_POST
def choose_cohort(request: HttpRequest) -> HttpResponse:
    cohort = get_object_or_404(cohorts_for(user_of(request)), slug=request.POST.get("cohort", ""))
    request.session[CHOSEN] = cohort.slug
    return redirect("overview")
