"""A student's place in the practice cloud, and a neighbour's, taken away again with their domains."""

from collections.abc import Iterator
from typing import Any

import pytest

from labs.models import Place, Session
from labs.overcloud.connections import grader, identity
from tests.cloud import RunningCloud
from tests.lifecycle.world import finished, make_place
from tests.practice import tenants


@pytest.fixture
def place(practice_cloud: RunningCloud, broker: None, transactional_db: None) -> Iterator[Place]:
    yield from _given(make_place(practice_cloud, 222))


@pytest.fixture
def neighbour(practice_cloud: RunningCloud, place: Place) -> Iterator[Place]:
    yield from _given(make_place(practice_cloud, 223))


@pytest.fixture
def admin(place: Place) -> Any:
    return grader(place.cloud)


def _given(place: Place) -> Iterator[Place]:
    yield place
    for session in Session.objects.filter(place=place).exclude(state=Session.State.FINISHED):
        finished(session)
    connection = grader(place.cloud)
    tenants.drop_domain(connection, identity(connection).get_domain(place.domain_id))
