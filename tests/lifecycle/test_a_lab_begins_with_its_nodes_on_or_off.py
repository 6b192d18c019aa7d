"""A lab about the classroom's machines begins in the evening or in the morning, and otherwise says so."""

from collections.abc import Iterator
from typing import Any

import pytest

from labs.models import Place, Session
from labs.overcloud.causes import Trouble
from labs.practice.classroom.machines import OFF, ON, Machines
from tests.cloud import RunningCloud
from tests.lifecycle.world import finished, make_session, prepared


@pytest.fixture
def machines(practice_cloud: RunningCloud) -> Iterator[Machines]:
    found = Machines(practice_cloud.settings.folders)
    yield found
    found.bring(ON)


@pytest.mark.parametrize(("nodes", "others"), [(ON, OFF), (OFF, ON)])
def test_start_refuses_nodes_that_are_otherwise(place: Place, machines: Machines, nodes: str, others: str) -> None:
    machines.bring(others)
    session = prepared(make_session(place, {"nodes": nodes}))
    assert session.state == Session.State.BROKEN
    assert session.cause
    assert session.cause["trouble"] == Trouble.STATE
    machines.bring(nodes)
    session = prepared(session)
    assert session.state == Session.State.OPEN
    finished(session)


def test_what_has_begun_may_be_started_again_whatever_the_nodes_are(place: Place, machines: Machines) -> None:
    session = prepared(make_session(place, {"nodes": ON}))
    machines.bring(OFF)
    assert prepared(session).state == Session.State.OPEN
    finished(session)


def test_computes_report_as_they_are_let(machines: Machines, admin: Any) -> None:
    def up() -> set[str]:
        return {service.host for service in admin.compute.services(binary="nova-compute") if service.state == "up"}

    everybody = up()
    machines.let_report({"compute1"})
    assert up() == everybody - {"compute0"}
    machines.let_report({"compute0", "compute1"})
    assert up() == everybody
