"""All sessions that go on, found, tried again and finished by admins; what a worker is at is left alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.models import AuditEntry, Cohort, User
from labs.models import Place, PreparedResource, Session
from tests.pages import factories

State = Session.State


@pytest.fixture
def admin(db: None) -> User:
    return factories.make_user("boss", is_superuser=True)


@pytest.fixture
def client(page_of: Any, admin: User) -> Client:
    found: Client = page_of(admin, "en")
    return found


def listed(client: Client, **asked: str) -> list[int]:
    page = client.get(reverse("sessions"), asked)
    assert page.status_code == 200
    return [session.pk for session in page.context["sessions"]]


def do(client: Client, verb: str, *sessions: Session) -> str:
    values = {"do": verb, "session": [session.pk for session in sessions]}
    return client.post(reverse("sessions_do"), values, follow=True).content.decode()


def state_of(session: Session) -> str:
    return Session.objects.get(pk=session.pk).state


def test_those_of_every_class_are_listed_with_what_they_hold(client: Client, cohort: Cohort, student: Place) -> None:
    other = factories.make_student(factories.make_cohort("two"), "lee", 3, "이바다")
    mine = factories.make_session(student)
    theirs = factories.make_session(other, state=State.BROKEN, cause={"trouble": "timeout", "service": "compute"})
    factories.make_session(student, "network-tenant", State.FINISHED)
    for number in range(3):
        PreparedResource.objects.create(session=mine, binding=f"b{number}", kind="network", resource_id=f"n{number}")
    PreparedResource.objects.filter(binding="b0").update(removed_at=timezone.now())
    assert listed(client) == [mine.pk, theirs.pk]
    assert listed(client, find="바다") == [theirs.pk]
    assert listed(client, find="intro") == [mine.pk, theirs.pk]
    assert listed(client, state="stuck") == [theirs.pk]
    assert listed(client, state="open") == [mine.pk]
    assert listed(client, cloud="cloud-two") == [theirs.pk]
    assert listed(client, state="no such", page="x") == [mine.pk, theirs.pk]
    held = client.get(reverse("sessions")).context["sessions"].object_list[0].held
    assert held == 2


def test_stuck_is_what_has_lost_its_worker_or_waits_for_the_cloud(client: Client, student: Place) -> None:
    soon, past = timezone.now() + timedelta(minutes=2), timezone.now() - timedelta(minutes=2)
    well: dict[str, Any] = {"state": State.PREPARING, "lease_until": soon}
    factories.make_session(student, "intro-launch", **well)
    stuck = [
        factories.make_session(student, "network-tenant", **well | {"waits": 1}),
        factories.make_session(student, "network-router", **well | {"claims": 2}),
        factories.make_session(student, "identity-project", State.FINISHING, lease_until=past),
    ]
    assert listed(client, state="stuck") == [session.pk for session in stuck]


def test_a_broken_one_is_tried_again_and_written_down(client: Client, student: Place, admin: User) -> None:
    broken = factories.make_session(student, state=State.BROKEN, claims=3, waits=9)
    assert "1 session was given to the workers." in do(client, "restart", broken)
    again = Session.objects.get(pk=broken.pk)
    assert (again.state, again.claims, again.waits, again.step) == (State.PREPARING, 0, 0, "")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.student, entry.lab) == (
        "session_restarted",
        admin,
        student.user,
        broken.lab,
    )
    assert (entry.before["state"], entry.after["state"]) == ("broken", "preparing")


def test_a_finish_that_is_stuck_goes_on_as_a_finish(client: Client, student: Place) -> None:
    lost = factories.make_session(student, state=State.FINISHING, claims=3, step="project")
    do(client, "restart", lost)
    assert state_of(lost) == State.FINISHING


def test_what_is_well_is_not_tried_again(client: Client, student: Place) -> None:
    well = factories.make_session(student)
    assert "1 session was left alone" in do(client, "restart", well)
    assert state_of(well) == State.OPEN
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("state", [State.OPEN, State.BROKEN, State.PREPARING, State.FINISHING])
def test_whatever_it_is_at_it_can_be_finished(client: Client, student: Place, state: str) -> None:
    session = factories.make_session(student, state=state, lease_until=timezone.now())
    do(client, "finish", session)
    assert state_of(session) == State.FINISHING
    assert AuditEntry.objects.get().action == "session_finished"


@pytest.mark.parametrize("verb", ["restart", "finish"])
def test_what_a_worker_is_at_is_left_alone(client: Client, student: Place, verb: str) -> None:
    lease = timezone.now() + timedelta(minutes=2)
    session = factories.make_session(student, state=State.PREPARING, step="network", lease_until=lease)
    assert "left alone" in do(client, verb, session)
    assert Session.objects.get(pk=session.pk).step == "network"


def test_without_a_tick_nothing_happens(client: Client, student: Place) -> None:
    session = factories.make_session(student)
    assert "Tick at least one session." in do(client, "finish")
    client.post(reverse("sessions_do"), {"do": "finish", "session": ["x", "-1", "99999"]})
    assert state_of(session) == State.OPEN


def test_a_thousand_sessions_cost_as_many_queries_as_one(
    client: Client, cohort: Cohort, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        place = factories.make_student(cohort, f"s{number}", number)
        factories.make_session(place, state=State.BROKEN)
    with django_assert_max_num_queries(20):
        assert len(listed(client)) == 50
    assert len(listed(client, page="2")) == 10
