"""The live class view: who works on what, who is stuck and why, by rules that the teacher sets."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.aliases import alias
from course.assigning import set_terms
from course.at_work import class_at_work
from course.models import AuditEntry, Cohort, Enrolment, User, WatchRules
from course.stuck import Why
from course.wording import STUCK
from grading.models import Run
from labs.models import Place, Session
from tests.pages import factories

PAGES = ["live_class", "live_wall"]
MOST_QUERIES = 26
FAILED = {"INL-3": "failed"}


def begin(place: Place, minutes_ago: int = 1, **values: Any) -> Session:
    session = factories.make_session(place, **values)
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    Session.objects.filter(pk=session.pk).update(started_at=moment, opened_at=moment)
    return session


def grade(session: Session, minutes_ago: int = 0, outcomes: dict[str, str] | None = None, **values: Any) -> Run:
    run = factories.make_run(session, outcomes or FAILED, **values)
    Run.objects.filter(pk=run.pk).update(queued_at=timezone.now() - timedelta(minutes=minutes_ago))
    return run


def causes_of(cohort: Cohort, user: User) -> list[list[Why]]:
    words = {word: why for why, word in STUCK.items()}
    found = class_at_work(user, cohort, timezone.now())
    return [[Why(words[cause.word]) for cause in one.causes] for one in found.workers]


def test_it_tells_who_works_on_what(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    session = begin(student, 12)
    run = grade(session, 2)
    text = page_of(teacher, "en").get(reverse("live_class")).content.decode()
    assert "김하늘" in text
    assert reverse("student_lab", args=[student.pk, "intro-launch"]) in text
    assert reverse("evidence", args=[run.pk]) in text
    assert f"<strong>{Run.objects.get(pk=run.pk).earned}</strong>" in text
    assert "8 passed, 1 failed" in text


def test_a_finished_lab_is_no_work_and_a_forgotten_one_is_told_apart(cohort: Cohort, teacher: User) -> None:
    working, left, done = (factories.make_student(cohort, f"s{number}", number) for number in (1, 2, 3))
    begin(working)
    begin(left, 600)
    begin(done, state=Session.State.FINISHED)
    found = class_at_work(teacher, cohort, timezone.now())
    assert [one.place_id for one in found.workers] == [working.pk]
    assert [one.place_id for one in found.left] == [left.pk]
    assert len(found.away) == 1


def test_of_several_labs_the_one_touched_last_is_shown(cohort: Cohort, teacher: User, student: Place) -> None:
    grade(begin(student, 90), 1)
    begin(student, 30, slug="network-tenant")
    (one,) = class_at_work(teacher, cohort, timezone.now()).workers
    assert (one.lab.slug, one.others) == ("intro-launch", 1)


def test_the_same_check_failed_again_and_again(cohort: Cohort, teacher: User, student: Place) -> None:
    session = begin(student, 10)
    for _again in range(2):
        grade(session)
    assert causes_of(cohort, teacher) == [[]]
    grade(session)
    assert causes_of(cohort, teacher) == [[Why.FAILED]]
    grade(session, outcomes={"INL-5": "failed"})
    assert causes_of(cohort, teacher) == [[]]


def test_a_second_look_of_our_own_counts_for_nothing(cohort: Cohort, teacher: User, student: Place) -> None:
    session = begin(student, 10)
    for _again in range(5):
        grade(session, source=Run.Source.RETRY, retries=1)
    assert causes_of(cohort, teacher) == [[]]


def test_what_was_judged_anew_stands_for_what_it_replaces(cohort: Cohort, teacher: User, student: Place) -> None:
    session = begin(student, 10)
    old = [grade(session) for _again in range(3)]
    for run in old:
        new = grade(session, outcomes={"INL-3": "passed"}, source=Run.Source.REGRADE)
        Run.objects.filter(pk=run.pk).update(replaced_by=new)
    assert causes_of(cohort, teacher) == [[]]
    (one,) = class_at_work(teacher, cohort, timezone.now()).workers
    assert one.gradings == 3
    assert one.is_full


def test_nobody_is_stuck_while_being_graded(cohort: Cohort, teacher: User, student: Place) -> None:
    session = begin(student, 100)
    assert causes_of(cohort, teacher) == [[Why.IDLE]]
    factories.make_run(session, state=Run.State.RUNNING)
    assert causes_of(cohort, teacher) == [[]]


def test_the_teacher_sets_the_rules_and_it_is_written_down(
    page_of: Any, cohort: Cohort, teacher: User, student: Place
) -> None:
    begin(student, 30)
    chosen = {"failed_on": "on", "failed": 4, "idle": 10, "nothing_on": "on", "nothing": 5}
    page_of(teacher).post(reverse("watch_rules"), chosen)
    rules = WatchRules.objects.get(cohort=cohort)
    assert (rules.failed, rules.idle_on, rules.nothing) == (4, False, 5)
    assert causes_of(cohort, teacher) == [[]]
    entry = AuditEntry.objects.get(action=AuditEntry.Action.WATCH_RULES_CHOSEN)
    assert (entry.by, entry.before["idle_on"], entry.after["idle_on"]) == (teacher, True, False)
    page_of(teacher).post(reverse("watch_rules"), chosen)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"failed": 1}, {"idle": 0}, {"nothing": "many"}, {"failed": 99}])
def test_a_senseless_number_changes_nothing(page_of: Any, cohort: Cohort, teacher: User, wrong: dict[str, Any]) -> None:
    numbers = {"failed": 3, "idle": 20, "nothing": 3} | wrong
    page_of(teacher).post(reverse("watch_rules"), numbers)
    assert not WatchRules.objects.exists()


@pytest.mark.parametrize("address", ["/live-class/wall/", "/live-class/?anonymous=1"])
def test_what_an_exam_keeps_back_is_not_told_where_students_look(
    page_of: Any, cohort: Cohort, teacher: User, student: Place, address: str
) -> None:
    session = begin(student, 10)
    run = [grade(session, outcomes=dict.fromkeys(("INL-3", "INL-5"), "failed")) for _again in range(4)][-1]
    earned = f">{Run.objects.get(pk=run.pk).earned}<"
    client = page_of(teacher, "en")
    assert earned in client.get(address).content.decode()
    set_terms(
        cohort=cohort, lab=session.lab, values={"due": timezone.now() + timedelta(hours=1), "exam": True}, by=teacher
    )
    text = client.get(address).content.decode()
    assert earned not in text
    assert "failed" not in text.split("live-table")[-1].split("</table>")[0]
    assert "exam" in text
    assert causes_of(cohort, teacher) == [[Why.FAILED]]  # the teacher's own screen tells everything


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("piece", [False, True])
def test_anonymous_means_nothing_in_the_source_tells_who(
    page_of: Any, cohort: Cohort, teacher: User, name: str, piece: bool
) -> None:
    """No name, no handle, no id of place, person, session or run, no link, and not the class's order."""
    for number in range(1, 31):
        place = factories.make_student(cohort, f"handle{number}", number, f"이름{number}")
        if number % 5:
            grade(begin(place))
    headers = {"HX-Request": "true"} if piece else {}
    text = page_of(teacher).get(f"{reverse(name)}?anonymous=1", headers=headers).content.decode()
    assert not re.search(r"이름\d|handle\d", text)
    assert not re.search(r'/board/\d|/runs/|data-place|id="[a-z-]*\d+"', text)
    shown = [one for one in (alias(cohort.pk, number) for number in range(1, 31)) if one in text]
    assert len(shown) >= 24
    names = re.findall(r'data-name="([^"]+) "' if name == "live_class" else r'wall-name">([^<]+)<', text)
    assert names == sorted(names)


@pytest.mark.parametrize("name", PAGES)
def test_queries_are_as_many_for_two_hundred_students(page_of: Any, cohort: Cohort, teacher: User, name: str) -> None:
    client = page_of(teacher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    for number in range(1, 4):
        grade(begin(factories.make_student(cohort, f"s{number}", number)))
    few = queries()
    for number in range(4, 201):
        grade(
            begin(
                factories.make_student(cohort, f"s{number}", number),
                slug=["intro-launch", "network-tenant"][number % 2],
            )
        )
    assert queries() == few <= MOST_QUERIES


@pytest.mark.parametrize("name", PAGES)
def test_who_may_look(page_of: Any, cohort: Cohort, teacher: User, student: Place, name: str) -> None:
    assistant = factories.make_user("assistant")
    Enrolment.objects.create(cohort=cohort, user=assistant, role=Enrolment.Role.ASSISTANT)
    other = factories.make_teacher(factories.make_cohort("two"), "other")
    begin(student)
    admin = factories.make_user("admin", is_superuser=True)
    for user, sees in ((teacher, True), (assistant, True), (admin, True), (other, False), (student.user, False)):
        response = page_of(user).get(reverse(name))
        seen = response.status_code == 200 and "김하늘" in response.content.decode()
        assert seen is sees, user
    assert page_of(student.user).get(reverse(name)).status_code == 404


def test_an_assistant_sees_the_rules_and_cannot_change_them(page_of: Any, cohort: Cohort, student: Place) -> None:
    assistant = factories.make_user("assistant")
    Enrolment.objects.create(cohort=cohort, user=assistant, role=Enrolment.Role.ASSISTANT)
    client = page_of(assistant)
    assert 'min="5" max="240"' in client.get(reverse("live_class")).content.decode()
    assert "fieldset disabled" in client.get(reverse("live_class")).content.decode()
    for user in (assistant, student.user):
        assert page_of(user).post(reverse("watch_rules"), {"failed": 9, "idle": 9, "nothing": 9}).status_code == 404
    assert client.get(reverse("student_lab", args=[student.pk, "intro-launch"])).status_code == 200
