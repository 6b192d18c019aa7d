"""Queues, workers, versions and settings in force: read from the broker in one go, secrets masked."""

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from redis import Redis

from config.celery import app
from course.operating.in_force import MASK, list_settings, masked
from course.operating.machinery import SILENT_S, read_broker
from labs.events import redis
from labs.heartbeat import CLOCK, WORKERS
from tests.pages import factories


@pytest.fixture
def client(page_of: Any) -> Client:
    found: Client = page_of(factories.make_user("boss", is_superuser=True), "en")
    return found


@pytest.fixture
def clean_broker(broker: None) -> Any:
    redis().delete(WORKERS, CLOCK, "live", "lifecycle", "bulk")
    yield redis()
    redis().delete(WORKERS, CLOCK, "live", "lifecycle", "bulk")


def about(silent_s: float = 0, **values: Any) -> str:
    now = time.time()
    told = {"at": now - silent_s, "since": now - 3600, "pid": 42, "processes": 2, "queues": ["live"], "tasks": []}
    return json.dumps(told | values)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("CLASSROOM_SECRET_KEY", "abc", MASK),
        ("CLASSROOM_SEALING_KEYS", "abc,def", MASK),
        (
            "CLASSROOM_DATABASE",
            "postgres://me:pa55@db:5432/x?sslpassword=pa55",
            f"postgres://{MASK}@db:5432/x",
        ),
        ("CLASSROOM_REDIS", "redis://:pa55@cache:6379/0", f"redis://{MASK}@cache:6379/0"),
        ("CLASSROOM_REDIS", "redis://cache:6379/0", "redis://cache:6379/0"),
        ("CLASSROOM_PORT", "8000", "8000"),
        ("CLASSROOM_PORT", "", None),
    ],
)
def test_what_is_secret_is_masked(name: str, value: str, shown: str | None) -> None:
    assert masked(name, value) == shown


def test_every_setting_is_there_with_its_default() -> None:
    found = {one.name: one for one in list_settings({"CLASSROOM_PORT": "8812", "CLASSROOM_SECRET_KEY": "pa55"})}
    assert (found["CLASSROOM_PORT"].value, found["CLASSROOM_PORT"].default) == ("8812", "8000")
    assert (found["CLASSROOM_CLOUD_CALLS"].value, found["CLASSROOM_CLOUD_CALLS"].default) == (None, "8")
    assert (found["CLASSROOM_SECRET_KEY"].value, found["CLASSROOM_SECRET_KEY"].default) == (MASK, "")
    assert found["CLASSROOM_HOME"].default == ""


def test_no_secret_is_on_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_SECRET_KEY", "pa55-never-told")
    monkeypatch.setenv("CLASSROOM_DATABASE", "postgres://me:pa55-never-told@db/x")
    page = client.get(reverse("machinery")).content.decode()
    assert "pa55-never-told" not in page
    assert settings.SECRET_KEY not in page
    assert f"postgres://{MASK}@db/x" in page


def test_workers_tell_that_they_live(client: Client, clean_broker: Any) -> None:
    at_work = {"name": "grading.grade", "since": time.time() - 7}
    clean_broker.hset(WORKERS, "live@host", about(tasks=[at_work]))
    clean_broker.hset(WORKERS, "lifecycle@host", about(silent_s=SILENT_S + 30))
    clean_broker.hset(WORKERS, "ancient@host", about(silent_s=90_000))
    clean_broker.set(CLOCK, time.time())
    found = read_broker()
    assert found
    assert [(one.name, one.is_alive) for one in found.workers] == [("lifecycle", False), ("live", True)]
    assert found.clock_is_alive
    page = client.get(reverse("machinery")).content.decode()
    assert "grading.grade" in page
    assert "silent" in page
    assert "ancient" not in page


def test_a_queue_tells_how_long_its_first_message_waits(clean_broker: Any) -> None:
    for number in range(3):
        app.send_task("labs.work_at_cloud", args=[number], queue="lifecycle")
    found = read_broker()
    assert found
    queue = next(one for one in found.queues if one.name == "lifecycle")
    assert queue.length == 3
    assert queue.oldest_s is not None
    assert 0 <= queue.oldest_s < 30


def test_a_broker_out_of_reach_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labs.events._redis", Redis.from_url("redis://127.0.0.1:1/0"))
    assert "The broker is out of reach" in client.get(reverse("machinery")).content.decode()
