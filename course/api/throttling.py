"""Slow down the guessing of passwords: few tries for each account from one address, more for an address as a whole."""

import hashlib
import logging

from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)


class SignInThrottle(SimpleRateThrottle):
    """By account and address, so that nobody locks out somebody else. Without the broker each process counts alone."""

    scope = "sign_in"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("sign-ins are counted by this process alone: %s", error)
            self.cache = LocMemCache(f"throttle-{self.scope}", {})
            return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        username = request.data.get("username") if isinstance(request.data, dict) else None
        return self.key_of(f"{self.get_ident(request)} {str(username).lower()}")

    def key_of(self, who: str) -> str:
        return f"throttle:{self.scope}:{hashlib.sha256(who.encode()).hexdigest()}"

    def get_ident(self, request: Request) -> str:
        """The address of the connection. What a client claims of itself in X-Forwarded-For is nobody's address."""
        return str(request.META.get("REMOTE_ADDR", ""))


class SignInAddressThrottle(SignInThrottle):
    """By address alone: a whole class behind one address signs in, a list of stolen names does not."""

    scope = "sign_in_address"
    rate = "200/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.key_of(self.get_ident(request))
