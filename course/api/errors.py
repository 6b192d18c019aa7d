"""Every answer that is no success: one shape, `{"error": {"code", "message"}}`, in the reader's language."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response

from course.api.sentences import SENTENCES
from course.language import said
from course.wording import refusal_words
from labs.services import Refused

log = logging.getLogger(__name__)

CODES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.AuthenticationFailed, "bad_token"),
    (exceptions.PermissionDenied, "forbidden"),
    (PermissionDenied, "forbidden"),
    (exceptions.NotFound, "not_found"),
    (Http404, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.Throttled, "throttled"),
    (exceptions.ValidationError, "invalid"),
    (exceptions.ParseError, "not_json"),
    (exceptions.UnsupportedMediaType, "not_json"),
)
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (Refused, status.HTTP_409_CONFLICT),
    (Http404, status.HTTP_404_NOT_FOUND),
    (PermissionDenied, status.HTTP_403_FORBIDDEN),
)


class Problem(exceptions.APIException):
    """What an operation cannot do, by its code in SENTENCES."""

    def __init__(self, code: str, status_code: int) -> None:
        super().__init__(code=code)
        self.code = code
        self.status_code = status_code


class NotHere(Problem):
    """What does not exist, and what is not this person's to see: the same answer for both."""

    def __init__(self, code: str = "not_found") -> None:
        super().__init__(code, status.HTTP_404_NOT_FOUND)


class NotNow(Problem):
    """It is there, but its state does not allow this."""

    def __init__(self, code: str) -> None:
        super().__init__(code, status.HTTP_409_CONFLICT)


def answer_error(error: Exception, context: dict[str, Any]) -> Response:
    """Django REST framework's exception handler: every exception becomes an answer of the one shape."""
    code, request = code_of(error), context["request"]
    if code == "unexpected":
        log.error("%s %s", request.method, request.path, exc_info=error)
    if isinstance(error, Refused):
        message = refusal_words(error, said(SENTENCES["unexpected"]))
    else:
        sentence = said(SENTENCES.get(code, SENTENCES["unexpected"]))
        message = sentence.format(method=request.method, wait=wait_of(error), what=fault_of(error))
    return Response({"error": {"code": code, "message": message}}, status=status_of(error), headers=headers_of(error))


def code_of(error: Exception) -> str:
    if isinstance(error, (Problem, Refused)):
        return error.code
    return next((code for kind, code in CODES if isinstance(error, kind)), "unexpected")


def status_of(error: Exception) -> int:
    if isinstance(error, exceptions.APIException):
        return error.status_code
    return next((number for kind, number in STATUSES if isinstance(error, kind)), 500)


def headers_of(error: Exception) -> dict[str, str]:
    headers = {}
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(wait_of(error))
    scheme = getattr(error, "auth_header", None)
    if scheme:
        headers["WWW-Authenticate"] = str(scheme)
    return headers


def wait_of(error: Exception) -> int:
    """Seconds until the next attempt may be made."""
    return int(getattr(error, "wait", None) or 0)


def fault_of(error: Exception) -> str:
    return first_fault(error.detail) if isinstance(error, exceptions.ValidationError) else ""


def first_fault(detail: Any, at: str = "") -> str:
    """`field: sentence` of the first fault, however deep it lies."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return first_fault(inner, f"{at}{name}: ")
    return first_fault(detail[0], at) if isinstance(detail, list) else f"{at}{detail}"
