"""What a deadline does: it locks, counts, limits and closes, and nobody loses by our own failure."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.assigning import give_extension, set_terms, settle_class, sweep_settlings
from course.models import Cohort, Settling, User
from grading.models import Run, Score
from grading.services import request_run, settle_student
from labs.models import Lab, Place, Session
from tests.pages import factories

SLUG = "intro-launch"
HOUR = timedelta(hours=1)
HALF_FOR_A_DAY = [{"hours": 24, "percent": 50}]


@pytest.fixture
def lab(cohort: Cohort) -> Lab:
    return Lab.objects.get(slug=SLUG)


@pytest.fixture
def hold(cohort: Cohort, lab: Lab, teacher: User) -> Any:
    """`hold(due=…)` lets terms hold for the class, and settles as the worker does."""

    def held(**values: Any) -> None:
        set_terms(cohort=cohort, lab=lab, values=values, by=teacher)
        for settling in Settling.objects.all():
            settle_class(settling_id=settling.pk)

    return held


def run_at(session: Session, moment: Any, outcomes: dict[str, str] | None = None, **values: Any) -> Run:
    run = factories.make_run(session, outcomes, asked_at=moment, **values)
    Run.objects.filter(pk=run.pk).update(queued_at=moment)
    return run


def test_a_lab_is_locked_until_it_opens(page_of: Any, student: Place, hold: Any) -> None:
    hold(opens=timezone.now() + 26 * HOUR)
    client = page_of(student.user, "en")
    page = client.get(reverse("lab", args=[SLUG])).content.decode()
    assert "locked until" in page
    assert "start-button" not in page
    assert "Your values" not in page
    assert "opens in 1" in client.get(reverse("labs")).content.decode()
    answer = client.post(reverse("lab_start", args=[SLUG]), follow=True).content.decode()
    assert "Until then it cannot be started." in answer
    assert not Session.objects.exists()


def test_what_was_begun_before_it_was_locked_stays_open(page_of: Any, student: Place, hold: Any) -> None:
    factories.make_session(student)
    hold(opens=timezone.now() + HOUR)
    assert "grade-button" in page_of(student.user).get(reverse("lab", args=[SLUG])).content.decode()


def test_late_work_earns_its_share_and_the_page_says_so(page_of: Any, student: Place, hold: Any) -> None:
    now = timezone.now()
    session = factories.make_session(student)
    first = run_at(session, now - 3 * HOUR, {"INL-3": "failed", "INL-1": "failed", "INL-2": "failed"})
    run_at(session, now)
    hold(due=now - HOUR, late=HALF_FOR_A_DAY)
    score = Score.objects.get()
    assert (score.run, score.percent) == (first, 100)
    hold(due=now - 4 * HOUR, late=HALF_FOR_A_DAY)
    score = Score.objects.get()
    assert (score.earned, score.percent) == (100, 50)
    page = page_of(student.user, "en").get(reverse("labs")).content.decode()
    assert "measured: 100, late: 50 % of it are 50" in page
    hold(due=now - 40 * HOUR, late=HALF_FOR_A_DAY)
    assert Score.objects.get().percent == 0
    hold()
    assert Score.objects.get().percent == 100


def test_more_time_settles_the_score_at_once(
    student: Place, cohort: Cohort, lab: Lab, teacher: User, hold: Any
) -> None:
    now = timezone.now()
    run_at(factories.make_session(student), now)
    hold(due=now - HOUR)
    assert Score.objects.get().percent == 0
    give_extension(cohort=cohort, lab=lab, student=student.user, until=now + HOUR, answer="", by=teacher)
    assert Score.objects.get().percent == 100


def test_a_run_counts_by_the_moment_it_was_asked_for(student: Place, hold: Any) -> None:
    """The worker came after the deadline, and a second look even later."""
    now = timezone.now()
    hold(due=now - HOUR)
    session = factories.make_session(student)
    first = run_at(session, now - 2 * HOUR, {"INL-3": "unknown"}, published_at=now - timedelta(minutes=10))
    again = request_run(session=session, source=Run.Source.RETRY, retries=1)
    assert again.asked_at == first.asked_at
    factories.judge(again, {})
    settle_student(place=student, lab_id=session.lab_id)
    assert (Score.objects.get().run, Score.objects.get().percent) == (again, 100)


@pytest.mark.parametrize(
    ("minutes", "outcome", "is_kept"), [(20, "unknown", True), (40, "unknown", False), (20, "failed", False)]
)
def test_who_repeats_what_failed_by_our_fault_is_not_late(
    student: Place, minutes: int, outcome: str, is_kept: bool
) -> None:
    now = timezone.now()
    session = factories.make_session(student)
    first = run_at(session, now - 2 * HOUR, {"INL-3": outcome})
    Run.objects.filter(pk=first.pk).update(published_at=now - timedelta(minutes=minutes))
    assert (request_run(session=session).asked_at == now - 2 * HOUR) is is_kept


def test_only_gradings_of_ones_own_that_worked_use_up_an_attempt(page_of: Any, student: Place, hold: Any) -> None:
    client, session = page_of(student.user, "en"), factories.make_session(student)
    hold(attempts=2)
    factories.make_run(session, state=Run.State.ERROR)
    factories.make_run(session, {"INL-3": "unknown"})
    factories.make_run(session, source=Run.Source.RETRY)
    factories.make_run(session, source=Run.Source.TEACHER)
    factories.make_run(session, {"INL-3": "failed"})
    address, grade = reverse("lab", args=[SLUG]), reverse("lab_grade", args=[SLUG])
    assert "1 of 2 gradings left" in client.get(address).content.decode()
    client.post(grade)
    factories.judge(Run.objects.get(state=Run.State.QUEUED), {})
    assert "0 of 2 gradings left" in client.get(address).content.decode()
    assert "used up your gradings" in client.post(grade, follow=True).content.decode()
    session.state = Session.State.FINISHED
    session.save()
    factories.make_session(student)
    assert "used up your gradings" in client.post(grade, follow=True).content.decode()
    assert not Run.objects.filter(state=Run.State.QUEUED).exists()


def test_there_is_a_pause_between_two_gradings(page_of: Any, student: Place, hold: Any) -> None:
    client, session = page_of(student.user, "en"), factories.make_session(student)
    hold(pause_min=10)
    run_at(session, timezone.now() - timedelta(minutes=9))
    grade = reverse("lab_grade", args=[SLUG])
    assert "You can grade again at" in client.post(grade, follow=True).content.decode()
    assert "next grading from" in client.get(reverse("lab", args=[SLUG])).content.decode()
    hold(pause_min=8)
    client.post(grade)
    assert Run.objects.filter(state=Run.State.QUEUED).exists()


def test_after_the_last_step_it_is_graded_for_nothing_until_it_is_closed(
    page_of: Any, student: Place, teacher: User, hold: Any
) -> None:
    now = timezone.now()
    client, session = page_of(student.user, "en"), factories.make_session(student)
    hold(due=now - HOUR)
    assert "earns nothing any more" in client.get(reverse("lab", args=[SLUG])).content.decode()
    client.post(reverse("lab_grade", args=[SLUG]))
    factories.judge(Run.objects.get(), {})
    hold(due=now - HOUR, closes=now - HOUR / 2)
    assert "Nothing is graded any more." in client.post(reverse("lab_grade", args=[SLUG]), follow=True).content.decode()
    page_of(teacher).post(reverse("regrade", args=[student.pk, session.lab.slug]))
    assert Run.objects.filter(state=Run.State.QUEUED, source=Run.Source.TEACHER).exists()


def test_what_no_worker_has_settled_is_sent_again(cohort: Cohort, lab: Lab, teacher: User, student: Place) -> None:
    set_terms(cohort=cohort, lab=lab, values={"attempts": 3}, by=teacher)
    settling = Settling.objects.get()
    Settling.objects.update(sent_at=timezone.now() - HOUR)
    sweep_settlings()
    assert Settling.objects.get().sent_at > timezone.now() - HOUR / 2
    settle_class(settling_id=settling.pk)
    settle_class(settling_id=settling.pk)
    assert not Settling.objects.exists()


def test_the_nearest_deadlines_stand_on_the_overview(page_of: Any, student: Place, hold: Any) -> None:
    hold(due=timezone.now() + 30 * HOUR)
    page = page_of(student.user, "en").get(reverse("overview")).content.decode()
    assert "Next deadlines" in page
    assert "due in 1" in page


def test_the_table_costs_the_same_however_much_is_set(
    page_of: Any, cohort: Cohort, student: Place, teacher: User, hold: Any
) -> None:
    client = page_of(teacher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("assignments")).status_code == 200
        return len(captured)

    hold(due=timezone.now())
    set_terms(cohort=cohort, lab=Lab.objects.get(slug=SLUG), student=student.user, values={"attempts": 1}, by=teacher)
    few = queries()
    for number, lab in enumerate(Lab.objects.all()):
        other = factories.make_student(cohort, f"s{number}", 50 + number)
        set_terms(cohort=cohort, lab=lab, student=other.user, values={"attempts": 1}, by=teacher)
    assert queries() == few <= 24
