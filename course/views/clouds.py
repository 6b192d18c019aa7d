"""A cloud's pages, for admins: what is known of it, and what they have workers do to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from course.operating import clouds as changes
from course.operating.cloud_page import TABS, CloudPage
from course.operating.forms import AboutForm, AddCloudForm, CredentialsForm, QuotaForm, SiteForm
from course.operating.words import OFFER_WORDS
from course.queries import clouds_for
from course.views.sessions import require_operator
from course.views.shared import is_piece, say_refused, user_of
from labs.models import Cloud, CloudJob
from labs.services import Refused


def cloud_or_404(request: HttpRequest, slug: str) -> Cloud:
    return get_object_or_404(clouds_for(user_of(request)), slug=slug)


@login_required
@require_GET
def cloud(request: HttpRequest, slug: str, tab: str = "overview") -> HttpResponse:
    return show(request, cloud_or_404(request, slug), tab)


def show(request: HttpRequest, found: Cloud, tab: str, **context: Any) -> HttpResponse:
    """One tab; asked for by htmx, the part of it that lives."""
    if tab not in TABS:
        raise Http404
    template = "course/_cloud_tab.html" if is_piece(request) else "course/cloud.html"
    page = CloudPage(found)
    forms = {name: make(page) for name, make in FORMS.get(tab, {}).items() if name not in context}
    context |= {"page": page, "cloud": found, "tab": tab, "tabs": TABS, "offer_words": OFFER_WORDS}
    return render(request, template, context | forms)


def about_form(found: Cloud, data: Any = None) -> AboutForm:
    values = {"title": found.title, "mode": found.mode, "public_auth_url": found.public_auth_url}
    return AboutForm(data, initial=values)


FORMS: dict[str, dict[str, Callable[[CloudPage], Any]]] = {
    "connection": {"credentials": lambda _page: CredentialsForm()},
    "site": {"site": lambda page: SiteForm(page.cloud, page.report), "about": lambda page: about_form(page.cloud)},
    "capacity": {"quotas": lambda page: QuotaForm(page.cloud.quotas)},
}


@login_required
@never_cache
@sensitive_post_parameters("text", "file")
@require_http_methods(["GET", "HEAD", "POST"])
def cloud_new(request: HttpRequest) -> HttpResponse:
    require_operator(request)
    form = AddCloudForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("slug", "title", "mode", "public_auth_url")}
        found = changes.add_cloud(by=user_of(request), config=form.config, **values)
        messages.success(request, _("The cloud was added. A worker is looking at it."))
        return redirect("cloud_tab", found.slug, "connection")
    return render(request, "course/cloud_new.html", {"form": form}, status=400 if form.is_bound else 200)


@login_required
@never_cache
@sensitive_post_parameters("text", "file")
@require_POST
def cloud_credentials(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = cloud_or_404(request, slug), CredentialsForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, found, "connection", credentials=form)
    return done(
        request,
        found,
        "connection",
        partial(changes.replace_credentials, by=user_of(request), cloud=found, config=form.config),
        _("The credentials were replaced. A worker is trying them."),
    )


@login_required
@require_POST
def cloud_about(request: HttpRequest, slug: str) -> HttpResponse:
    found = cloud_or_404(request, slug)
    form = about_form(found, request.POST)
    if not form.is_valid():
        return show(request, found, "site", about=form)
    values = form.cleaned_data
    values["public_auth_url"] = values["public_auth_url"] or found.config.get("auth", {}).get("auth_url", "")
    change = partial(changes.change_cloud, by=user_of(request), cloud=found, values=values)
    return done(request, found, "site", change, _("Saved."))


@login_required
@require_POST
def cloud_site(request: HttpRequest, slug: str) -> HttpResponse:
    found = cloud_or_404(request, slug)
    form = SiteForm(found, CloudPage(found).report, request.POST)
    if not form.is_valid():
        return show(request, found, "site", site=form)
    change = partial(changes.change_cloud, by=user_of(request), cloud=found, values={"site": form.site})
    return done(request, found, "site", change, _("Saved."))


@login_required
@require_POST
def cloud_quotas(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = cloud_or_404(request, slug), QuotaForm({}, request.POST)
    if not form.is_valid():
        return show(request, found, "capacity", quotas=form)
    change = partial(changes.set_cloud_quotas, by=user_of(request), cloud=found, quotas=form.quotas)
    return done(request, found, "capacity", change, _("Saved. A worker sets the quotas on the students' projects."))


@login_required
@require_POST
def cloud_remove(request: HttpRequest, slug: str) -> HttpResponse:
    found = cloud_or_404(request, slug)
    try:
        changes.remove_cloud(by=user_of(request), cloud=found)
    except Refused as refused:
        say_refused(request, refused)
        return redirect("cloud_tab", slug, "site")
    messages.success(request, _("The cloud is no longer in the list."))
    return redirect("clouds")


@login_required
@require_POST
def cloud_do(request: HttpRequest, slug: str) -> HttpResponse:
    """What needs no form: `do` says what."""
    found, by = cloud_or_404(request, slug), user_of(request)
    verbs: dict[str, tuple[str, Callable[[], object], str]] = {
        "survey": (
            "connection",
            lambda: changes.ask_job(by=by, cloud=found, kind=CloudJob.Kind.SURVEY),
            _("A worker is looking at the cloud."),
        ),
        "leftovers": (
            "leftovers",
            lambda: changes.ask_job(by=by, cloud=found, kind=CloudJob.Kind.LEFTOVERS),
            _("A worker is searching. Nothing is changed by that."),
        ),
        "remove": (
            "leftovers",
            lambda: changes.remove_leftovers(by=by, cloud=found, keys=request.POST.getlist("key")),
            _("A worker removes what was ticked."),
        ),
        "close_breaker": (
            "overview",
            lambda: changes.close_breaker_by_hand(by=by, cloud=found),
            _("The breaker is closed: the next look is made."),
        ),
        "reset": (
            "overview",
            lambda: changes.reset_practice(by=by, cloud=found, is_agreed="agreed" in request.POST),
            _("The practice cloud is being made anew."),
        ),
    }
    if request.POST.get("do") not in verbs:
        raise Http404
    tab, change, told = verbs[request.POST["do"]]
    return done(request, found, tab, change, told)


def done(request: HttpRequest, found: Cloud, tab: str, change: Callable[[], object], told: str) -> HttpResponse:
    """Make the change, say so or why not, and go back to the tab."""
    try:
        change()
        messages.success(request, told)
    except Refused as refused:
        say_refused(request, refused)
    return redirect("cloud_tab", found.slug, tab)
