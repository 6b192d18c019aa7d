"""Follow topics of the live stream as they grow: one blocking read, many events, a beat when nothing happens."""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from redis.asyncio import Redis

from labs.events import stream

BEAT_S = 5.0  # shorter than what proxies and clients take for the end
BATCH = 100


@dataclass(frozen=True)
class Event:
    """`id` is the broker's: a reader that comes back asks for what follows it."""

    id: str
    name: str
    data: dict[str, Any]


async def follow(topics: Sequence[str], after: str, *, beat_s: float = BEAT_S) -> AsyncGenerator[Event | None, None]:
    """Events of the topics after an id, oldest first; None when `beat_s` went by without one. Raises RedisError.

    A client of its own: a blocking read keeps a connection, and must be allowed to last longer than the client's
    own limit of 5 s.
    """
    positions: dict[Any, Any] = {stream(topic): after for topic in topics}
    async with Redis.from_url(
        settings.REDIS_URL, decode_responses=True, socket_connect_timeout=3, socket_timeout=beat_s + 5
    ) as redis:
        while True:
            found: Any = await redis.xread(positions, count=BATCH, block=int(beat_s * 1000))
            for name, entries in found:
                for entry_id, fields in entries:
                    positions[name] = entry_id
                    yield Event(entry_id, fields["name"], json.loads(fields["data"]))
            if not found:
                yield None
