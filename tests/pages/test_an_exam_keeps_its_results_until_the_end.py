"""Exam mode: a student sees that the work was handed in and when results come, the staff everything."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from course.assigning import set_terms
from course.live import Listener
from course.models import Cohort, User
from course.streams import Event
from course.terms import concealed_labs
from grading.models import Run
from labs.models import Lab, Place
from tests.pages import factories

SLUG = "intro-launch"
FAILED = {"INL-3": "failed", "INL-5": "unknown"}


@pytest.fixture
def lab(cohort: Cohort) -> Lab:
    return Lab.objects.get(slug=SLUG)


@pytest.fixture
def run(student: Place, lab: Lab, cohort: Cohort, teacher: User) -> Run:
    """A graded run in an exam that goes on for an hour."""
    due = timezone.now() + timedelta(hours=1)
    set_terms(cohort=cohort, lab=lab, values={"due": due, "exam": True}, by=teacher)
    return factories.make_run(factories.make_session(student), FAILED)


def end(cohort: Cohort, lab: Lab, teacher: User) -> None:
    due = timezone.now() - timedelta(seconds=1)
    set_terms(cohort=cohort, lab=lab, values={"due": due, "exam": True}, by=teacher)


def texts(client: Any) -> str:
    pages = [reverse("lab", args=[SLUG]), reverse("lab_verdicts", args=[SLUG]), reverse("labs"), reverse("overview")]
    return "".join(client.get(page).content.decode() for page in [*pages, f"{reverse('overview')}?part=runs"])


def test_the_student_sees_that_it_is_handed_in_and_no_more(page_of: Any, student: Place, run: Run) -> None:
    shown = texts(page_of(student.user, "en"))
    assert "This is an exam: results are shown after" in shown
    assert "handed in" in shown
    for word in (
        "SHUTOFF",
        "hint 1 of",
        "Best result",
        "still open",
        f"{run.earned} / {run.total}",
        f"{run.earned}<small>",
    ):
        assert word not in shown, word


def test_finishing_the_lab_reveals_nothing(page_of: Any, student: Place, run: Run) -> None:
    run.session.state = "finished"
    run.session.finished_at = timezone.now()
    run.session.save()
    client = page_of(student.user, "en")
    shown = texts(client)
    assert "SHUTOFF" not in shown
    assert f"{run.earned}<small>" not in shown
    assert "handed in" in client.get(reverse("labs")).content.decode()


def test_the_staff_sees_everything(page_of: Any, student: Place, teacher: User, run: Run) -> None:
    page = page_of(teacher, "en").get(reverse("student_lab", args=[student.pk, SLUG])).content.decode()
    assert "SHUTOFF" in page
    assert "Best result" in page


def test_after_the_end_everybody_sees_everything(
    page_of: Any, student: Place, run: Run, cohort: Cohort, lab: Lab, teacher: User
) -> None:
    end(cohort, lab, teacher)
    shown = texts(page_of(student.user, "en"))
    assert "SHUTOFF" in shown
    assert "A hidden check" not in shown


def test_programs_are_told_no_more_than_pages(
    student: Place, run: Run, cohort: Cohort, lab: Lab, teacher: User
) -> None:
    kim, staff = APIClient(), APIClient()
    kim.force_authenticate(student.user)
    staff.force_authenticate(teacher)
    address, of_run = f"/api/v1/labs/{SLUG}/", f"/api/v1/runs/{run.pk}/"
    room, told = kim.get(address).json(), kim.get(of_run).json()
    for one in (room["run"], told):
        assert (one["handed_in"], one["score"], one["verdicts"], one["hidden_points"]) == (True, None, [], 0)
    assert room["lab"]["score"] is None
    assert (room["lab"]["terms"]["exam"], room["lab"]["terms"]["results_shown"]) == (True, False)
    assert {one["slug"]: one for one in kim.get("/api/v1/labs/").json()}[SLUG]["score"] is None
    assert staff.get(of_run).json()["score"]["earned"] == run.earned
    end(cohort, lab, teacher)
    assert kim.get(of_run).json()["score"]["earned"] == run.earned


def test_the_stream_tells_the_student_no_verdicts(student: Place, run: Run, lab: Lab) -> None:
    concealed = concealed_labs(student)
    assert concealed == {lab.pk}
    pupil, staff = Listener((), student.pk, False, concealed), Listener((), None, True)
    heard = {name: Event("1-0", name, {"place": student.pk, "lab": lab.pk}) for name in ("verdict", "score", "run")}
    assert [name for name, event in heard.items() if pupil.may_hear(event)] == ["run"]
    assert all(staff.may_hear(event) for event in heard.values())
    elsewhere = Event("1-0", "verdict", {"place": student.pk, "lab": lab.pk + 1})
    assert pupil.may_hear(elsewhere)


def test_a_program_is_told_of_dates_and_attempts(student: Place, cohort: Cohort, lab: Lab, teacher: User) -> None:
    kim, now = APIClient(HTTP_ACCEPT_LANGUAGE="en"), timezone.now()
    kim.force_authenticate(student.user)
    values = {"opens": now + timedelta(hours=1), "due": now + timedelta(days=1), "attempts": 3}
    set_terms(cohort=cohort, lab=lab, values=values, by=teacher)
    room = kim.get(f"/api/v1/labs/{SLUG}/").json()
    assert room["lab"]["standing"] == "locked"
    assert room["attempts"] == {"limit": 3, "left": 3, "again_at": None}
    assert room["checks"] == []
    for answer in (kim.post(f"/api/v1/labs/{SLUG}/start/"), kim.get(f"/api/v1/labs/{SLUG}/task/")):
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "locked"
        assert "Until then" in answer.json()["error"]["message"]
