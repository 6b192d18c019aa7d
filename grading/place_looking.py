"""A worker's look at what a student's own projects hold. Whatever happens, each look ends."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from config.queueing import queue
from grading.engine.observation import Collection, Observation, Tenancy
from grading.observing.looking import Look
from grading.observing.places import Owner, PlaceSeen, look_at_place
from grading.observing.reach import note_look
from grading.place_looks import in_seconds, last_seen, tell_look
from grading.place_models import PlaceLook
from grading.queries import QUEUED_PATIENCE_S
from labs.kinds import Kind
from labs.overcloud.breaker import may_look
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import observer
from labs.overcloud.diagnosing import cause_of

log = logging.getLogger(__name__)
CLAIMS_MAX = 3
AWAY = Cause(Trouble.REFUSED, "cloud", "left in peace after several looks without an answer")
LOST = Cause(Trouble.UNEXPECTED, "classroom", "the worker was lost")


def do_look(*, look_id: int) -> None:
    """A worker's part. Whatever happens, the look ends."""
    look = claim_look(look_id=look_id)
    if look is None:
        return
    place, cloud = look.place, look.place.cloud
    try:
        if not may_look(cloud):
            end_look(look, PlaceLook.State.FAILED, cause=AWAY.as_json())
            return
        owner = Owner(place.domain_id, place.handle, place.home_project_id)
        seen = look_at_place(
            observer(cloud), owner, capabilities=cloud.capabilities, limit_s=settings.OBSERVATION_S - 5
        )
        note_look(cloud, seen.collections)
        record_look(look, seen)
    except Exception as error:  # our own fault: the look must end all the same
        log.exception("look %s", look_id)
        end_look(look, PlaceLook.State.FAILED, cause=cause_of(error, "classroom").as_json())


def claim_look(*, look_id: int) -> PlaceLook | None:
    """Take a look that waits; None means that another worker has it."""
    waiting = PlaceLook.objects.filter(pk=look_id, state=PlaceLook.State.QUEUED)
    taken = waiting.update(
        state=PlaceLook.State.RUNNING,
        claimed_at=timezone.now(),
        claims=F("claims") + 1,
        lease_until=in_seconds(settings.RUN_LEASE_S),
    )
    if not taken:
        return None
    look = PlaceLook.objects.select_related("place__cloud").get(pk=look_id)
    tell_look(look)
    return look


def record_look(look: PlaceLook, seen: PlaceSeen) -> None:
    """Write what was seen; where a kind was out of sight, what was seen of it before stays, with its age."""
    if not seen.saw_something:
        causes = (found.cause for found in seen.collections.values() if found.cause)
        end_look(look, PlaceLook.State.FAILED, cause=dict(next(causes, LOST.as_json())))
        return
    collections = with_earlier(seen.collections, last_seen(look.place))
    observation = Observation(Tenancy(look.place.home_project_id, domain_id=look.place.domain_id), collections)
    end_look(
        look,
        PlaceLook.State.SEEN,
        projects=[{"id": project.id, "name": project.name} for project in seen.projects],
        limits={project: dict(limits) for project, limits in seen.limits.items()},
        content=observation.packed(),
        read_at=observation.read_at(),
    )


def with_earlier(now: Look, before: PlaceLook | None) -> Mapping[Kind, Collection]:
    """A kind that is out of sight keeps its cause and shows the records of the look before."""
    if before is None or before.content is None or not any(found.cause for found in now.values()):
        return now
    earlier = Observation.unpack(bytes(before.content)).collections
    kept = {kind: Collection(earlier[kind].records, str(before.read_at.get(kind, ""))) for kind in earlier}
    return {
        kind: Collection(kept[kind].records, kept[kind].read_at, found.cause)
        if found.cause and not found.records and kind in kept
        else found
        for kind, found in now.items()
    }


def end_look(look: PlaceLook, state: PlaceLook.State, **values: Any) -> None:
    """Write how a look ended, if it is still ours to end, and forget those that it takes the place of."""
    with transaction.atomic():
        ended = _mine(look).update(state=state, ended_at=timezone.now(), lease_until=None, **values)
        if ended and state == PlaceLook.State.SEEN:
            look.place.looks.filter(pk__lt=look.pk).delete()
        elif ended:
            look.place.looks.filter(pk__lt=look.pk, state=PlaceLook.State.FAILED).delete()
        transaction.on_commit(lambda: tell_look(look))


def _mine(look: PlaceLook) -> QuerySet[PlaceLook]:
    return PlaceLook.objects.filter(pk=look.pk, claims=look.claims, state__in=PlaceLook.ACTIVE)


def sweep_looks() -> None:
    """Hand out again what no worker has taken in time or whose worker is gone; after three times it has failed."""
    for look in PlaceLook.objects.filter(state__in=PlaceLook.ACTIVE, lease_until__lt=timezone.now()):
        if look.claims >= CLAIMS_MAX or look.asked_at < timezone.now() - timedelta(seconds=settings.RUN_WAIT_S):
            end_look(look, PlaceLook.State.FAILED, cause=LOST.as_json())
            continue
        with transaction.atomic():  # only one sweep of several does it
            seen = _mine(look).filter(state=look.state, lease_until=look.lease_until)
            if seen.update(state=PlaceLook.State.QUEUED, lease_until=in_seconds(QUEUED_PATIENCE_S)):
                queue("grading.look_at_place", look.pk)
