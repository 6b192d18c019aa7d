"""While the practice cloud is installed or starts, every page says how far it is; when it fails, what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from course.models import Cohort
from labs.models import Cloud
from labs.practice import files
from labs.practice.processes import Process
from labs.practice.status import PracticeStatus, ServiceState, ServiceStatus, State, Step, StepState
from labs.practice_link import SLUG
from tests.pages import factories

STEPS = (Step("install", StepState.DONE, 41.5), Step("services", StepState.RUNNING, 3.0, "nova"), Step("seed"))


@pytest.fixture
def practice(labs: None) -> Cohort:
    return factories.make_cohort("practice", factories.make_cloud(SLUG, title="Practice cloud"))


@pytest.fixture
def status_is(settings: Any, tmp_path: Path) -> Any:
    """Write the practice cloud's status file; this process stands for the one that looks after it."""
    settings.CLASSROOM_HOME = tmp_path
    (tmp_path / "practice").mkdir()

    def write(**values: Any) -> None:
        status = PracticeStatus(**{"steps": STEPS, "writer": Process.current(), **values})
        files.write_json(tmp_path / "practice" / "status.json", status.as_dict())

    return write


def text(client: Any, name: str) -> str:
    found: str = client.get(reverse(name)).content.decode()
    return found


def test_a_start_is_shown_on_every_page(page_of: Any, practice: Cohort, status_is: Any) -> None:
    status_is(state=State.STARTING, percent=62)
    client = page_of(factories.make_student(practice).user, "en")
    for name in ("overview", "labs", "chapters", "my_cloud", "cloud_progress"):
        page = text(client, name)
        assert "The practice cloud is starting." in page
        assert "Start the services" in page
        assert 'value="62"' in page


def test_when_it_is_ready_nothing_is_said(page_of: Any, practice: Cohort, status_is: Any) -> None:
    status_is(state=State.READY, percent=100)
    assert "strip-text" not in text(page_of(factories.make_student(practice).user), "overview")


def test_a_failure_tells_students_little_and_staff_all(page_of: Any, practice: Cohort, status_is: Any) -> None:
    status_is(state=State.FAILED, error="No space left on device.", log="log/practice/install.log")
    student = text(page_of(factories.make_student(practice).user, "en"), "overview")
    assert "Tell your teacher" in student
    assert "No space left" not in student
    teacher = text(page_of(factories.make_teacher(practice), "en"), "clouds")
    assert "No space left on device." in teacher
    assert "log/practice/install.log" in teacher


def test_services_are_listed_with_their_restarts(page_of: Any, practice: Cohort, status_is: Any) -> None:
    services = (
        ServiceStatus("keystone", ServiceState.READY, 1, "http://127.0.0.1:15000", 0),
        ServiceStatus("nova", ServiceState.RESTARTING, 2, "http://127.0.0.1:15004", 3, "exit status 1"),
    )
    status_is(state=State.TROUBLE, services=services, versions={"nova": "34.0.0"})
    page = text(page_of(factories.make_teacher(practice), "ko"), "clouds")
    assert "다시 시작하는 중" in page
    assert "34.0.0" in page
    assert "<span>3</span></td>" in page
    assert "exit status 1" in page


def test_an_admin_orders_a_stop(page_of: Any, practice: Cohort, status_is: Any, tmp_path: Path) -> None:
    status_is(state=State.READY, percent=100)
    (tmp_path / "practice" / "run").mkdir()
    admin = factories.make_user("boss", is_superuser=True)
    response = page_of(admin).post(reverse("practice"), {"order": "stop"})
    assert response.headers["Location"] == reverse("clouds")
    assert files.read_json(tmp_path / "practice" / "run" / "order.json") == {"number": 1, "wanted": "stopped"}


def test_a_cloud_on_its_way_is_not_called_broken(page_of: Any, practice: Cohort, status_is: Any) -> None:
    assert practice.cloud
    practice.cloud.state = Cloud.State.DOWN
    practice.cloud.cause = {"trouble": "refused", "service": "identity", "detail": "port 15000"}
    practice.cloud.save()
    client = page_of(factories.make_student(practice).user, "en")
    status_is(state=State.STARTING, percent=10)
    assert "cloud starting" in text(client, "bar")
    assert "Keystone" not in text(client, "overview")
    status_is(state=State.STOPPED)
    assert "cloud not reachable" in text(client, "bar")
    assert "Keystone (identity) could not be reached" in text(client, "overview")
