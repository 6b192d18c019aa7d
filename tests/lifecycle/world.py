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
from labs.schema import AS_WRITTEN, LabDefinition
from labs.services import record_lab
from tests.cloud import RunningCloud

SENTENCE = {"en": "A sentence.", "ko": "문장입니다."}
CHECK = {
    "id": "EVR-1",
    "points": 100,
    "title": SENTENCE,
    "message": SENTENCE,
    "hints": [SENTENCE],
    "find": {"kind": "network", "name": "made-by-the-student", "bind": "mine"},
}
EVERYTHING = """
persons: [second, operator]
roles: [operator]
description: TBD
quota: {networks: 120, routers: 20, floating_ips: 60, instances: 12, volumes: 11, snapshots: 11, gigabytes: 1001}
unused:
  - {kind: keypair, name: given-key}
  - {kind: project, name: "{S}-finance"}
  - {kind: user, name: "{S}-dev"}
  - {kind: group, name: "{S}-team"}
  - {kind: flavor, name: "{S}-app"}
  - {kind: volume_type, name: "{S}-fast"}
  - {kind: network, name: "{S}-ext"}
  - {kind: vlan, name: "{VLAN}"}
removes:
  - {kind: keypair, name: given-key}
  - {kind: project, name: "{S}-finance"}
  - {kind: user, name: "{S}-dev"}
  - {kind: group, name: "{S}-team"}
  - {kind: flavor, name: "{S}-app"}
  - {kind: volume_type, name: "{S}-fast"}
  - {kind: network, name: "{S}-ext"}
files:
  - {bind: noise, name: "{S}.img", random: 70000}
  - {bind: key, name: given.pub, public_key: ed25519}
make:
  - {bind: net, network: {name: front-net}}
  - {bind: subnet, subnet: {name: front-subnet, network: net, cidr: "192.168.{N}.0/24"}}
  - {bind: port, port: {name: junk-port, network: net}}
  - {bind: rtr, router: {name: sec-rtr, external: true, subnets: [subnet]}}
  - {bind: vm, server: {name: web-vm, networks: [net]}}
  - {bind: vol, volume: {name: db1, size: 1, attach_to: vm}}
  - {bind: log, volume: {name: log1, size: 1}}
  - {bind: snap, volume_snapshot: {name: old-snap, volume: log}}
  - {bind: img, image: {name: temp-os, bytes: 65536, protected: true}}
  - {bind: flv, flavor: {name: "{S}-eph", vcpus: 1, ram: 2048, disk: 10, ephemeral: 1, swap: 256}}
  - {bind: vtype, volume_type: {name: "{S}-multi", multiattach: true}}
  - {bind: src, container: {name: "{S}-src"}}
  - {bind: bin, object: {container: src, name: archive/data.bin, file: noise}}
  - {bind: tmp, object: {container: src, name: "old/tmp é.log", text: "of {S}"}}
  - {bind: old, share: {name: old-docs, size: 1}}
  - {bind: rv_user, user: {name: "{S}-rv-user", enabled: false, role: reader}}
"""


def lab_with(start: dict[str, Any], slug: str) -> LabDefinition:
    content = {
        "slug": slug,
        "chapter": 1,
        "position": 90,
        "kind": "guided",
        "minutes": 10,
        "title": SENTENCE,
        "goal": SENTENCE,
        "mode": "shared",
        "start": start,
        "checks": [CHECK],
    }
    return LabDefinition.model_validate(content, context=AS_WRITTEN)


def everything() -> dict[str, Any]:
    start: dict[str, Any] = yaml.safe_load(EVERYTHING)
    return start


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
