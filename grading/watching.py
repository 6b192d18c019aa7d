"""Watches: a session is graded quietly again and again until everything has passed. Sweeps do it by what is stored.

What a watch asks for is no attempt of the student's, and any run of the session, whoever asked, may end the watch.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from grading.models import Run
from grading.place_models import Watch
from grading.policies import may_be_watched
from grading.services import request_run
from labs import events
from labs.models import Cloud, Session
from labs.services import Refused

LASTS = timedelta(minutes=30)
GRADINGS_MAX = 60
PAUSE = timedelta(seconds=25)  # from asking for one grading to asking for the next, at the least


def latest_watch(session: Session) -> Watch | None:
    return session.watches.order_by("-pk").first()


def start_watch(*, session: Session) -> Watch:
    """Switch the watch on; while it is on already, it is that one. Raises Refused.

    A student watches one lab at a time.
    """
    if session.state != Session.State.OPEN:
        raise Refused("not_open")
    moment = timezone.now()
    for other in Watch.objects.filter(session__place=session.place_id, state=Watch.State.ON).exclude(session=session):
        end_watch(other, Watch.State.STOPPED)
    try:
        with transaction.atomic():
            watch = Watch.objects.create(session=session, until=moment + LASTS, next_at=moment, left=GRADINGS_MAX)
    except IntegrityError:  # another click came first
        return session.watches.get(state=Watch.State.ON)
    tell_watch(watch)
    return watch


def stop_watch(*, session: Session) -> None:
    """Switch it off. What is being graded at this moment still ends."""
    watch = session.watches.filter(state=Watch.State.ON).first()
    if watch:
        end_watch(watch, Watch.State.STOPPED)


def end_watch(watch: Watch, state: Watch.State) -> None:
    ended = Watch.objects.filter(pk=watch.pk, state=Watch.State.ON).update(state=state, ended_at=timezone.now())
    if ended:
        tell_watch(watch)


def sweep_watches() -> None:
    """One step for each watch that is on. A killed worker loses nothing: the next sweep finds the same rows."""
    on = Watch.objects.filter(state=Watch.State.ON)
    for watch in on.select_related("session__place__cloud", "session__lab", "session__definition"):
        take_step(watch)


def take_step(watch: Watch) -> None:
    """End the watch, wait, or ask for the next grading."""
    moment, run = timezone.now(), watch.session.runs.order_by("-number").first()
    if watch.session.state != Session.State.OPEN or not may_be_watched(watch.session):
        end_watch(watch, Watch.State.CLOSED)
    elif run and run.is_active:
        return
    elif run and has_passed(run) and run.queued_at >= watch.began_at:
        end_watch(watch, Watch.State.PASSED)
    elif watch.is_over(moment):
        end_watch(watch, Watch.State.SPENT)
    elif watch.next_at <= moment and watch.session.place.cloud.state != Cloud.State.DOWN:  # no look is wasted on it
        _grade(watch)


def has_passed(run: Run) -> bool:
    """A run of one phase says nothing of the others."""
    return run.state == Run.State.GRADED and not run.phase and run.earned == run.total


def _grade(watch: Watch) -> None:
    """Only one sweep of several does it: the moment that it saw must still stand."""
    seen = Watch.objects.filter(pk=watch.pk, state=Watch.State.ON, next_at=watch.next_at)
    with transaction.atomic():
        if not seen.update(next_at=timezone.now() + PAUSE, left=F("left") - 1):
            return
    try:
        request_run(session=watch.session, source=Run.Source.WATCH)
    except Refused:
        end_watch(watch, Watch.State.CLOSED)


def tell_watch(watch: Watch) -> None:
    place = watch.session.place
    topics = [events.place_topic(place.pk), events.cloud_topic(place.cloud_id)]
    events.publish(topics, "watch", watch=watch.pk, lab=watch.session.lab_id, place=place.pk)
