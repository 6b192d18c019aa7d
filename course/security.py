"""What a page of ours may load and run: only what this site serves itself."""

from functools import cache

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from course.pictures import style_fingerprints


@cache
def policy() -> str:
    """No inline script at all; of inline style sheets only those of the notes' pictures."""
    rules = {
        "default-src": "'self'",
        "style-src": " ".join(("'self'", *style_fingerprints())),
        "img-src": "'self' data:",  # Bootstrap's style sheet carries its small icons inside
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class ContentSecurityPolicyMiddleware(MiddlewareMixin):
    """Nothing that a student types into a name can run in a teacher's browser."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Security-Policy", policy())
        return response
