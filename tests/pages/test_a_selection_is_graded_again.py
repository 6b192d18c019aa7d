"""Teachers and assistants choose students on the board and have what is open graded again as one job."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.models import AuditEntry, Cohort, Enrolment, Group, User
from grading.models import Rerun, Run
from grading.rerunning import go_on, go_on_after, sweep_reruns
from grading.services import TOGETHER_MAX
from labs.models import Place, Session
from tests.pages import factories

pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture
def client(page_of: Any, teacher: User) -> Client:
    signed_in: Client = page_of(teacher, "en")
    return signed_in


def fill(cohort: Cohort, many: int, state: str = Session.State.OPEN) -> list[Place]:
    places = [factories.make_student(cohort, f"s{number}", number, f"학생 {number}") for number in range(1, many + 1)]
    for place in places:
        factories.make_session(place, state=state)
    return places


def start(client: Client, places: list[Place], **values: str) -> Any:
    given: dict[str, Any] = {"whom": "chosen", "student": [place.pk for place in places], "in": ""}
    return client.post(reverse("rerun_start"), given | values, follow=True)


def finish_runs(outcomes: dict[str, str] | None = None) -> None:
    """What a worker does with the gradings that are under way."""
    runs = list(Run.objects.filter(state__in=Run.ACTIVE))
    for run in runs:
        factories.judge(run, outcomes or {})
    go_on_after(run_ids=[run.pk for run in runs])


def page(client: Client, rerun: Rerun) -> str:
    return client.get(reverse("rerun", args=[rerun.pk])).content.decode()


def test_a_job_grades_what_is_open_and_says_how_far_it_is(client: Client, cohort: Cohort, teacher: User) -> None:
    many = TOGETHER_MAX + 2
    places = fill(cohort, many)
    factories.make_run(places[0].sessions.get(), {"INL-3": "failed"})
    assert f"0 of {many} are done" in start(client, places).content.decode()
    rerun = Rerun.objects.get()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.after) == ("rerun_started", teacher, {"rerun": rerun.pk, "sessions": many})
    go_on(rerun_id=rerun.pk)
    assert Run.objects.filter(state=Run.State.QUEUED).count() == TOGETHER_MAX
    finish_runs()
    told = page(client, rerun)
    assert f"{TOGETHER_MAX} of {many} are done" in told
    assert "left" in told
    finish_runs()
    go_on(rerun_id=rerun.pk)
    told = page(client, rerun)
    assert f"{many} of {many} are done" in told
    assert "→ <strong>100</strong>" in told
    assert Rerun.objects.get().state == Rerun.State.DONE
    assert "Graded again" in client.get(reverse("reruns")).content.decode()


def test_it_is_cancelled_and_resumed_with_what_is_left(client: Client, cohort: Cohort) -> None:
    places = fill(cohort, TOGETHER_MAX + 1)
    start(client, places)
    rerun = Rerun.objects.get()
    go_on(rerun_id=rerun.pk)
    client.post(reverse("rerun_cancel", args=[rerun.pk]))
    finish_runs()
    assert not Run.objects.filter(state__in=Run.ACTIVE).exists()
    told = page(client, rerun)
    assert "cancelled" in told
    assert "Resume" in told
    client.post(reverse("rerun_resume", args=[rerun.pk]))
    client.post(reverse("rerun_resume", args=[rerun.pk]))  # a second click changes nothing
    go_on(rerun_id=rerun.pk)
    finish_runs()
    assert Rerun.objects.get().state == Rerun.State.DONE
    assert Run.objects.count() == TOGETHER_MAX + 1
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "rerun_started",
        "rerun_cancelled",
        "rerun_resumed",
    ]


def test_what_is_no_longer_open_is_passed_over(client: Client, cohort: Cohort) -> None:
    places = fill(cohort, 2)
    start(client, places)
    Session.objects.filter(place=places[0]).update(state=Session.State.FINISHED, finished_at=timezone.now())
    rerun = Rerun.objects.get()
    go_on(rerun_id=rerun.pk)
    finish_runs()
    assert "passed over: no longer open" in page(client, rerun)
    assert Run.objects.count() == 1


def test_a_lost_worker_holds_up_nothing(client: Client, cohort: Cohort, settings: Any) -> None:
    settings.RERUN_PATIENCE_S = 0
    start(client, fill(cohort, 1))
    sweep_reruns()
    assert Run.objects.get().state == Run.State.QUEUED


def test_only_one_lab_or_whom_a_filter_finds(client: Client, cohort: Cohort) -> None:
    places = fill(cohort, 3)
    factories.make_session(places[0], "network-tenant")
    start(client, places, **{"in": "network-tenant"})
    assert [item.session.lab.slug for item in Rerun.objects.get().items.all()] == ["network-tenant"]
    group = Group.objects.create(cohort=cohort, name="Evening")
    Enrolment.objects.filter(handle__in=("s2", "s3")).update(group=group)
    start(client, [], whom="found", group=str(group.pk))
    latest = Rerun.objects.first()
    assert latest
    assert {item.session.place.handle for item in latest.items.all()} == {"s2", "s3"}


def test_where_nothing_is_open_it_is_said(client: Client, cohort: Cohort) -> None:
    places = fill(cohort, 1, state=Session.State.FINISHED)
    assert "None of the chosen labs is open" in start(client, places).content.decode()
    assert not Rerun.objects.exists()


def test_more_jobs_and_students_cost_no_more_queries(
    client: Client, cohort: Cohort, django_assert_max_num_queries: Any
) -> None:
    places = fill(cohort, 12)
    for _again in range(5):
        start(client, places)
    with django_assert_max_num_queries(12):
        client.get(reverse("reruns"))
    with django_assert_max_num_queries(14):
        page(client, Rerun.objects.all()[0])


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("nobody", 302),
        ("s1", 404),
        ("elsewhere", 404),
        ("assistant", 200),
        ("teacher", 200),
        ("admin", 200),
    ],
)
def test_who_looks_after_the_class_may(
    page_of: Any, cohort: Cohort, teacher: User, client: Client, who: str, answer: int
) -> None:
    places = fill(cohort, 2)
    start(client, places[:1])
    rerun = Rerun.objects.get()
    factories.make_user("admin", is_superuser=True)
    factories.make_teacher(factories.make_cohort("two"), "elsewhere")
    Enrolment.objects.create(cohort=cohort, user=factories.make_user("assistant"), role=Enrolment.Role.ASSISTANT)
    client = Client() if who == "nobody" else page_of(User.objects.get(username=who))
    assert client.get(reverse("rerun", args=[rerun.pk])).status_code == answer
    for name in ("rerun_cancel", "rerun_resume"):
        assert client.post(reverse(name, args=[rerun.pk])).status_code == (302 if answer == 200 else answer)
    posted = client.post(reverse("rerun_start"), {"whom": "chosen", "student": places[1].pk})
    assert posted.status_code == (302 if answer in (200, 302) or who == "elsewhere" else answer)
    assert Rerun.objects.count() == (2 if answer == 200 else 1)
