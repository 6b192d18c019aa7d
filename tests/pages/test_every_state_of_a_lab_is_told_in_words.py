"""The lab's page in every state of session, run and check, in both languages, with hostile names in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from course import wording
from course.models import User
from grading.models import Run
from labs.models import Place, Session
from tests.pages import factories

LANGUAGES = ("ko", "en")
CAUSE = {"trouble": "refused", "service": "network", "detail": "secret-host refused"}


def page(page_of: Any, student: Place, language: str) -> str:
    response = page_of(student.user, language).get(reverse("lab", args=["intro-launch"]))
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(wording.OUTCOMES))
def test_each_outcome_has_its_word(page_of: Any, student: Place, outcome: str, language: str) -> None:
    factories.make_run(factories.make_session(student), {"INL-3": outcome})
    text = page(page_of, student, language)
    row = text.split('data-check="INL-3"')[1].split("</li>")[0]
    with translation.override(language):
        assert str(wording.OUTCOMES[outcome].text) in row
    assert f"fa-{wording.OUTCOMES[outcome].icon}" in row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [state for state, _label in Session.State.choices])
def test_each_state_of_a_session_has_its_word(page_of: Any, student: Place, state: str, language: str) -> None:
    cause = CAUSE if state == Session.State.BROKEN else None
    factories.make_session(student, state=state, cause=cause, step="network", percent=40)
    text = page(page_of, student, language)
    with translation.override(language):
        assert str(wording.SESSIONS[state].text) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [state for state, _label in Run.State.choices])
def test_each_state_of_a_run_has_its_word(page_of: Any, student: Place, state: str, language: str) -> None:
    cause = CAUSE if state == Run.State.ERROR else None
    factories.make_run(factories.make_session(student), state=state, cause=cause)
    text = page(page_of, student, language)
    with translation.override(language):
        assert str(wording.RUNS[state].text) in text or state == Run.State.GRADED


def test_what_a_student_named_a_thing_is_only_text(page_of: Any, student: Place) -> None:
    factories.make_run(factories.make_session(student), {"INL-4": "failed"})
    text = page(page_of, student, "en")
    assert "<b>SHUTOFF</b>" not in text
    assert "&lt;b&gt;SHUTOFF&lt;/b&gt;" in text


def test_expected_stands_beside_observed(page_of: Any, student: Place) -> None:
    factories.make_run(factories.make_session(student), {"INL-4": "failed"})
    row = page(page_of, student, "en").split('data-check="INL-4"')[1].split("</li>")[0]
    pairs = "expected", "<code>ACTIVE</code>", "observed", "<code>&lt;b&gt;SHUTOFF"
    assert sorted(pairs, key=row.index) == list(pairs)


def test_what_has_to_be_found_out_is_not_told(page_of: Any, student: Place, teacher: User) -> None:
    factories.make_run(factories.make_session(student), {"INL-1": "failed"})
    row = page(page_of, student, "en").split('data-check="INL-1"')[1].split("</li>")[0]
    assert "<code>ACTIVE</code>" not in row
    assert "another value: look it up in your cloud" in row
    as_teacher = page_of(teacher, "en").get(reverse("student_lab", args=[student.pk, "intro-launch"]))
    assert "<code>ACTIVE</code>" in as_teacher.content.decode()


def test_unknown_tells_the_cause_and_that_it_costs_nothing(page_of: Any, student: Place) -> None:
    again = timezone.now() + timedelta(seconds=20)
    factories.make_run(factories.make_session(student), {"INL-9": "unknown"}, retry_at=again)
    text = page(page_of, student, "en")
    assert "Nova (compute) did not answer in time." in text
    assert "It costs you nothing" in text
    assert timezone.localtime(again).strftime("%H:%M:%S") in text


def test_details_of_our_trouble_are_for_staff(page_of: Any, student: Place, teacher: User) -> None:
    factories.make_run(factories.make_session(student), {"INL-9": "unknown"})
    assert "secret-host" not in page(page_of, student, "en")
    as_teacher = page_of(teacher).get(reverse("student_lab", args=[student.pk, "intro-launch"]))
    assert "secret-host" in as_teacher.content.decode()


def test_blocked_names_what_comes_first(page_of: Any, student: Place) -> None:
    factories.make_run(factories.make_session(student), {"INL-5": "blocked"})
    row = page(page_of, student, "en").split('data-check="INL-5"')[1].split("</li>")[0]
    assert "INL-1" in row


def test_hints_open_with_the_attempts(page_of: Any, student: Place) -> None:
    session = factories.make_session(student)
    factories.make_run(session, {"INL-3": "failed"})
    assert '<details class="hint" id="hint-INL-3-1">' in page(page_of, student, "en")
    factories.make_run(session, {"INL-3": "failed"})
    text = page(page_of, student, "en")
    assert '<details class="hint" id="hint-INL-3-1" open>' in text
    assert '<details class="hint" id="hint-INL-3-2">' in text


def test_a_failure_leads_to_the_place_in_the_notes(page_of: Any, student: Place, chapters: None) -> None:
    factories.make_run(factories.make_session(student), {"INL-3": "failed"})
    assert f'href="{reverse("chapter", args=[1])}#launch-instance"' in page(page_of, student, "en")


def test_a_visitor_without_a_place_sees_example_values(page_of: Any, teacher: User) -> None:
    text = page_of(teacher, "en").get(reverse("lab", args=["intro-launch"])).content.decode()
    assert '<mark class="own">kim-intro-launch-rc</mark>' in text
    assert "example values" in text


def test_the_task_carries_the_student_s_own_values(page_of: Any, cohort: Any) -> None:
    student = factories.make_student(cohort, "park", 77)
    text = page(page_of, student, "ko")
    assert '<mark class="own">park</mark>' in text
    assert "{S}" not in text
    assert "{IMG}" not in text
