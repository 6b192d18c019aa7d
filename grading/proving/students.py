"""Students who exist for proofs alone: places of their own in a cloud, in no class, and nobody can sign in as one."""

import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from grading.proving.waiting import TooLate, wait_for
from labs.models import Cloud, Place, Session
from labs.services import finish_session, give_place

FIRST_NUMBER = 251  # students of classes end at 250
STUDENTS_MAX = 4  # an address has no fifth
READY_S, CLEAN_S = 60.0, 180.0


class NoStudents(Exception):
    """There is nobody to prove labs with; the text says why."""


def list_students(cloud: Cloud, count: int) -> list[Place]:
    """So many, ready in the cloud, and nothing of theirs left open by a proof that was cut off. Raises NoStudents."""
    wanted = [_place(cloud, index).pk for index in range(count)]
    ready = Place.objects.select_related("cloud", "user").filter(pk__in=wanted).exclude(ready_at=None).order_by("pk")
    try:
        wait_for(lambda: ready.count() == count, READY_S)
    except TooLate as error:
        raise NoStudents(f"no worker makes places in the cloud {cloud.slug}: is the classroom running?") from error
    for place in ready:
        _clean_up(place)
    return list(ready)


def _place(cloud: Cloud, index: int) -> Place:
    handle = f"prover{index + 1}"
    values = {"is_active": False, "password": make_password(None)}
    user, _ = get_user_model().objects.get_or_create(username=handle, defaults=values)
    return give_place(cloud=cloud, user_id=user.pk, handle=handle, number=FIRST_NUMBER + index)


def _clean_up(place: Place) -> None:
    left = Session.objects.filter(place=place).exclude(state=Session.State.FINISHED)
    try:
        wait_for(lambda: not left.filter(state=Session.State.PREPARING).exists(), CLEAN_S)
        for session in left:
            finish_session(session=session)
        wait_for(lambda: not left.exists(), CLEAN_S)
    except TooLate as error:
        raise NoStudents(f"a session of {place.handle} is left from an earlier proof and cannot be finished") from error


class Seats:
    """Who is free: each student does one thing at a time."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._free: queue.SimpleQueue[Place] = queue.SimpleQueue()
        for place in places:
            self._free.put(place)

    @contextmanager
    def one(self) -> Iterator[Place]:
        place = self._free.get()
        try:
            yield place
        finally:
            self._free.put(place)
