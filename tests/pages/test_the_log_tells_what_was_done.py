"""The log: every action has its word, values are told as people read them, and each class has its own."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from course.assigning import set_terms
from course.audit_words import ACTIONS, AREAS, values_of
from course.auditing import write_down
from course.models import AuditEntry, Cohort, Group, User
from labs.models import Lab, Place
from tests.pages import factories

Action = AuditEntry.Action


def log(client: Any, **asked: str) -> str:
    return str(client.get(reverse("audit"), asked).content.decode())


def told(action: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    with override("en"):
        entry = AuditEntry(action=action, before=before, after=after)
        return [(one.name, one.before, one.after) for one in values_of(entry)]


def test_every_action_has_its_word() -> None:
    assert set(Action.values) <= set(ACTIONS)
    assert len(ACTIONS) == sum(len(area.actions) for area in AREAS.values())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"policy": "best"}, {"policy": "last"}, ("what counts", "the best run", "the last run")),
        ({"role": None}, {"role": "teacher"}, ("Role", "–", "teacher")),
        ({"exam": False}, {"exam": True}, ("exam", "no", "yes")),
        ({}, {"late": [{"hours": 48, "percent": 50}]}, ("late credit", None, "48 h: 50 %")),
        ({"due": "2026-11-20T03:00:00+00:00"}, {}, ("due", "2026-11-20 12:00", None)),
        ({}, {"due": "no date"}, ("due", None, "no date")),
        ({}, {"something": {"new": [1, 2]}}, ("something", None, "new: 1, 2")),
    ],
)
def test_values_are_told_as_people_read_them(before: Any, after: Any, said: tuple[str, str, str]) -> None:
    assert told("class_changed", before, after) == [said]


def test_what_stayed_is_not_told() -> None:
    assert told("class_changed", {"title": "A", "cloud": "x"}, {"title": "B", "cloud": "x"}) == [("Title", "A", "B")]


def test_a_deadline_is_told_with_who_and_for_whom(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    lab, group = Lab.objects.get(slug="intro-launch"), Group.objects.create(cohort=cohort, name="1조")
    set_terms(cohort=cohort, lab=lab, values={"due": timezone.now(), "attempts": 3}, by=teacher, group=group)
    text = log(page_of(teacher, "en"))
    assert "deadline changed" in text
    assert "강사" in text
    assert "intro-launch" in text
    assert "Group: 1조" in text
    assert "gradings: 3" in text


def test_it_is_searched_and_narrowed(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    write_down(Action.STUDENT_DROPPED, cohort=cohort, by=teacher, student=student.user, reason="<b>left</b>")
    write_down(Action.GROUP_MADE, cohort=cohort, by=None, after={"group": "7조"})
    page = page_of(teacher, "en")
    both = log(page)
    assert "the classroom itself" in both
    assert "&lt;b&gt;left&lt;/b&gt;" in both
    assert "7조" not in log(page, find="하늘")
    assert "Nothing of that kind was done." in log(page, area="deadlines")
    assert "7조" in log(page, area="nonsense", page="nonsense")


def test_each_class_has_its_own_and_admins_see_all(page_of: Any, cohort: Cohort, teacher: User) -> None:
    other = factories.make_cohort("two", title="다른 반")
    write_down(Action.GROUP_MADE, cohort=other, by=None, after={"group": "남의 조"})
    write_down(Action.ACCOUNT_MADE, cohort=None, by=None, after={"account": "fresh"})
    assert "남의 조" not in log(page_of(teacher))
    admin = page_of(factories.make_user("root", is_superuser=True), "en")
    everything = admin.get(reverse("admin_audit")).content.decode()
    assert "남의 조" in everything
    assert "다른 반" in everything
    assert "fresh" in everything


def test_a_long_log_comes_in_pages_at_the_same_cost(
    page_of: Any, cohort: Cohort, teacher: User, student: Place, django_assert_max_num_queries: Any
) -> None:
    for number in range(120):
        write_down(
            Action.STUDENT_CHANGED, cohort=cohort, by=teacher, student=student.user, after={"group": str(number)}
        )
    page = page_of(teacher, "en")
    with django_assert_max_num_queries(14):
        first = log(page, area="students")
    assert first.count("student changed") == 100
    assert "area=students&amp;page=2" in first
    assert log(page, area="students", page="2").count("student changed") == 20
