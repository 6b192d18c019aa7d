"""The live stream to a page: what a person may hear of their own topics, as server-sent events; needs no database."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from course.context import frame_of
from course.streams import Event, follow
from course.terms import concealed_labs
from labs import events

HEARTBEAT_S = 15.0
FOR_ALL = frozenset({"cloud", "terms"})  # the cloud's state, and that a lab's deadline has changed
TELLING = frozenset({"verdict", "score"})  # events that say what work is worth
LONGEST_S = 600.0  # then the page connects anew, and what it may hear is decided anew


@dataclass(frozen=True)
class Listener:
    """Whom a stream is for. Staff hears everything of the cloud, a student their own and the cloud's state.

    `concealed`: the labs whose results an exam keeps from the student.
    """

    topics: tuple[str, ...]
    place_id: int | None
    is_staff: bool
    concealed: frozenset[int] = frozenset()

    def may_hear(self, event: Event) -> bool:
        own = self.place_id is not None and event.data.get("place") == self.place_id
        tells = event.name in TELLING and event.data.get("lab") in self.concealed
        return self.is_staff or (own and not tells) or event.name in FOR_ALL


def listener_of(request: HttpRequest) -> Listener | None:
    """None for somebody who is not signed in."""
    try:
        if not request.user.is_authenticated:
            return None
        frame = frame_of(request)
        topics = [events.place_topic(frame.place.pk)] if frame.place else []
        if frame.cloud:
            topics.append(events.cloud_topic(frame.cloud.pk))
        place_id = frame.place.pk if frame.place else None
        return Listener(tuple(topics), place_id, frame.is_staff, concealed_labs(frame.place))
    finally:
        connections.close_all()  # a stream lives for minutes


@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """Follow the person's topics from where the page stands.

    An EventSource stays away after 204, and after 503 until the page itself tries again: a stream that opens and
    breaks off at once would look like one that works.
    """
    listener = await sync_to_async(listener_of)(request)
    if listener is None:
        return HttpResponse(status=401)
    if not listener.topics:
        return HttpResponse(status=204)
    now = await sync_to_async(events.newest_id)()
    if not start_of(now):
        return HttpResponse(status=503)
    after = start_of(request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
    chunks = write(listener, after or now, made_at=now)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(chunks, content_type="text/event-stream", headers=headers)


def start_of(after: str) -> str:
    """Where to read on; empty: from now.

    One id stands for several streams, so it goes back by a millisecond: to hear something twice is harmless.
    """
    moment, _dash, _number = after.partition("-")
    return str(max(0, int(moment) - 1)) if moment.isascii() and moment.isdigit() and len(moment) < 16 else ""


async def write(listener: Listener, after: str, *, made_at: str = "") -> AsyncIterator[str]:
    """Events as they come, a comment when none do; ends when the reader leaves, the broker fails or time is up.

    It ends too when a lab's terms have changed since `made_at`, an exam's among them: the page comes back at once,
    and what it may hear is decided anew.
    """
    until = time.monotonic() + LONGEST_S
    yield "retry: 2000\n\n"
    try:
        async with aclosing(follow(listener.topics, after, beat_s=HEARTBEAT_S)) as stream:
            async for event in stream:
                if event is None:
                    yield ": still here\n\n"
                elif listener.may_hear(event):
                    yield f"id: {event.id}\nevent: {event.name}\ndata: {json.dumps(event.data)}\n\n"
                if time.monotonic() > until or (event and event.name == "terms" and is_later(event.id, made_at)):
                    return
    except RedisError:
        return  # the page asks by itself meanwhile, and comes back


def is_later(one: str, other: str) -> bool:
    """Of two ids of the broker; nothing is later than none."""
    return bool(other) and id_of(one) > id_of(other)


def id_of(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("-")))
