"""Students, sessions and work in the cloud that is measured, and their removal."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from openstack.connection import Connection

from grading.bench.scratch import Described
from labs import working
from labs.loader import DEFINITIONS as LABS
from labs.loader import LabFolder, load_lab, read_yaml
from labs.models import Cloud, Lab, Place, Session
from labs.overcloud.connections import grader, identity, student
from labs.schema import LabDefinition
from labs.services import finish_session, give_answers, record_cloud, record_lab, start_session
from labs.site import variables_of

TEN_CHECKS = "ten-checks"
ACTIVE_S = 90


class NotPrepared(Exception):
    """The cloud did not do what a benchmark needs before it can begin."""


def load_benchmark_lab(slug: str) -> Lab:
    """A lab of the course, or the one beside this module that is only measured."""
    if slug != TEN_CHECKS:
        return record_lab(load_lab(LABS / slug))
    content, _lines = read_yaml(Path(__file__).with_name("ten_checks.yaml"))
    return record_lab(LabFolder(LabDefinition.model_validate(content), "", ""))


@dataclass
class Bench:
    """A cloud of the classroom with students made for a benchmark."""

    cloud: Cloud
    places: list[Place] = field(default_factory=list)

    def add_student(self) -> Place:
        number = len(self.places) + 1
        handle = f"b{secrets.token_hex(3)}n{number}"
        user = get_user_model().objects.create_user(handle)
        place = Place.objects.create(
            cloud=self.cloud, user=user, handle=handle, number=number, password=secrets.token_urlsafe(12)
        )
        self.places.append(place)
        working.make_place_ready(place_id=place.pk)
        place.refresh_from_db()
        return place

    def open_session(self, place: Place, slug: str) -> Session:
        session = start_session(place=place, lab=load_benchmark_lab(slug))
        working.prepare(session_id=session.pk)
        wait_while(Session.State.PREPARING, session)
        if session.state != Session.State.OPEN:
            raise NotPrepared(f"{slug}: {session.state}, {session.cause}")
        return session

    def remove(self) -> None:
        """All that the students have in the cloud, then themselves."""
        for session in Session.objects.filter(place__in=self.places).exclude(state=Session.State.FINISHED):
            finish_session(session=session)
            working.finish(session_id=session.pk)
            wait_while(Session.State.FINISHING, session)
        for place in self.places:
            if place.domain_id:
                identity(grader(self.cloud)).update_domain(place.domain_id, is_enabled=False)
                identity(grader(self.cloud)).delete_domain(place.domain_id)


def wait_while(state: Session.State, session: Session) -> None:
    """A worker of the classroom may have been quicker to take the session up."""
    deadline = time.monotonic() + ACTIVE_S
    session.refresh_from_db()
    while session.state == state and time.monotonic() < deadline:
        time.sleep(0.2)
        session.refresh_from_db()


@contextmanager
def bench_on(described: Described) -> Iterator[Bench]:
    """A bench on a cloud; whatever its students made there is removed at the end."""
    entry = described.entry
    cloud = record_cloud(
        slug="bench",
        title="Benchmark",
        config=entry,
        public_auth_url=entry["auth"]["auth_url"],
        site=described.site,
    )
    bench = Bench(cloud)
    try:
        yield bench
    finally:
        bench.remove()


def solve(session: Session) -> None:
    """Good work for the session's lab, as its reference solution does it."""
    slug, values = session.lab.slug, variables_of(session)
    mine = student(session.place, session.project_id)
    if slug in {"network-tenant", TEN_CHECKS}:
        make_networks(mine, values)
    if slug == TEN_CHECKS:
        make_web_group(mine)
        make_server(mine, values, "bench-vm", "app-net")
    if slug == "intro-launch":
        image = next(image for image in mine.image.images() if image.name == values["IMG"])
        cidr = f"192.168.{values['N']}.0/24"
        give_answers(session=session, values={"subnet_cidr": cidr, "image_id": image.id})
        make_server(mine, values, "intro-vm1", "intro-net")


def make_networks(mine: Connection, values: dict[str, str]) -> None:
    first, second = f"192.168.{values['N']}", f"10.{values['N']}.20"
    app, db = (mine.network.create_network(name=name) for name in ("app-net", "db-net"))
    mine.network.set_tags(db, ["tier-db"])
    pools = [{"start": f"{first}.100", "end": f"{first}.150"}]
    mine.network.create_subnet(
        name="app-subnet",
        network_id=app.id,
        ip_version=4,
        cidr=f"{first}.0/24",
        gateway_ip=f"{first}.254",
        allocation_pools=pools,
        dns_nameservers=[values["DNS"]],
    )
    mine.network.create_subnet(
        name="db-subnet",
        network_id=db.id,
        ip_version=4,
        cidr=f"{second}.0/26",
        gateway_ip=None,
        is_dhcp_enabled=False,
    )


def make_web_group(mine: Connection) -> None:
    group = mine.network.create_security_group(name="web")
    mine.network.create_security_group_rule(
        security_group_id=group.id,
        direction="ingress",
        ether_type="IPv4",
        protocol="tcp",
        port_range_min=80,
        port_range_max=80,
    )


def make_server(mine: Connection, values: dict[str, str], name: str, network: str) -> None:
    """A server that is ACTIVE and has written to its console. Raises NotPrepared."""
    named: dict[str, Any] = {
        "image_id": next(image.id for image in mine.image.images() if image.name == values["IMG"]),
        "flavor_id": next(flavor.id for flavor in mine.compute.flavors() if flavor.name == values["FLV"]),
        "networks": [{"uuid": next(net.id for net in mine.network.networks() if net.name == network)}],
    }
    server = mine.compute.create_server(name=name, metadata={"owner": values["S"]}, **named)
    deadline = time.monotonic() + ACTIVE_S
    while mine.compute.get_server(server.id).status != "ACTIVE" or not _has_said_something(mine, server.id):
        if time.monotonic() > deadline:
            raise NotPrepared(f"{name} is not ACTIVE")
        time.sleep(0.5)


def _has_said_something(mine: Connection, server_id: str) -> bool:
    return bool(mine.compute.get_server_console_output(server_id, length=10).get("output"))
