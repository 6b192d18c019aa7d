"""What a worker does for places and sessions: the cloud's side of start and finish."""

import logging
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from config.queueing import queue
from labs.events import tell_session
from labs.lifecycle.describing import belongings_of, preparing_of
from labs.lifecycle.places import prepare_place
from labs.lifecycle.prepare import prepare_session
from labs.lifecycle.remove import remove_belongings
from labs.lifecycle.troubles import CannotPrepare, StillThere
from labs.models import PROJECT, Place, PreparedResource, Session
from labs.overcloud import connections
from labs.overcloud.causes import PASSING, Cause, Trouble
from labs.overcloud.diagnosing import cause_of
from labs.queries import QUEUED_PATIENCE, list_sessions_to_sweep

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=150)
REMOVE_LIMIT_S = 90.0
CLAIMS_MAX = 3
WAIT, WAITS_MAX = timedelta(seconds=10), 60  # ten minutes in all


def make_place_ready(*, place_id: int) -> None:
    """Make the place in the cloud. Raises what openstacksdk raises; may be repeated."""
    place = Place.objects.select_related("cloud").get(pk=place_id)
    if place.ready_at:
        return
    ids = prepare_place(connections.grader(place.cloud), place)
    Place.objects.filter(pk=place_id).update(
        domain_id=ids.domain, user_id_in_cloud=ids.user, home_project_id=ids.home_project, ready_at=timezone.now()
    )


def claim_session(*, session_id: int, state: Session.State) -> bool:
    """Take a session that waits for work; False means that another worker has it."""
    waiting = Session.objects.filter(pk=session_id, state=state, claims__lt=CLAIMS_MAX, step="")
    return waiting.update(step="claimed", claims=F("claims") + 1, lease_until=timezone.now() + LEASE) == 1


def prepare(*, session_id: int) -> None:
    """Do start's work in the cloud; what stands in the way is kept with the session."""
    if not claim_session(session_id=session_id, state=Session.State.PREPARING):
        return
    session = Session.objects.select_related("place__cloud", "lab", "definition").get(pk=session_id)
    try:
        make_place_ready(place_id=session.place_id)
        session.place.refresh_from_db()
        _prepare_in_cloud(session)
    except CannotPrepare as error:
        _wait_or_break(session, error.cause)
    except StillThere as error:
        _wait_or_break(session, Cause(Trouble.TIMEOUT, "cloud", str(error)))
    except Exception as error:  # noqa: BLE001  three libraries raise; the student must see why
        log.warning("start of session %s: %s", session_id, error)
        _wait_or_break(session, cause_of(error, "cloud"))
    else:
        _settle(session, Session.State.OPEN, opened_at=timezone.now())


def _prepare_in_cloud(session: Session) -> None:
    prepare_session(
        connections.grader(session.place.cloud),
        preparing_of(
            session,
            record=lambda binding, kind, id_, name: _record(session, binding, kind, id_, name),
            progress=lambda step, percent: _progress(session, step, percent),
        ),
    )


def _record(session: Session, binding: str, kind: str, resource_id: str, name: str) -> None:
    values = {"kind": kind, "resource_id": resource_id, "name": name, "removed_at": None}
    PreparedResource.objects.update_or_create(session=session, binding=binding, defaults=values)
    if binding == PROJECT:
        Session.objects.filter(pk=session.pk).update(project_id=resource_id)


def finish(*, session_id: int) -> None:
    """Do finish's work in the cloud; what resists is tried again by the sweep."""
    if not claim_session(session_id=session_id, state=Session.State.FINISHING):
        return
    session = Session.objects.select_related("place__cloud", "lab", "definition").get(pk=session_id)
    session.prepared.filter(removed_at=None).update(removed_at=timezone.now())  # a later start makes all anew
    try:
        remove_belongings(
            connections.grader(session.place.cloud),
            belongings_of(session),
            limit_s=REMOVE_LIMIT_S,
            progress=lambda step, percent: _progress(session, step, percent),
        )
    except StillThere as error:
        _wait_or_break(session, Cause(Trouble.TIMEOUT, "cloud", str(error)))
    except Exception as error:  # noqa: BLE001  three libraries raise; the student must see why
        log.warning("finish of session %s: %s", session_id, error)
        _wait_or_break(session, cause_of(error, "cloud"))
    else:
        _settle(session, Session.State.FINISHED, finished_at=timezone.now())


def _progress(session: Session, step: str, percent: int) -> None:
    lease = timezone.now() + LEASE
    Session.objects.filter(pk=session.pk).update(step=step, percent=percent, lease_until=lease)
    tell_session(session)


def _wait_or_break(session: Session, cause: Cause) -> None:
    """Put the work off while the cloud is away; the sweep hands it out again. Anything else breaks the session."""
    if cause.trouble not in PASSING or session.waits >= WAITS_MAX:
        _settle(session, Session.State.BROKEN, cause=cause)
        return
    Session.objects.filter(pk=session.pk, state=session.state).update(
        cause=cause.as_json(), step="", claims=0, waits=F("waits") + 1, lease_until=timezone.now() + WAIT
    )
    tell_session(session)


def _settle(session: Session, state: Session.State, *, cause: Cause | None = None, **fields: Any) -> None:
    """End a piece of work: write its outcome if it is still ours to write."""
    at_work = Session.objects.filter(pk=session.pk, state__in=(Session.State.PREPARING, Session.State.FINISHING))
    at_work.update(state=state, cause=cause and cause.as_json(), step="", percent=100, lease_until=None, **fields)
    tell_session(session)


def sweep_sessions() -> int:
    """Hand out again the work of sessions whose worker is gone; after three tries say so. Returns how many."""
    overdue = list(list_sessions_to_sweep().select_related("place"))
    for session in overdue:
        if session.claims >= CLAIMS_MAX:
            _settle(session, Session.State.BROKEN, cause=Cause(Trouble.UNEXPECTED, "classroom", "worker lost"))
            continue
        verb = "prepare" if session.state == Session.State.PREPARING else "finish"
        again = Session.objects.filter(pk=session.pk, lease_until=session.lease_until)
        if again.update(step="", lease_until=timezone.now() + QUEUED_PATIENCE):
            queue(f"labs.{verb}_session", session.pk)
    return len(overdue)
