"""The roster's pages: students added, changed, moved between groups, dropped and taken back; assistants only look."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from knox.models import AuthToken

from course.assigning import set_terms
from course.models import Assignment, AuditEntry, Cohort, Enrolment, Group, Settling, User
from course.terms import terms_of
from grading.models import Score
from labs.models import Lab, Place
from tests.pages import factories

LAB = "intro-launch"


@pytest.fixture
def client(page_of: Any, teacher: User) -> Any:
    return page_of(teacher, "en")


def enrolment_of(handle: str = "kim") -> Enrolment:
    return Enrolment.objects.select_related("user", "group").get(handle=handle)


def batch(client: Any, choice: str, *handles: str, **values: Any) -> str:
    ids = [enrolment_of(handle).pk for handle in handles]
    answer = client.post(reverse("roster_batch"), {"choice": choice, "student": ids, **values}, follow=True)
    return str(answer.content.decode())


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_student_gets_an_account_a_place_and_a_password_shown_once(client: Any, student: Place) -> None:
    values = {"account": "20260007", "name": "이바다", "email": "lee@example.com", "group": "1조"}
    answer = client.post(reverse("roster_add"), values)
    lee = enrolment_of("s20260007")
    password = answer.context["passwords"][0][2]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert authenticate(username="20260007", password=password) == lee.user
    assert (lee.user.display_name, lee.group and lee.group.name, lee.number) == ("이바다", "1조", 1)
    assert Place.objects.get(user=lee.user).handle == "s20260007"
    assert actions() == ["group_made", "student_added"]
    assert password not in str(list(AuditEntry.objects.values()))


def test_somebody_with_an_account_keeps_its_password(client: Any, student: Place, cohort: Cohort) -> None:
    other = factories.make_cohort("two")
    choi = factories.make_student(other, "choi", 3, "최여울").user
    before = choi.password
    assert client.post(reverse("roster_add"), {"account": "choi", "name": "X"}).status_code == 302
    choi.refresh_from_db()
    assert (choi.password, choi.display_name) == (before, "최여울")
    assert cohort.enrolments.filter(user=choi).exists()


def test_what_cannot_be_is_said_beside_the_form(client: Any, student: Place) -> None:
    answer = client.post(reverse("roster_add"), {"account": "lee", "name": "이바다", "handle": "kim"})
    assert answer.status_code == 400
    assert "Somebody else has this handle: kim" in answer.content.decode()
    assert 'value="이바다"' in answer.content.decode()
    assert not User.objects.filter(username="lee").exists()


def test_name_address_and_group_are_changed(client: Any, student: Place) -> None:
    address = reverse("roster_student", args=[enrolment_of().pk])
    client.post(address, {"name": "김산", "email": "san@example.com", "group": "2조"})
    kim = enrolment_of()
    assert (kim.user.display_name, kim.user.email, kim.group and kim.group.name) == ("김산", "san@example.com", "2조")
    entry = AuditEntry.objects.get(action="student_changed")
    assert (entry.before["name"], entry.after["name"]) == ("김하늘", "김산")


def test_dropped_students_see_nothing_and_nothing_of_theirs_is_lost(
    client: Any, page_of: Any, student: Place, cohort: Cohort
) -> None:
    factories.make_run(factories.make_session(student))
    text = batch(client, "drop", "kim")
    assert "김하늘" in text
    assert "no longer in the class" in text
    assert "김하늘" not in client.get(reverse("board")).content.decode()
    theirs = page_of(student.user, "en")
    assert "OpenStack 16" not in theirs.get(reverse("overview")).content.decode()
    assert theirs.post(reverse("lab_start", args=[LAB])).status_code == 404
    assert theirs.get(reverse("home_rc")).status_code == 404
    assert Score.objects.filter(place=student).exists()
    batch(client, "take_back", "kim")
    assert "김하늘" in client.get(reverse("board")).content.decode()
    assert actions() == ["student_dropped", "student_taken_back"]


def test_who_comes_back_has_the_deadlines_of_today(client: Any, student: Place, cohort: Cohort, teacher: User) -> None:
    run = factories.make_run(factories.make_session(student))
    batch(client, "drop", "kim")
    Score.objects.filter(run=run).update(percent=40)  # as it was settled under terms that hold no longer
    batch(client, "take_back", "kim")
    assert Score.objects.get(run=run).percent == 100


def test_groups_are_made_filled_renamed_and_deleted(client: Any, student: Place, cohort: Cohort) -> None:
    client.post(reverse("roster_groups"), {"name": "1조"})
    group = Group.objects.get(cohort=cohort)
    assert "1 student moved." in batch(client, "group", "kim", group=group.pk)
    assert enrolment_of().group == group
    address = reverse("roster_group", args=[group.pk])
    client.post(address, {"name": "A조"})
    assert "A조" in client.get(reverse("roster")).content.decode()
    client.post(address, {"choice": "delete"})
    assert enrolment_of().group is None
    assert actions() == ["group_made", "student_changed", "group_renamed", "group_deleted"]


@pytest.mark.parametrize("name", ["", "1조", "a\tb"])
def test_a_group_has_a_name_of_its_own(client: Any, cohort: Cohort, name: str) -> None:
    Group.objects.create(cohort=cohort, name="1조")
    client.post(reverse("roster_groups"), {"name": name})
    assert list(cohort.groups.values_list("name", flat=True)) == ["1조"]


def test_another_group_means_other_deadlines(client: Any, student: Place, cohort: Cohort, teacher: User) -> None:
    """Which run counts is settled anew by a worker, for each lab that a group has terms of its own for."""
    group, lab = Group.objects.create(cohort=cohort, name="1조"), Lab.objects.get(slug=LAB)
    set_terms(cohort=cohort, lab=lab, values={"attempts": 3}, by=teacher, group=group)
    Settling.objects.all().delete()
    batch(client, "group", "kim", group=group.pk)
    assert Settling.objects.get().lab == lab
    assert terms_of(student, lab).attempts == 3
    Settling.objects.all().delete()
    client.post(reverse("roster_group", args=[group.pk]), {"choice": "delete"})
    assert Settling.objects.get().lab == lab
    assert not Assignment.objects.exists()


def test_a_new_password_ends_what_was_signed_in(client: Any, page_of: Any, student: Place) -> None:
    theirs = page_of(student.user)
    AuthToken.objects.create(student.user)
    answer = client.post(reverse("roster_password", args=[enrolment_of().pk]))
    password = answer.context["passwords"][0][2]
    assert authenticate(username="kim", password=password) == student.user
    assert theirs.get(reverse("overview")).status_code == 302
    assert not AuthToken.objects.exists()
    assert actions() == ["password_reset"]


def test_an_account_beyond_the_class_is_not_the_teachers(client: Any, student: Place) -> None:
    Enrolment.objects.create(cohort=factories.make_cohort("two"), user=student.user, role=Enrolment.Role.TEACHER)
    kim = enrolment_of()
    before = kim.user.password
    assert "administrator" in client.get(reverse("roster_student", args=[kim.pk])).content.decode()
    client.post(reverse("roster_password", args=[kim.pk]))
    assert enrolment_of().user.password == before


def test_an_assistant_looks_and_changes_nothing(page_of: Any, student: Place, cohort: Cohort) -> None:
    helper = factories.make_user("helper")
    Enrolment.objects.create(cohort=cohort, user=helper, role=Enrolment.Role.ASSISTANT)
    page = page_of(helper, "en")
    text = page.get(reverse("roster")).content.decode()
    assert "김하늘" in text
    assert reverse("roster_student", args=[enrolment_of().pk]) not in text
    assert page.post(reverse("roster_batch"), {"choice": "drop", "student": enrolment_of().pk}).status_code == 404


def test_students_are_found_narrowed_and_sorted(client: Any, student: Place, cohort: Cohort) -> None:
    factories.make_student(cohort, "lee", 3, "이바다")
    group = Group.objects.create(cohort=cohort, name="1조")
    Enrolment.objects.filter(handle="lee").update(group=group)

    def names(**asked: Any) -> list[str]:
        page = client.get(reverse("roster"), asked).context["page"]
        return [one.handle for one in page.object_list]

    assert names() == ["lee", "kim"]
    assert names(order="-number") == ["kim", "lee"]
    assert names(find="바다") == ["lee"]
    assert names(group=group.pk) == ["lee"]
    assert names(order="nonsense", group="nonsense", page="nonsense") == ["lee", "kim"]


def test_a_roster_of_any_size_costs_the_same(client: Any, student: Place, cohort: Cohort) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("roster"))
        return len(found)

    few = queries()
    for number in range(20, 40):
        factories.make_student(cohort, f"s{number}", number)
    assert queries() == few
