"""Looks at what a student's own projects hold, as pages ask for them; what a worker does of it is in place_looking."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.queueing import queue
from grading.place_models import PlaceLook
from grading.queries import QUEUED_PATIENCE_S
from labs import events
from labs.models import Place
from labs.services import Refused

PAUSE_S = 20  # between two looks at one place


def latest_look(place: Place) -> PlaceLook | None:
    return place.looks.order_by("-pk").first()


def last_seen(place: Place) -> PlaceLook | None:
    """The last look that saw something."""
    return place.looks.filter(state=PlaceLook.State.SEEN).order_by("-pk").first()


def request_look(*, place: Place) -> PlaceLook:
    """Ask for a look. While one is under way, it is that one. Raises Refused: too soon, or there is no place yet."""
    if place.ready_at is None:
        raise Refused("place_not_ready")
    try:
        with transaction.atomic():
            latest = latest_look(place)
            if latest and latest.is_active:
                return latest
            if latest and latest.asked_at > timezone.now() - timedelta(seconds=PAUSE_S):
                raise Refused("look_too_soon")
            look = PlaceLook.objects.create(place=place, lease_until=in_seconds(QUEUED_PATIENCE_S))
            queue("grading.look_at_place", look.pk)
            transaction.on_commit(lambda: tell_look(look))
    except IntegrityError:  # another click came first
        return place.looks.get(state__in=PlaceLook.ACTIVE)
    return look


def in_seconds(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def tell_look(look: PlaceLook) -> None:
    """Announce that a look has got on; the student's own pages alone hear it."""
    events.publish([events.place_topic(look.place_id)], "look", look=look.pk, place=look.place_id)
