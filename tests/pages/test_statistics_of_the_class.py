"""The statistics: how hard each check is, how points and times are spread, for those who may see, in few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.class_statistics import CourseStatistics, LabStatistics
from course.models import Cohort, Enrolment, User
from grading.models import CheckVerdict, Run
from labs.models import Lab, Place, Session
from tests.pages import factories

PAGES = [("statistics", []), ("lab_statistics", ["intro-launch"])]
MOST_QUERIES = 25


def solve(place: Place, *tries: dict[str, str], slug: str = "intro-launch", minutes: int = 10) -> Session:
    """Gradings so many minutes after one another."""
    session, begun = factories.make_session(place, slug), timezone.now() - timedelta(days=1)
    Session.objects.filter(pk=session.pk).update(started_at=begun, opened_at=begun)
    for number, outcomes in enumerate(tries, 1):
        run = factories.make_run(session, outcomes)
        moment = begun + timedelta(minutes=minutes * number)
        Run.objects.filter(pk=run.pk).update(queued_at=moment, observed_at=moment)
    return session


def intro() -> Lab:
    return Lab.objects.select_related("definition").get(slug="intro-launch")


def test_a_check_tells_who_passed_at_first_and_after_how_long(cohort: Cohort, teacher: User) -> None:
    one, two, three = (factories.make_student(cohort, f"s{number}", number) for number in (1, 2, 3))
    solve(one, {})
    solve(two, {"INL-3": "failed"}, {"INL-3": "failed"}, {})
    solve(three, {"INL-3": "failed"})
    found = LabStatistics(teacher, cohort, intro(), shows_hidden=False)
    hard = {check.id: check.difficulty for check in found.checks}["INL-3"]
    assert hard
    assert (hard.students, hard.first, hard.later, hard.never) == (3, 1, 1, 1)
    assert (hard.attempts, hard.minutes) == (2, 20)
    assert found.figures.times
    assert (found.figures.begun, found.figures.shares["full"], found.figures.times.median) == (3, 2, 20)


def test_what_was_blocked_or_unseen_is_no_attempt(cohort: Cohort, teacher: User, student: Place) -> None:
    solve(student, {"INL-3": "unknown"}, {"INL-3": "blocked"}, {})
    found = LabStatistics(teacher, cohort, intro(), shows_hidden=False)
    hard = {check.id: check.difficulty for check in found.checks}["INL-3"]
    assert hard
    assert (hard.first, hard.attempts, hard.minutes) == (1, 1, 30)


def test_a_mistake_is_told_with_its_value_only_where_two_share_it(cohort: Cohort, teacher: User) -> None:
    for number in (1, 2, 3):
        session = solve(factories.make_student(cohort, f"s{number}", number), {"INL-3": "failed"})
        if number == 3:
            verdict = CheckVerdict.objects.get(run__session=session, check_id="INL-3")
            verdict.evidence["findings"][0]["observed"] = "ERROR"
            verdict.save()
    found = LabStatistics(teacher, cohort, intro(), shows_hidden=False)
    ((made,),) = [check.mistakes for check in found.checks if check.mistakes]
    assert (made.students, made.observed, made.expected, made.alike) == (3, "<b>SHUTOFF</b>", "ACTIVE", 2)


def test_the_class_as_a_whole(page_of: Any, cohort: Cohort, teacher: User) -> None:
    for number in (1, 2):
        solve(factories.make_student(cohort, f"s{number}", number), {"INL-3": "failed"})
    solve(factories.make_student(cohort, "s3", 3), {})
    found = CourseStatistics(teacher, cohort)
    assert sum(found.bins) == found.students == 3
    assert [(one.check, one.students) for one in found.stumbles] == [("INL-3", 2)]
    text = page_of(teacher, "en").get(reverse("statistics")).content.decode()
    assert 'aria-label="all points: 1, ' in text
    assert "<caption>Students by their share of the points</caption>" in text


def test_without_a_grading_the_page_says_what_it_waits_for(page_of: Any, teacher: User, student: Place) -> None:
    client = page_of(teacher, "en")
    assert "There is nothing to count yet." in client.get(reverse("statistics")).content.decode()
    assert (
        "Nobody of the class has been graded"
        in client.get(reverse("lab_statistics", args=["intro-launch"])).content.decode()
    )


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_queries_are_as_many_for_many_students(
    page_of: Any, cohort: Cohort, teacher: User, name: str, args: list[str]
) -> None:
    client = page_of(teacher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(captured)

    for number in range(1, 4):
        solve(factories.make_student(cohort, f"s{number}", number), {"INL-3": "failed"}, {})
    few = queries()
    for number in range(4, 61):
        solve(factories.make_student(cohort, f"s{number}", number), {"INL-5": "failed"}, {})
        solve(Place.objects.get(handle=f"s{number}"), {}, slug=["network-tenant", "volume-attach"][number % 2])
    assert queries() == few <= MOST_QUERIES


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_who_may_look(page_of: Any, cohort: Cohort, teacher: User, student: Place, name: str, args: list[str]) -> None:
    assistant = factories.make_user("assistant")
    Enrolment.objects.create(cohort=cohort, user=assistant, role=Enrolment.Role.ASSISTANT)
    elsewhere = factories.make_teacher(factories.make_cohort("two"), "other")
    solve(student, {"INL-3": "failed"})
    admin = factories.make_user("admin", is_superuser=True)
    address = reverse(name, args=args)
    for user, sees in ((teacher, True), (assistant, True), (admin, True), (elsewhere, False)):
        response = page_of(user).get(address)
        assert response.status_code == 200
        assert ("plot-bar" in response.content.decode()) is sees, user
    assert page_of(student.user).get(address).status_code == 404
