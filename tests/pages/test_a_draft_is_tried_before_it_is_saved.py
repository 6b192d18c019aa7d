"""A draft is tried on what was seen and on what an open session has; nobody's score hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grading.authoring.trials import work_at_trial
from grading.engine.judging import judge
from grading.models import Run, Score, Trial
from grading.trials import PATIENCE, claim_trial, end_trial
from labs.kinds import Kind
from labs.loader import LAB_FILE
from labs.models import Session
from labs.site import fill_definition
from tests.grading import worlds
from tests.grading.regraded import GOOD, SLUG, changed, grade, make_class, open_session, the_lab
from tests.pages import factories

pytestmark = pytest.mark.usefixtures("broker")
TRY = reverse("admin_lab_try", args=[SLUG])
WRONG = changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1")
ASKED, ASKED_NOW = 'equals: "192.168.{N}.254"', 'equals: "192.168.{N}.1"'


@pytest.fixture
def session(db: None, _quick_pages: None) -> Session:
    return open_session(make_class(1)[2][0])


@pytest.fixture
def admin(session: Session, page_of: Any) -> Client:
    client: Client = page_of(factories.make_user("admin", is_superuser=True), "en")
    return client


def draft(client: Client, old: str, new: str) -> None:
    lab = the_lab()
    assert lab.revision
    text = lab.revision.files[LAB_FILE]
    assert old in text
    client.post(reverse("admin_lab_check", args=[SLUG]), {LAB_FILE: text.replace(old, new), "base": "1"})


def text_of(client: Client, address: str, **query: int) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_on_a_run_it_says_what_would_be_judged_otherwise(admin: Client, session: Session) -> None:
    run = grade(session, WRONG)
    earned = Score.objects.get().earned
    draft(admin, ASKED, ASKED_NOW)
    page = text_of(admin, TRY, run=run.pk)
    assert f"<strong>{earned}</strong> → <strong>100</strong>" in page
    assert "1 check says something else" in page
    assert (Score.objects.get().earned, Run.objects.count()) == (earned, 1)


def test_without_a_draft_the_version_in_force_says_the_same_again(admin: Client, session: Session) -> None:
    page = text_of(admin, TRY, run=grade(session, WRONG).pk)
    assert "You have no draft" in page
    assert "0 checks say something else" in page


def test_what_its_proof_saw_tells_a_mistake_in_the_draft(admin: Client) -> None:
    assert "6 of 6 as it should be" in text_of(admin, TRY)
    draft(admin, ASKED, ASKED_NOW)
    page = text_of(admin, TRY)
    assert "6 of 6" not in page
    assert "<code>NTT-4</code> expected <strong>passed</strong>, observed <strong>failed</strong>" in page


def test_a_draft_with_a_fault_is_not_tried(admin: Client, session: Session) -> None:
    draft(admin, "points:", "pionts:")
    assert "It cannot be tried yet" in text_of(admin, TRY)
    assert admin.post(TRY, {"session": session.pk}).headers["Location"] == TRY
    assert not Trial.objects.exists()


@pytest.mark.parametrize("run", ["0", "99", "x", "9" * 30])
def test_a_run_that_is_not_there_is_not_found(admin: Client, run: str) -> None:
    assert admin.get(TRY, {"run": run}).status_code == 404


def test_on_a_cloud_a_worker_looks(admin: Client, session: Session) -> None:
    draft(admin, ASKED, ASKED_NOW)
    address = admin.post(TRY, {"session": session.pk}).headers["Location"]
    trial = Trial.objects.get()
    assert address == reverse("admin_trial", args=[trial.pk])
    waiting = text_of(admin, address)
    assert "A worker is looking" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    end_trial(trial, verdicts=judge(fill(trial), worlds.NETWORK_PARAMETERS, worlds.seen(WRONG)))
    page = text_of(admin, address)
    assert "<strong>100</strong>" in page
    assert "hx-trigger" not in page.partition('id="trial"')[2].partition("</section>")[0]
    assert not Run.objects.exists()


def test_a_cloud_out_of_sight_is_told_with_its_cause(admin: Client, session: Session) -> None:
    admin.post(TRY, {"session": session.pk})
    trial = Trial.objects.get()
    work_at_trial(trial_id=trial.pk)
    trial.refresh_from_db()
    assert trial.state == Trial.State.ERROR
    page = text_of(admin, reverse("admin_trial", args=[trial.pk]))
    assert "could not be tried" in page


def test_a_trial_whose_worker_is_gone_is_given_up(admin: Client, session: Session) -> None:
    admin.post(TRY, {"session": session.pk})
    Trial.objects.update(requested_at=timezone.now() - PATIENCE - timedelta(seconds=1))
    assert "could not be tried" in text_of(admin, reverse("admin_trial", args=[Trial.objects.get().pk]))


def test_only_one_worker_takes_it(admin: Client, session: Session) -> None:
    admin.post(TRY, {"session": session.pk})
    pk = Trial.objects.get().pk
    assert [claim_trial(trial_id=pk), claim_trial(trial_id=pk)] == [True, False]


def test_a_session_that_is_not_open_is_not_looked_at(admin: Client, session: Session) -> None:
    Session.objects.update(state=Session.State.FINISHED)
    assert admin.post(TRY, {"session": session.pk}).status_code == 404


def test_a_teacher_does_not_see_a_trial(admin: Client, session: Session, page_of: Any) -> None:
    admin.post(TRY, {"session": session.pk})
    teacher = session.place.cloud.cohorts.get().enrolments.get(role="teacher").user
    assert page_of(teacher).get(reverse("admin_trial", args=[Trial.objects.get().pk])).status_code == 404


def fill(trial: Trial) -> Any:
    return fill_definition(trial.content, worlds.NETWORK_PARAMETERS.variables)
