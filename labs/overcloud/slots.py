"""How many calls a cloud gets at once from all workers together: a semaphore in Redis whose leases run out."""

from __future__ import annotations

import hashlib
import logging
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.conf import settings
from redis.exceptions import RedisError

from labs.events import redis

if TYPE_CHECKING:  # the pages read what is counted here, and never load the libraries that reach a cloud
    from openstack.connection import Connection

log = logging.getLogger(__name__)
PAUSE_S = 0.03
# KEYS[1]: a sorted set, holder → when its lease runs out. ARGV: holder, lease in s, how many may hold.
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], math.ceil(ARGV[2]) + 60)
return 1
"""


class OurOwnLimit(TimeoutError):
    """No slot became free in time; the cloud was not asked."""


@contextmanager
def slot(connection: Connection, *, until: float, lease_s: float) -> Iterator[None]:
    """Hold one of the cloud's slots. `until`: by time.monotonic(). Raises OurOwnLimit.

    Who dies holding one gives it back after `lease_s`. Without a broker there is no limit, rather than no look.
    """
    key, holder = key_of(connection), secrets.token_hex(8)
    while not _take(key, holder, lease_s):
        if time.monotonic() >= until:
            raise OurOwnLimit("our own limit")
        time.sleep(PAUSE_S * random.uniform(0.5, 1.5))  # noqa: S311  only so that not all ask at once
    try:
        yield
    finally:
        with suppress(RedisError):
            redis().zrem(key, holder)


def key_of(connection: Connection) -> str:
    """The same for all connections to one Keystone, whoever they belong to."""
    return _key(str(connection.config.get_auth_args().get("auth_url", "")))


def slots_taken(auth_url: str) -> int | None:
    """How many calls to this Keystone's cloud are under way; None without a broker."""
    try:
        return int(redis().zcount(_key(auth_url), redis().time()[0], "+inf"))
    except RedisError:
        return None


def _key(address: str) -> str:
    return f"classroom:slots:{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def _take(key: str, holder: str, lease_s: float) -> bool:
    try:
        return bool(redis().eval(TAKE, 1, key, holder, str(lease_s), str(settings.CLOUD_CALLS_MAX)))
    except RedisError as error:
        log.warning("no broker to count the calls: %s", error)
        return True
