"""All sessions that go on, for admins: what each holds, which are stuck, and what sets them going again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from course.auditing import write_down_operation
from course.models import AuditEntry, User
from course.queries import open_sessions_for
from labs.models import Session
from labs.services import Refused, finish_by_force, try_again

PAGE = 50
TRIES = 2  # a worker was lost at least once


@dataclass(frozen=True)
class Wanted:
    """Which sessions an address asks for; empty: all."""

    find: str = ""
    state: str = ""  # of labs.models.Session.State, or `stuck`
    cloud: str = ""  # slug
    page: int = 1

    def address(self, page: int) -> str:
        values = vars(replace(self, page=page))
        return urlencode({name: value for name, value in values.items() if value not in {"", 1}})

    @property
    def previous_address(self) -> str:
        return self.address(self.page - 1)

    @property
    def next_address(self) -> str:
        return self.address(self.page + 1)


def is_stuck() -> Q:
    """Broken; or at work while the cloud is away, after a worker was lost, or with nobody at it."""
    at_work = Q(state__in=(Session.State.PREPARING, Session.State.FINISHING))
    trouble = Q(waits__gt=0) | Q(claims__gte=TRIES) | Q(lease_until__lt=timezone.now())
    return Q(state=Session.State.BROKEN) | (at_work & trouble)


def list_sessions(user: User, wanted: Wanted) -> Page[Any]:
    """A page of them, the oldest first, each with `held`: how many resources start has made for it that stand."""
    sessions = open_sessions_for(user).annotate(held=Count("prepared", filter=Q(prepared__removed_at=None)))
    if wanted.state == "stuck":
        sessions = sessions.filter(is_stuck())
    elif wanted.state in Session.State:
        sessions = sessions.filter(state=wanted.state)
    if wanted.cloud:
        sessions = sessions.filter(place__cloud__slug=wanted.cloud)
    if wanted.find:
        names = ("place__handle", "place__user__username", "place__user__display_name", "lab__slug")
        sessions = sessions.filter(_any_has(names, wanted.find))
    return Paginator(sessions.order_by("started_at", "pk"), PAGE).get_page(wanted.page)


def _any_has(names: Iterable[str], text: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": text})
    return found


@dataclass(frozen=True)
class Counts:
    all: int
    stuck: int


def count_sessions(user: User) -> Counts:
    found = open_sessions_for(user).aggregate(all=Count("pk"), stuck=Count("pk", filter=is_stuck()))
    return Counts(**found)


def restart_many(*, by: User, sessions: QuerySet[Session]) -> tuple[int, int]:
    """Have stuck ones tried again. How many were handed out, and how many a worker is at."""
    return _each(by, sessions, AuditEntry.Action.SESSION_RESTARTED)


def finish_many(*, by: User, sessions: QuerySet[Session]) -> tuple[int, int]:
    """Finish them whatever they are at. How many were handed out, and how many a worker is at."""
    return _each(by, sessions, AuditEntry.Action.SESSION_FINISHED)


def _each(by: User, sessions: QuerySet[Session], action: AuditEntry.Action) -> tuple[int, int]:
    do = try_again if action == AuditEntry.Action.SESSION_RESTARTED else finish_by_force
    done = refused = 0
    for session in sessions:
        before = session.state
        try:
            with transaction.atomic():
                do(session=session)
                write_down_operation(
                    action,
                    by=by,
                    cloud=session.place.cloud,
                    student=session.place.user,
                    lab=session.lab,
                    before={"session": session.pk, "state": before},
                    after={"state": session.state},
                )
            done += 1
        except Refused:
            refused += 1
    return done, refused
