"""Real Celery workers and a real broker: one is killed in the middle of a regrade, the next one ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from course.models import Cohort, User
from grading import regrading
from grading.models import Regrade, RegradeRow, Run, Score
from labs.kinds import Kind
from labs.models import Place
from tests.grading.regraded import GOOD, begin, change_definition, changed, expect, grade, lose_worker, make_class
from tests.grading.regraded import open_session as opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("broker")]
STUDENTS = 12
PATIENCE_S = 60
# A slower machine: each turn is one step and takes a while, so that the worker can be met at it.
SLOW = """
import sys, time
from config.celery import app
app.loader.import_default_modules()
from django.conf import settings
from grading import regrading
settings.REGRADE_TURN_S, regrading.RUNS_AT_ONCE, judge = 0, 1, regrading._judge_some
regrading._judge_some = lambda regrade: (time.sleep(0.3), judge(regrade))[1]
app.worker_main(["worker", "--queues", "bulk", "--pool", "solo", "--without-gossip", "--without-mingle"])
"""
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Start]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "CLASSROOM_DATABASE": database()}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        with (tmp_path / "worker.log").open("ab") as log:
            command = [sys.executable, "-c", SLOW]
            started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=Path.cwd()))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def database() -> str:
    """Where the tests' database is, for another process."""
    return f"sqlite:///{connection.settings_dict['NAME']}"


@pytest.fixture
def room(settings: Any) -> tuple[Cohort, User, list[Place]]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_class(STUDENTS)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, Regrade.objects.values().get()
        time.sleep(0.05)


def test_the_next_worker_goes_on_with_what_is_missing(
    room: tuple[Cohort, User, list[Place]], start_worker: Start
) -> None:
    assert settings.CELERY_TASK_ROUTES["grading.regrade"] == {"queue": "bulk"}
    cohort, teacher, places = room
    for place in places:
        grade(opened(place), changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1"))
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    first = start_worker()
    regrade = begin(cohort, teacher)
    wait_until(lambda: RegradeRow.objects.count() >= 3)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    survived = set(RegradeRow.objects.values_list("pk", flat=True))
    assert 0 < len(survived) < STUDENTS
    lose_worker(regrade)
    start_worker()
    regrading.sweep_regrades()
    wait_until(lambda: Regrade.objects.get().state == Regrade.State.READY)
    rows = RegradeRow.objects.all()
    assert (rows.count(), rows.filter(pk__in=survived).count()) == (STUDENTS, len(survived))
    regrading.promote_regrade(regrade=regrade, choice=Regrade.Choice.RISES, by=teacher)
    wait_until(lambda: Regrade.objects.get().state == Regrade.State.PROMOTED)
    assert set(Score.objects.values_list("earned", flat=True)) == {100}
    assert Run.objects.count() == 2 * STUDENTS
