"""The live stream: what happened, by topic, in Redis streams that pages and the `lab` command follow.

An event only says that something changed; who may see what is decided where it is read. Losing one costs nothing:
readers fall back to asking.
"""

import json
import logging
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from labs.models import Session

log = logging.getLogger(__name__)
KEPT_EVENTS = 500
KEPT_S = 3600

_redis: Redis | None = None


def redis() -> Redis:
    global _redis  # noqa: PLW0603  one pool for each process
    if _redis is None:
        _redis = Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3)
    return _redis


def stream(topic: str) -> str:
    return f"classroom:events:{topic}"


def place_topic(place_id: int) -> str:
    return f"place:{place_id}"


def cloud_topic(cloud_id: int) -> str:
    return f"cloud:{cloud_id}"


def publish(topics: list[str], name: str, **data: Any) -> None:
    """Tell everybody who follows one of the topics. Never raises: a lost event is only a slower page."""
    fields: dict[Any, Any] = {"name": name, "data": json.dumps(data)}
    try:
        with redis().pipeline(transaction=False) as pipe:
            for topic in topics:
                pipe.xadd(stream(topic), fields, maxlen=KEPT_EVENTS, approximate=True)
                pipe.expire(stream(topic), KEPT_S)
            pipe.execute()
    except RedisError as error:
        log.warning("event %s is lost: %s", name, error)


def newest_id() -> str:
    """The id that a page rendered now carries: its reader wants what comes after.

    Ids are the broker's clock: what happens in this very millisecond may be told twice, never lost.
    """
    try:
        seconds, microseconds = redis().time()
        return f"{seconds * 1000 + microseconds // 1000}-0"
    except RedisError:
        return "$"


def tell_session(session: Session) -> None:
    """Announce that a session's state or progress has changed."""
    topics = [place_topic(session.place_id), cloud_topic(session.place.cloud_id)]
    publish(topics, "session", session=session.pk, lab=session.lab_id, place=session.place_id)
