"""The event stream over the wire: it resumes from an id, tells nobody else's, and says when the broker is away."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.pages.site import Site, wait_until

PATIENCE_S = 10


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="wire", students=["wa", "wi"])
    return site


@contextmanager
def stream(room: Site, user: str | None, path: str = "/live/", **headers: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(room.url).netloc, timeout=PATIENCE_S)
    if user:
        cookie = room.cookie_of(user)
        headers["Cookie"] = f"{cookie['name']}={cookie['value']}"
    connection.request("GET", path, headers=headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def next_event(response: http.client.HTTPResponse) -> dict[str, str]:
    """The fields of the next event; what is no event is passed over."""
    fields: dict[str, str] = {}
    while True:
        line = response.readline().decode().rstrip("\n")
        assert line or fields or not response.isclosed(), "the stream has ended"
        if not line and "event" in fields:
            return fields
        name, _colon, value = line.partition(": ")
        fields = fields | {name: value} if name in {"id", "event", "data"} else fields


def test_it_is_an_endless_stream_that_nobody_keeps(room: Site) -> None:
    with stream(room, "wa") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"


def test_it_resumes_after_the_last_id(room: Site) -> None:
    with stream(room, "wa") as response:
        session = room.do("open_lab", handle="wa")
        first = next_event(response)
    assert first["event"] == "session"
    room.do("set_session", session=session, step="network")
    run = room.do("begin_run", session=session)
    with stream(room, "wa", **{"Last-Event-ID": first["id"]}) as response:
        heard = [next_event(response) for _each in range(3)]
    assert [event["event"] for event in heard if event["id"] != first["id"]][-2:] == ["session", "run"]
    assert f'"run": {run}' in heard[-1]["data"]


def test_a_student_hears_only_the_own(room: Site) -> None:
    with stream(room, "wi") as response:
        other = room.do("open_lab", handle="wa", slug="network-tenant")
        own = room.do("open_lab", handle="wi", slug="network-tenant")
        assert f'"session": {own}' in next_event(response)["data"]
        assert own != other


def test_a_teacher_hears_the_class(room: Site) -> None:
    with stream(room, "wireteacher") as response:
        session = room.do("session_of", handle="wa", slug="network-tenant")
        room.do("set_session", session=session, step="port")
        assert f'"session": {session}' in next_event(response)["data"]


@pytest.mark.parametrize("after", ["", "nonsense", "-5", "9" * 40, "1-1; DROP"])
def test_any_id_is_taken_calmly(room: Site, after: str) -> None:
    with stream(room, "wa", **{"Last-Event-ID": after}) as response:
        assert response.status == 200


def test_without_a_broker_it_says_so_at_once(room: Site) -> None:
    room.broker.stop()
    try:
        with stream(room, "wa") as response:
            assert response.status == 503
    finally:
        room.broker.start()


def test_without_signing_in_there_is_none(room: Site) -> None:
    with stream(room, None) as response:
        assert response.status == 401


def test_whoever_left_is_forgotten(room: Site) -> None:
    """A closed page leaves no reader behind in the broker."""

    def readers() -> int:
        count: int = room.do("blocked_clients")
        return count

    before = readers()
    with stream(room, "wa") as response:
        response.readline()
        wait_until(lambda: readers() == before + 1, "nobody reads the stream")
    wait_until(lambda: readers() == before, "the reader stays after the page has gone")


def test_the_database_is_let_go(room: Site) -> None:
    """An open stream holds no connection: the site's process has no more files of the database open than before."""

    def connections() -> int:
        count: int = room.do("open_database_files", process=room.web)
        return count

    with stream(room, "wa") as first:
        first.readline()
        one = connections()
        with stream(room, "wi") as second, stream(room, "wireteacher") as third:
            second.readline()
            third.readline()
            assert connections() <= one
