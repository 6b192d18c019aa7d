"""In which time zone a page tells and understands times: the browser's, else the classroom's."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

COOKIE = "zone"  # static/js/zone.js sets it


class ZoneMiddleware:
    """Threads go from request to request, so the zone is set or reset for each of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = request.COOKIES.get(COOKIE, "")
        if name in _known():
            timezone.activate(ZoneInfo(name))
        else:
            timezone.deactivate()
        return self._get_response(request)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
