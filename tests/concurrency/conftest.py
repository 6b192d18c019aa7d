"""Threads that act at the same moment, and a session to act on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from course.models import User
from labs.loader import load_labs
from labs.models import Cloud, Lab, Place, Session
from labs.services import record_lab


@pytest.fixture
def place() -> Place:
    for folder in load_labs():
        record_lab(folder)
    cloud = Cloud.objects.create(slug="c", title="Cloud", config={}, public_auth_url="http://127.0.0.1:1/v3")
    user = User.objects.create_user("kim")
    return Place.objects.create(cloud=cloud, user=user, handle="kim", number=1, password="x")


@pytest.fixture
def lab(place: Place) -> Lab:
    return Lab.objects.get(slug="network-tenant")


@pytest.fixture
def session(place: Place, lab: Lab) -> Session:
    assert lab.definition is not None
    return Session.objects.create(
        place=place, lab=lab, definition=lab.definition, state=Session.State.OPEN, project_id="p-1"
    )


@pytest.fixture
def at_once() -> Callable[[Callable[[], Any]], list[Any]]:
    """Call something from eight threads at the same moment; their results, or the exceptions they met."""

    def run(act: Callable[[], Any], times: int = 8) -> list[Any]:
        barrier = Barrier(times)

        def one() -> Any:
            barrier.wait(10)
            try:
                return act()
            except Exception as error:  # noqa: BLE001  the test looks at it
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return [future.result(60) for future in [pool.submit(one) for _ in range(times)]]

    return run
