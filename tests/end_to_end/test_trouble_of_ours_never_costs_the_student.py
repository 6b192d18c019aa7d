"""The cloud dies or the worker is killed in the middle of a run: the run ends truthfully, the score stands."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.classroom import Classroom
from tests.end_to_end.proving import Student


@pytest.fixture
def solved(classroom: Classroom, tmp_path: Path) -> Iterator[Student]:
    """A student whose lab is done and graded with 100."""
    student = Student(classroom, "jung", "network-tenant", tmp_path)
    student.start()
    student.solve()
    code, run = student.grade()
    assert (code, run["score"]["earned"]) == (0, 100)
    yield student
    student.finish()


def practice_status(classroom: Classroom) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(classroom.manage("practice", "status", "--json"))
    return found


@contextmanager
def frozen(classroom: Classroom, service: str) -> Iterator[None]:
    """A service that accepts connections and does not answer, so that a run stays in its middle."""
    pid = next(entry["pid"] for entry in practice_status(classroom)["services"] if entry["name"] == service)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # the test may have ended it meanwhile
            os.kill(pid, signal.SIGCONT)


def grade_in_background(student: Student) -> subprocess.Popen[str]:
    return student.classroom.lab_process(student.user, student.slug, "grade", "--json")


def until(condition: Callable[[], bool], limit_s: float, what: str) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about in {limit_s} s"
        time.sleep(0.2)


def latest_run(student: Student) -> dict[str, Any]:
    found: dict[str, Any] = student.status()["run"]
    return found


def test_a_cloud_that_dies_in_mid_run_is_unknown_and_the_score_stands(classroom: Classroom, solved: Student) -> None:
    with frozen(classroom, "neutron"):
        grading = grade_in_background(solved)
        until(lambda: latest_run(solved)["state"] == "running", 20, "a running run")
        classroom.manage("practice", "stop")
    try:
        printed, _ = grading.communicate(timeout=60)
        run = json.loads(printed)
        assert grading.returncode == 2
        assert {verdict["outcome"] for verdict in run["verdicts"]} == {"unknown"}
        assert all(verdict["cause"] for verdict in run["verdicts"])
        assert (run["score"]["earned"], run["score"]["possible"]) == (0, 100)
        assert solved.status()["lab"]["score"]["earned"] == 100
    finally:
        classroom.manage("practice", "start")
    until(
        lambda: (latest_run(solved)["score"] or {}).get("earned") == 100,
        240,
        "the automatic look after the cloud's return",
    )


def test_a_killed_workers_run_ends_by_itself(classroom: Classroom, solved: Student) -> None:
    with frozen(classroom, "neutron"):
        grading = grade_in_background(solved)
        until(lambda: latest_run(solved)["state"] == "running", 20, "a running run")
        number = latest_run(solved)["number"]
        classroom.kill("worker-live")
    printed, _ = grading.communicate(timeout=120)
    run = json.loads(printed)
    assert (run["number"], run["state"], run["score"]["earned"]) == (number, "graded", 100)
    assert grading.returncode == 0


def test_a_killed_broker_loses_no_click(classroom: Classroom, solved: Student) -> None:
    classroom.kill("valkey")
    code, run = solved.grade()
    assert (code, run["score"]["earned"]) == (0, 100)
