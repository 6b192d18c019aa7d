"""Which language a page speaks: what was chosen, else what the browser asks for, else Korean."""

from typing import Literal

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

Language = Literal["ko", "en"]


class LanguageMiddleware(LocaleMiddleware):
    """Django's order of cookie, `Accept-Language` and default; caches are told that the cookie counts too."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ("Cookie",))
        return super().process_response(request, response)


def language_now() -> Language:
    """The language of notes, tasks and messages for the page being made."""
    return "en" if (get_language() or "").startswith("en") else "ko"


def said(text: dict[str, str] | None) -> str:
    """The sentence of a {"ko", "en"} pair in the page's language."""
    return text.get(language_now(), "") if text else ""
