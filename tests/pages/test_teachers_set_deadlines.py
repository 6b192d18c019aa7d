"""The teacher's assignments: terms for the class, a group, a student; more time; who may, and what is written down."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from course.models import Assignment, AuditEntry, Cohort, Enrolment, Extension, Group, Settling, User
from course.terms import terms_of
from labs.models import Lab, Place
from tests.pages import factories

LAB = "intro-launch"
FORMAT = "%Y-%m-%dT%H:%M"
EMPTY = {f"{name}_{row}": "" for row in range(3) for name in ("after", "percent")} | {
    f"unit_{row}": "days" for row in range(3)
}


def typed(days: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime(FORMAT)


def terms(student: Place) -> Any:
    return terms_of(student, Lab.objects.get(slug=LAB))


@pytest.fixture
def client(page_of: Any, teacher: User) -> Any:
    return page_of(teacher, "en")


def save(client: Any, **values: str) -> Any:
    return client.post(reverse("assignment", args=[LAB]), EMPTY | {"exam": "no"} | values)


def test_a_class_gets_dates_late_credit_and_limits(client: Any, student: Place, teacher: User) -> None:
    due = typed(3)
    late = {"after_0": "2", "percent_0": "50", "after_1": "12", "unit_1": "hours", "percent_1": "20"}
    assert b"no more" in save(client, due=due, **late).content
    late |= {"after_1": "72"}
    assert save(client, due=due, attempts="5", pause_min="10", **late).status_code == 302
    held = terms(student)
    assert timezone.localtime(held.due).strftime(FORMAT) == due
    assert [(step.percent, step.until - held.due) for step in held.timeline] == [
        (100, timedelta()),
        (50, timedelta(days=2)),
        (20, timedelta(days=3)),
    ]
    assert (held.attempts, held.pause, held.exam) == (5, timedelta(minutes=10), False)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.before) == ("assignment_changed", teacher, {})
    assert datetime.fromisoformat(entry.after["due"]) == held.due
    assert Settling.objects.count() == 1
    page = client.get(reverse("assignments")).content.decode()
    assert "due in 2" in page
    assert "50 % until" in page


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"opens": typed(3), "due": typed(2)}, "It would open after its end."),
        ({"due": typed(3), "closes": typed(2)}, "It would close before it is due."),
        ({"exam": "yes"}, "An exam needs a due or a closing date"),
        ({"due": typed(3), "after_0": "2"}, "Late credit needs both"),
        ({"due": "soon"}, "Enter a valid date/time."),
        ({"attempts": "-1"}, "greater than or equal to 0"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(
    client: Any, student: Place, values: dict[str, str], complaint: str
) -> None:
    assert complaint in save(client, **values).content.decode()
    assert not Assignment.objects.exists()


def test_a_group_and_a_student_inherit_field_by_field(client: Any, cohort: Cohort, student: Place) -> None:
    group = Group.objects.create(cohort=cohort, name="Evening")
    Enrolment.objects.filter(user=student.user).update(group=group)
    save(client, due=typed(3), attempts="5")
    save(client, **{"for": f"group-{group.pk}", "attempts": "7", "exam": "", "due": typed(4)})
    save(client, **{"for": f"student-{student.user_id}", "pause_min": "3", "exam": ""})
    held = terms(student)
    assert (held.attempts, held.pause) == (7, timedelta(minutes=3))
    assert held.due > timezone.now() + timedelta(days=3, hours=12)
    page = client.get(reverse("assignments")).content.decode()
    assert "Evening" in page
    assert student.user.get_full_name() in page
    save(client, **{"for": f"group-{group.pk}", "remove": "1"})
    assert terms(student).attempts == 5
    assert AuditEntry.objects.filter(action="assignment_removed").count() == 1


def test_more_time_is_given_and_the_later_date_counts(client: Any, student: Place) -> None:
    save(client, due=typed(3))
    address = reverse("extend", args=[LAB])
    client.post(address, {"student": student.user_id, "until": typed(5), "answer": "get well"})
    client.post(address, {"student": student.user_id, "until": typed(1), "answer": ""})
    held = terms(student)
    assert held.is_extended
    assert held.due > timezone.now() + timedelta(days=4)
    assert "get well" in client.get(reverse("assignment", args=[LAB])).content.decode()
    assert AuditEntry.objects.filter(action="extension_given", student=student.user).count() == 2


def test_a_student_asks_and_is_answered(client: Any, page_of: Any, student: Place) -> None:
    own = page_of(student.user, "en")
    ask = reverse("ask_extension", args=[LAB])
    own.post(ask, {"until": typed(5), "why": "ill"})
    assert not Extension.objects.exists()  # there is no deadline
    save(client, due=typed(3))
    own.post(ask, {"until": typed(2), "why": "ill"})
    assert not Extension.objects.exists()  # that is no later
    own.post(ask, {"until": typed(5), "why": "ill <b>"})
    own.post(ask, {"until": typed(6), "why": "again"})
    request = Extension.objects.get()
    assert "1 student asks for more time." in client.get(reverse("overview")).content.decode()
    assert "ill &lt;b&gt;" in client.get(reverse("assignments")).content.decode()
    client.post(reverse("decline_extension", args=[request.pk]), {"answer": "see me first"})
    page = own.get(reverse("lab", args=[LAB])).content.decode()
    assert "see me first" in page
    own.post(ask, {"until": typed(6), "why": "again"})
    client.post(reverse("extend", args=[LAB]), {"student": student.user_id, "until": typed(6), "answer": "fine"})
    assert [one.state for one in Extension.objects.order_by("pk")] == ["declined", "given"]
    assert "fine" in own.get(reverse("lab", args=[LAB])).content.decode()
    client.post(reverse("decline_extension", args=[request.pk]), {"answer": "no"})
    assert Extension.objects.get(pk=request.pk).answer == "see me first"


def test_only_who_teaches_the_class_may(page_of: Any, cohort: Cohort, student: Place, teacher: User) -> None:
    other = factories.make_cohort("two")
    stranger = factories.make_teacher(other, "stranger")
    helper = factories.make_user("helper")
    Enrolment.objects.create(cohort=cohort, user=helper, role=Enrolment.Role.ASSISTANT)
    admin = factories.make_user("root", is_superuser=True)
    extension = Extension.objects.create(
        cohort=cohort,
        lab=Lab.objects.get(slug=LAB),
        student=student.user,
        state=Extension.State.ASKED,
        until=timezone.now(),
    )
    for user, status in ((student.user, 404), (helper, 404), (teacher, 200), (admin, 200)):
        client = page_of(user)
        assert client.get(reverse("assignments")).status_code == status
        assert client.get(reverse("assignment", args=[LAB])).status_code == status
    for user in (student.user, helper, stranger):
        client = page_of(user)
        assert client.post(reverse("decline_extension", args=[extension.pk])).status_code == 404
    page_of(stranger).post(reverse("extend", args=[LAB]), {"student": student.user_id, "until": typed(3)})
    assert (
        page_of(stranger).get(f"{reverse('assignment', args=[LAB])}?for=student-{student.user_id}").status_code == 404
    )
    extension.refresh_from_db()
    assert extension.state == "asked"
    assert page_of(teacher).post(reverse("ask_extension", args=[LAB])).status_code == 404


@pytest.mark.parametrize("whom", ["group-1", "student-", "student-99999", "class-1", "group-9999999999999999999999"])
def test_whoever_is_not_of_the_class_has_no_terms(client: Any, whom: str) -> None:
    assert client.get(f"{reverse('assignment', args=[LAB])}?for={whom}").status_code == 404
