"""Looking things up in the book: full-text search and the glossary."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from course.language import language_now
from course.models import Term
from course.searching import find_passages
from course.views.shared import is_piece

ASKED_LENGTH = 100  # characters


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Passages of the notes with all the words; while somebody types, only the list."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:ASKED_LENGTH]
    context = {"asked": asked, "hits": find_passages(asked, language_now()) if asked else []}
    return render(request, "course/_hits.html" if is_piece(request) else "course/search.html", context)


@login_required
@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    field = f"term_{language_now()}"
    terms = sorted(Term.objects.all(), key=lambda term: str(getattr(term, field)).casefold())
    return render(request, "course/glossary.html", {"terms": terms})


@login_required
@require_GET
@cache_control(private=True, max_age=3600)
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """The card that opens over a word of the notes."""
    return render(request, "course/_term.html", {"term": get_object_or_404(Term, slug=slug)})
