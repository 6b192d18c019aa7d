"""A student questions a verdict at the verdict; whoever looks after the class answers with the evidence at hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.models import AuditEntry, Cohort, Enrolment, User, VerdictQuestion
from labs.models import Lab, Place
from tests.pages import factories

SLUG = "intro-launch"


@pytest.fixture
def graded(student: Place) -> Place:
    factories.make_run(factories.make_session(student), {"INL-3": "failed"})
    return student


def ask(client: Client, check: str = "INL-3", text: str = "It is <b>ACTIVE</b>.") -> Any:
    return client.post(reverse("ask_question", args=[SLUG, check]), {"text": text}, follow=True)


def test_from_the_question_to_the_answer(page_of: Any, graded: Place, teacher: User) -> None:
    own, staff = page_of(graded.user, "en"), page_of(teacher, "en")
    assert "Your teacher has the question" in ask(own).content.decode()
    question = VerdictQuestion.objects.get()
    waiting = staff.get(reverse("questions")).content.decode()
    assert "It is &lt;b&gt;ACTIVE&lt;/b&gt;." in waiting
    assert '<span class="side-count">1</span>' in waiting
    assert "sign-questioned" in staff.get(reverse("board")).content.decode()
    answer = reverse("question", args=[question.pk])
    staff.post(answer, {"text": "It was BUILD when we looked."})
    assert "It was BUILD when we looked." in own.get(reverse("lab", args=[SLUG])).content.decode()
    staff.post(answer, {"close": "yes"})
    assert "Nobody waits for an answer." in staff.get(reverse("questions")).content.decode()
    assert "It was BUILD" in staff.get(reverse("questions") + "?closed=yes").content.decode()
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["verdict_questioned", "question_answered", "question_closed"]


@pytest.mark.parametrize(("check", "text", "code"), [("INL-3", " ", 200), ("NONE-1", "x", 404)])
def test_nothing_comes_of_a_question_without_words_or_verdict(
    page_of: Any, graded: Place, check: str, text: str, code: int
) -> None:
    assert ask(page_of(graded.user), check, text).status_code == code
    assert not VerdictQuestion.objects.exists()


def test_one_question_at_a_time_about_a_check(page_of: Any, graded: Place) -> None:
    own = page_of(graded.user, "en")
    ask(own)
    assert "You have asked about this verdict already." in ask(own).content.decode()
    assert VerdictQuestion.objects.count() == 1


def test_nobodys_question_is_closed_without_an_answer(page_of: Any, graded: Place, teacher: User) -> None:
    ask(page_of(graded.user))
    question = VerdictQuestion.objects.get()
    answer = page_of(teacher, "en").post(reverse("question", args=[question.pk]), {"close": "yes"}, follow=True)
    assert "Answer the question before you close it." in answer.content.decode()
    assert VerdictQuestion.objects.get().is_open


def test_an_exam_conceals_the_verdict_so_nothing_can_be_asked(page_of: Any, cohort: Cohort, graded: Place) -> None:
    lab = Lab.objects.get(slug=SLUG)
    cohort.assignments.create(lab=lab, exam=True, due=timezone.now() + timedelta(hours=1))
    assert ask(page_of(graded.user)).status_code == 404


@pytest.mark.parametrize(
    ("who", "answer"),
    [("nobody", 302), ("kim", 404), ("elsewhere", 404), ("assistant", 200), ("teacher", 200), ("admin", 200)],
)
def test_who_looks_after_the_class_answers(
    page_of: Any, cohort: Cohort, graded: Place, teacher: User, who: str, answer: int
) -> None:
    ask(page_of(graded.user))
    question = VerdictQuestion.objects.get()
    factories.make_user("admin", is_superuser=True)
    factories.make_teacher(factories.make_cohort("two"), "elsewhere")
    Enrolment.objects.create(cohort=cohort, user=factories.make_user("assistant"), role=Enrolment.Role.ASSISTANT)
    client = Client() if who == "nobody" else page_of(User.objects.get(username=who))
    posted = client.post(reverse("question", args=[question.pk]), {"text": "Right."})
    assert posted.status_code == (302 if answer == 200 else answer)
    assert bool(VerdictQuestion.objects.get().answer) == (answer == 200)
