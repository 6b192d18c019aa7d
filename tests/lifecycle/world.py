"""Labs that begin with much, a student's place for them in the practice cloud, and all that stands there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import yaml
from django.utils import timezone

from course.models import User
from grading.proving.inventory import Inventory
from labs import working
from labs.credentials import credentials_of
from labs.loader import LabFolder
from labs.models import Cloud, Place, Session
from labs.overcloud.connections import open_connection
from labs.services import record_lab
from tests.cloud import RunningCloud
from tests.lifecycle.definitions import lab_with


def make_place(cloud: RunningCloud, number: int = 222) -> Place:
    """A student nobody else is, ready in the cloud."""
    config = yaml.safe_load(cloud.clouds_yaml.read_text(encoding="utf-8"))["clouds"]["practice"]
    entry, _ = Cloud.objects.get_or_create(
        slug="practice",
        defaults={
            "title": "Practice cloud",
            "config": config,
            "public_auth_url": config["auth"]["auth_url"],
            "site": cloud.site,
        },
    )
    handle = f"h{secrets.token_hex(4)}"
    user = User.objects.create(username=handle)
    place = Place.objects.create(cloud=entry, user=user, handle=handle, number=number, password=secrets.token_hex(8))
    working.make_place_ready(place_id=place.pk)
    place.refresh_from_db()
    return place


def make_session(place: Place, start: dict[str, Any], slug: str = "everything") -> Session:
    lab = record_lab(LabFolder(lab_with(start, slug), "과제", "task"))
    assert lab.definition is not None
    return Session.objects.create(place=place, lab=lab, definition=lab.definition, lease_until=timezone.now())


def prepared(session: Session) -> Session:
    """After a worker has done start's work, from whatever state."""
    return _worked(session, Session.State.PREPARING, working.prepare)


def finished(session: Session) -> Session:
    return _worked(session, Session.State.FINISHING, working.finish)


def _worked(session: Session, state: str, work: Callable[..., None]) -> Session:
    Session.objects.filter(pk=session.pk).update(state=state, claims=0, step="", cause=None)
    work(session_id=session.pk)
    return Session.objects.select_related("place__cloud", "lab", "definition").get(pk=session.pk)


def as_person(session: Session, person: str = "user") -> Any:
    """A connection with somebody's own credentials, as their clouds.yaml describes it."""
    entry = credentials_of(session)[person].cloud_entry
    return open_connection(person, entry | {"shared_file_system_default_microversion": "2.51"})


def recorded(session: Session) -> dict[str, str]:
    return dict(session.prepared.filter(removed_at=None).values_list("binding", "resource_id"))


def lines_of(inventory: Inventory) -> list[str]:
    return sorted(str(thing) for thing in inventory.look())
