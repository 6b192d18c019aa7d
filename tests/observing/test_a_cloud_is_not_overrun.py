"""A cloud gets only so many calls at once from all workers, and one that is away is left in peace for a while."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from openstack.connection import Connection

from grading.engine.observation import Collection, Tenancy
from grading.observing.looking import OWN_LIMIT, TOO_LATE, observe
from grading.observing.reach import note_look, was_reached
from labs.events import redis
from labs.kinds import Kind
from labs.models import Cloud
from labs.overcloud import breaker
from labs.overcloud.breaker import Breaker, Phase
from labs.overcloud.connections import open_connection
from labs.overcloud.slots import OurOwnLimit, key_of, slot
from tests.classroom import free_port


@pytest.fixture
def connection(broker: None) -> Iterator[Connection]:
    """To a cloud where nobody listens; its slots are its own."""
    auth = {"auth_url": f"http://127.0.0.1:{free_port()}/v3", "username": "x", "password": "x", "project_name": "x"}
    found = open_connection("test", {"auth": auth | {"user_domain_name": "D", "project_domain_name": "D"}})
    yield found
    redis().delete(key_of(found))


@pytest.fixture
def cloud(broker: None) -> Iterator[Cloud]:
    made = Cloud(slug=f"test-{secrets.token_hex(4)}")
    yield made
    redis().delete(f"classroom:breaker:{made.slug}")


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def test_no_more_at_once_than_the_limit(connection: Connection, settings: Any) -> None:
    settings.CLOUD_CALLS_MAX = 3
    lock, now, most = threading.Lock(), 0, 0

    def work(_: int) -> None:
        nonlocal now, most
        with slot(connection, until=soon(), lease_s=10):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.05)
            with lock:
                now -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(12)))
    assert most == 3


def test_waiting_for_a_slot_ends(connection: Connection, settings: Any) -> None:
    settings.CLOUD_CALLS_MAX = 1
    with (
        slot(connection, until=soon(), lease_s=10),
        pytest.raises(OurOwnLimit),
        slot(connection, until=soon(0.2), lease_s=10),
    ):
        pass


def test_who_dies_gives_the_slot_back(connection: Connection, settings: Any) -> None:
    settings.CLOUD_CALLS_MAX = 1
    dead = slot(connection, until=soon(), lease_s=0.3)
    dead.__enter__()
    with slot(connection, until=soon(2), lease_s=10):
        pass


def test_a_look_that_gets_no_slot_says_that_it_was_our_own_limit(connection: Connection, settings: Any) -> None:
    settings.CLOUD_CALLS_MAX = 1
    with slot(connection, until=soon(), lease_s=10):
        *_, look = observe(connection, tenancies=[Tenancy("p")], kinds=[Kind.CONSOLE], limit_s=0.4)
    assert {found.cause and found.cause["detail"] for found in look.values()} == {OWN_LIMIT}
    assert {found.cause and found.cause["trouble"] for found in look.values()} == {"timeout"}
    assert was_reached(look) is None


def cause(trouble: str, service: str, detail: str = "") -> Collection:
    return Collection(cause={"trouble": trouble, "service": service, "detail": detail})


SEEN = Collection(read_at="2026-01-01")


@pytest.mark.parametrize(
    ("look", "reached"),
    [
        ({Kind.SERVER: SEEN, Kind.VOLUME: cause("refused", "block_storage")}, True),
        ({Kind.SERVER: SEEN, Kind.USER: cause("timeout", "identity", TOO_LATE)}, False),
        ({Kind.SERVER: cause("timeout", "compute"), Kind.NETWORK: cause("server_error", "network")}, False),
        ({Kind.SERVER: cause("forbidden", "compute")}, True),
        ({Kind.SERVER: SEEN, Kind.KEYPAIR: cause("refused", "identity")}, False),
        ({Kind.SERVER: SEEN, Kind.FLAVOR: cause("timeout", "compute")}, True),
        ({Kind.SERVER: cause("timeout", "compute", OWN_LIMIT)}, None),
        ({}, None),
    ],
)
def test_what_a_look_tells_of_its_cloud(look: dict[Kind, Collection], reached: bool | None) -> None:
    assert was_reached(look) is reached


T = 1000.0
OPEN = Breaker(3, opened_at=T)


@pytest.mark.parametrize(
    ("before", "at", "phase", "admits", "failed"),
    [
        (Breaker(), T, Phase.CLOSED, True, Breaker(1)),
        (Breaker(2), T, Phase.CLOSED, True, OPEN),
        (OPEN, T + 9, Phase.OPEN, False, OPEN),
        (OPEN, T + 10, Phase.HALF_OPEN, True, Breaker(4, opened_at=T + 10)),
        (Breaker(3, T, trial_at=T + 10), T + 11, Phase.HALF_OPEN, False, Breaker(4, opened_at=T + 11)),
        (Breaker(3, T, trial_at=T + 10), T + 50, Phase.HALF_OPEN, True, Breaker(4, opened_at=T + 50)),
    ],
)
def test_the_states_of_a_breaker(before: Breaker, at: float, phase: Phase, admits: bool, failed: Breaker) -> None:
    assert (before.phase(at), before.admits(at), before.after_failure(at)) == (phase, admits, failed)
    assert before.after_success(at) == Breaker()


def test_one_worker_at_a_time_tries_again(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    away = {Kind.SERVER: cause("refused", "compute")}
    for _ in range(breaker.FAILURES_TO_OPEN):
        assert breaker.may_look(cloud)
        note_look(cloud, away)
    assert breaker.is_open(cloud)
    assert not breaker.may_look(cloud)
    assert breaker.breaker_state(cloud).phase is Phase.OPEN
    monkeypatch.setattr(breaker, "PAUSE_S", 0.0)
    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(lambda _: breaker.may_look(cloud), range(6))) == [False] * 5 + [True]
    note_look(cloud, {Kind.SERVER: SEEN})
    assert breaker.breaker_state(cloud).phase is Phase.CLOSED
    assert breaker.may_look(cloud)
