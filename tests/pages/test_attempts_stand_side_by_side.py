"""Two attempts beside each other, and what had changed in the cloud between them."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from course.changes import changes_between
from course.models import Assignment, Cohort, User
from grading.models import Run
from labs.kinds import Kind
from labs.models import Lab, Place, Session
from tests.pages import factories
from tests.pages.observed import NET, changed, keep, observed

ADDRESS = "lab_attempts"


@pytest.fixture
def session(student: Place) -> Session:
    return factories.make_session(student)


@pytest.fixture
def runs(session: Session) -> tuple[Run, Run]:
    first = keep(factories.make_run(session, {"INL-3": "failed", "INL-8": "failed"}), observed(floating_ip=[]))
    return first, keep(factories.make_run(session, {"INL-8": "failed"}), observed())


def text_of(client: Any, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text.split('id="main"')[1]  # what is above tells the moment


def test_the_last_two_are_compared_unless_others_are_chosen(page_of: Any, student: Place, runs: Any) -> None:
    client = page_of(student.user, "en")
    text = text_of(client, ADDRESS, "intro-launch")
    assert f'<option value="{runs[0].pk}" selected>' in text
    row = text.split("INL-3</small>")[1].split("</tr>")[0]
    assert "failed" in row
    assert "passed" in row
    assert "+10" in row or "+15" in row or "+20" in row
    turned = text_of(client, ADDRESS, "intro-launch", query=f"?left={runs[1].pk}&right={runs[0].pk}")
    assert "−" in turned.split("INL-3</small>")[1].split("</tr>")[0]


def test_what_makes_no_sense_in_the_address_is_as_if_it_were_not_there(
    page_of: Any, cohort: Cohort, student: Place, runs: Any
) -> None:
    other = factories.make_student(cohort, "lee", 13)
    foreign = factories.make_run(factories.make_session(other))
    client = page_of(student.user, "en")
    plain = text_of(client, ADDRESS, "intro-launch")
    for query in (f"?left={foreign.pk}", "?left=x", "?left=99999999999999999999", "?right=-1"):
        assert text_of(client, ADDRESS, "intro-launch", query=query) == plain


def test_one_attempt_is_not_two(page_of: Any, student: Place, session: Session) -> None:
    factories.make_run(session)
    assert "There are not two graded attempts yet." in text_of(page_of(student.user, "en"), ADDRESS, "intro-launch")


def test_an_exam_shows_no_attempts(page_of: Any, cohort: Cohort, student: Place, runs: Any) -> None:
    lab = Lab.objects.get(slug="intro-launch")
    Assignment.objects.create(cohort=cohort, lab=lab, exam=True, due=timezone.now() + timedelta(hours=1))
    text = text_of(page_of(student.user, "en"), ADDRESS, "intro-launch")
    assert "INL-3" not in text
    assert "This is an exam" in text


def test_the_changes_are_told_by_name(page_of: Any, student: Place, runs: Any) -> None:
    text = text_of(page_of(student.user, "en"), ADDRESS, "intro-launch")
    assert "172.25.250.20" in text.split("What had changed in the cloud")[1]


def test_staff_compares_too_and_nobody_else(
    page_of: Any, cohort: Cohort, teacher: User, student: Place, runs: Any
) -> None:
    args = (student.pk, "intro-launch")
    assert "INL-3" in text_of(page_of(teacher, "en"), "student_attempts", *args)
    other = factories.make_student(cohort, "lee", 13)
    elsewhere = factories.make_teacher(factories.make_cohort("two"), "other-teacher")
    for user in (student.user, other.user, elsewhere):
        for name in ("student_attempts", "student_picture"):
            assert page_of(user).get(reverse(name, args=args)).status_code == 404


@pytest.mark.django_db
class TestChanges:
    """Records of one id are the same thing; in another session those of one name."""

    def test_nothing_has_changed_in_the_same(self) -> None:
        assert changes_between(observed(), observed()).listed == ()

    def test_new_and_gone(self) -> None:
        found = changes_between(observed(router=[]), observed(server=[])).listed
        assert sorted((change.title.split()[-1], change.word.icon) for change in found) == [
            ("<b>web1</b>", "circle-minus"),
            ("r1", "circle-plus"),
        ]

    def test_a_field_on_both_sides(self) -> None:
        (change,) = changes_between(observed(), observed(server=changed(Kind.SERVER, status="SHUTOFF"))).listed
        assert [(one.before, one.after) for one in change.differences] == [("ACTIVE", "SHUTOFF")]

    def test_what_is_made_anew_under_its_name_is_the_same(self) -> None:
        found = changes_between(observed(), observed(server=changed(Kind.SERVER, id="v-2"))).listed
        assert [change.word.icon for change in found] == ["code-compare"]

    def test_what_was_out_of_sight_has_not_gone(self) -> None:
        found = changes_between(observed(), observed(router=None))
        assert (found.listed, found.unseen) == ((), (Kind.ROUTER,))

    def test_two_of_one_name_are_kept_apart(self) -> None:
        twice = [*NET[Kind.SERVER], NET[Kind.SERVER][0] | {"id": "v-2"}]
        found = changes_between(observed(server=twice), observed()).listed
        assert [change.word.icon for change in found] == ["circle-minus"]
