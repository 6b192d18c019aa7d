"""The event stream of a run: verdicts as the worker announces them, the whole run at its end, whatever is lost."""

import asyncio
import functools
import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient
from knox.models import AuthToken
from pytest_django import Settings

from grading.models import Run
from labs import events
from tests.api.conftest import People
from tests.pages.factories import judge, make_run, make_session


def in_a_loop(scenario: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an asynchronous test with the test's own thread, and so its transaction, for the database."""

    @functools.wraps(scenario)
    def test(*arguments: Any, **fixtures: Any) -> None:
        async_to_sync(scenario)(*arguments, **fixtures)

    return test


@pytest.fixture
def run(people: People) -> Run:
    return make_run(make_session(people.kim), state=Run.State.RUNNING)


@pytest.fixture
def broker_without_events(broker: None, run: Run) -> None:
    """Row ids come back with the next test; the events of the last one must not."""
    events.redis().delete(events.stream(events.place_topic(run.session.place_id)))


async def open_stream(run: Run, **headers: str) -> AsyncGenerator[tuple[str, Any], None]:
    """The events of the stream: name and data; ("", None) for a sign of life."""
    _, token = await sync_to_async(lambda: AuthToken.objects.create(run.session.place.user))()
    response: Any = await AsyncClient().get(
        f"/api/v1/runs/{run.pk}/events/",
        headers={"authorization": f"Token {token}", "accept-language": "en", **headers},
    )
    assert response["Content-Type"] == "text/event-stream"
    name = ""
    async for chunk in response.streaming_content:
        for line in chunk.decode().splitlines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                yield name, json.loads(line[6:])
            elif line.startswith(":"):
                yield "", None


def announce(run: Run, name: str, **data: Any) -> None:
    events.publish([events.place_topic(run.session.place_id)], name, run=run.pk, **data)


def announce_verdict(run: Run, check: str, outcome: str = "passed") -> None:
    announce(run, "verdict", check=check, outcome=outcome, earned=10, points=10, position=0, of=9)


def end(run: Run) -> None:
    judge(run, {"INL-3": "failed"})


@in_a_loop
async def test_verdicts_come_before_the_run_ends(broker_without_events: None, run: Run) -> None:
    await sync_to_async(announce_verdict)(run, "INL-1")
    async with aclosing(open_stream(run)) as stream:
        name, verdict = await anext(stream)
        assert (name, verdict["check"], verdict["outcome"]) == ("verdict", "INL-1", "passed")
        assert (verdict["points"], verdict["earned"], verdict["title"]) == (10, 10, "The subnet's CIDR")
        await sync_to_async(announce_verdict)(run, "INL-2", "failed")
        assert (await anext(stream))[1]["check"] == "INL-2"
        await sync_to_async(end)(run)
        await sync_to_async(announce)(run, "run", state="graded")
        name, told = await anext(stream)
        assert (name, told["id"], told["state"], len(told["verdicts"])) == ("run", run.pk, "graded", 9)
        assert [rest async for rest in stream] == []


@in_a_loop
async def test_a_run_that_has_ended_is_told_at_once(broker_without_events: None, run: Run) -> None:
    await sync_to_async(end)(run)
    assert [name async for name, _ in open_stream(run)] == ["run"]


@in_a_loop
async def test_other_runs_of_the_student_stay_out(broker_without_events: None, run: Run, people: People) -> None:
    other = await sync_to_async(lambda: make_run(make_session(people.kim, "network-tenant"), state="running"))()
    await sync_to_async(announce_verdict)(other, "NTT-1")
    await sync_to_async(announce_verdict)(run, "INL-1")
    async with aclosing(open_stream(run)) as stream:
        assert (await anext(stream))[1]["check"] == "INL-1"


@in_a_loop
async def test_a_stream_that_was_cut_goes_on_where_it_was(broker_without_events: None, run: Run) -> None:
    await sync_to_async(announce_verdict)(run, "INL-1")
    await asyncio.sleep(0.01)  # what happens in the very millisecond of a position may be told twice, never lost
    position = await sync_to_async(events.newest_id)()
    await asyncio.sleep(0.01)
    await sync_to_async(announce_verdict)(run, "INL-2")
    async with aclosing(open_stream(run, **{"last-event-id": position})) as stream:
        assert (await anext(stream))[1]["check"] == "INL-2"


@in_a_loop
async def test_an_end_that_nobody_announced_is_found(broker_without_events: None, run: Run) -> None:
    async with aclosing(open_stream(run)) as stream:
        assert await anext(stream) == ("", None)
        await sync_to_async(end)(run)
        assert [name async for name, _ in stream if name] == ["run"]


@in_a_loop
async def test_without_the_broker_the_database_tells(run: Run, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nobody/listens/here.sock"
    async with aclosing(open_stream(run)) as stream:
        assert await anext(stream) == ("", None)
        await sync_to_async(end)(run)
        assert [name async for name, _ in stream if name] == ["run"]
