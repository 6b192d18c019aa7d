"""My cloud: a look is asked for, made by a worker, always ends, and is shown to its own student alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from course.models import Cohort, User
from grading.engine.observation import Collection
from grading.observing.places import PlaceSeen, Project
from grading.place_looking import CLAIMS_MAX, claim_look, do_look, record_look, sweep_looks
from grading.place_looks import PAUSE_S, request_look
from grading.place_models import PlaceLook
from labs.kinds import Kind
from labs.models import Place
from labs.services import Refused
from tests.pages import factories
from tests.pages.observed import PROJECT, observed

CAUSE = {"trouble": "timeout", "service": "network", "detail": ""}
State = PlaceLook.State


@pytest.fixture
def look(student: Place) -> PlaceLook:
    return request_look(place=student)


def seen(**changes: Any) -> PlaceSeen:
    projects = (Project(PROJECT, "kim-intro-launch"), Project("p-2", "kim-network-tenant"))
    return PlaceSeen(projects, dict(observed(**changes).collections), {PROJECT: {"instances": 10, "routers": -1}})


def see(place: Place, **changes: Any) -> PlaceLook:
    """A look from the click to its end, as if the pause were over."""
    PlaceLook.objects.filter(place=place).update(asked_at=timezone.now() - timedelta(seconds=PAUSE_S + 1))
    taken = claim_look(look_id=request_look(place=place).pk)
    assert taken
    record_look(taken, seen(**changes))
    return PlaceLook.objects.get(pk=taken.pk)


def page(client: Any, query: str = "") -> str:
    text: str = client.get(reverse("my_cloud") + query).content.decode()
    return text


def test_a_second_click_is_the_same_look(student: Place, look: PlaceLook) -> None:
    assert request_look(place=student) == look


def test_between_two_looks_there_is_a_pause(student: Place) -> None:
    see(student)
    with pytest.raises(Refused) as refused:
        request_look(place=student)
    assert refused.value.code == "look_too_soon"


def test_before_there_is_a_place_nothing_is_looked_at(student: Place) -> None:
    student.ready_at = None
    with pytest.raises(Refused):
        request_look(place=student)


def test_one_worker_takes_it(look: PlaceLook) -> None:
    assert claim_look(look_id=look.pk)
    assert claim_look(look_id=look.pk) is None


def test_a_cloud_that_nobody_can_reach_ends_the_look(look: PlaceLook) -> None:
    """The place's cloud has an address at which nothing listens."""
    config = {"auth": {"auth_url": "http://127.0.0.1:9/v3", "username": "x", "password": "x", "project_name": "x"}}
    type(look.place.cloud).objects.update(config=config)
    do_look(look_id=look.pk)
    look.refresh_from_db()
    assert (look.state, bool(look.cause)) == (State.FAILED, True)


def test_a_lost_worker_is_replaced_and_the_third_time_it_has_failed(look: PlaceLook) -> None:
    for _again in range(CLAIMS_MAX):
        assert claim_look(look_id=look.pk)
        PlaceLook.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sweep_looks()
    look.refresh_from_db()
    assert look.state == State.FAILED


def test_a_late_worker_changes_nothing(student: Place, look: PlaceLook) -> None:
    first = claim_look(look_id=look.pk)
    assert first
    PlaceLook.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_looks()
    assert claim_look(look_id=look.pk)
    record_look(first, seen())
    look.refresh_from_db()
    assert look.state == State.RUNNING


def test_what_is_out_of_sight_shows_what_was_seen_before(page_of: Any, student: Place) -> None:
    see(student)
    see(student, router=None)
    text = page(page_of(student.user, "en"))
    assert "could not be read now" in text
    assert "This is how it was at" in text
    assert "r1" in text.split('id="held-router"')[1].split("</details>")[0]


def test_when_nothing_could_be_seen_the_look_before_stays(page_of: Any, student: Place) -> None:
    see(student)
    PlaceLook.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    taken = claim_look(look_id=request_look(place=student).pk)
    assert taken
    record_look(taken, PlaceSeen(collections={Kind.SERVER: Collection(cause=CAUSE)}))
    text = page(page_of(student.user, "en"))
    assert "Below is what was seen before." in text
    assert "web1" in text


def test_only_the_last_that_saw_something_is_kept(student: Place) -> None:
    see(student)
    last = see(student)
    assert PlaceLook.objects.get() == last


def test_tables_picture_and_gauges_of_a_project(page_of: Any, student: Place) -> None:
    see(student)
    text = page(page_of(student.user, "en"), f"?project={PROJECT}")
    assert '<svg class="topo"' in text
    assert "<b>web1</b>" not in text
    assert "of 10" in text
    assert "no limit" in text
    assert "kim-network-tenant" in text, "the other can be chosen"


def test_the_filter_keeps_what_fits(page_of: Any, student: Place) -> None:
    see(student)
    rows = page(page_of(student.user, "en"), "?project=all&find=app-net").split("Everything in tables")[1]
    assert 'scope="row">app-net' in rows
    assert 'scope="row">provider' not in rows


def test_a_project_that_is_not_one_s_own_is_as_if_not_asked_for(page_of: Any, student: Place) -> None:
    see(student)
    assert "all together" in page(page_of(student.user, "en"), "?project=p-99%00&find=%00")


def test_nobody_else_sees_it(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    see(student)
    other = factories.make_student(cohort, "lee", 13)
    for user in (other.user, teacher):
        assert "web1" not in page(page_of(user, "en"))


def test_looking_is_no_link_and_needs_a_place(page_of: Any, teacher: User, student: Place) -> None:
    assert page_of(student.user).get(reverse("my_cloud_look")).status_code == 405
    assert page_of(teacher).post(reverse("my_cloud_look")).status_code == 404


def test_the_button_works_without_scripts(page_of: Any, student: Place) -> None:
    client = page_of(student.user, "en")
    text = client.post(reverse("my_cloud_look"), follow=True).content.decode()
    assert "A worker looks at your projects as soon as one is free." in text
    see_again = client.post(reverse("my_cloud_look"), follow=True).content.decode()
    assert PlaceLook.objects.count() == 1
    assert "A worker looks" in see_again


def test_what_no_worker_has_taken_is_sent_again(look: PlaceLook) -> None:
    PlaceLook.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep_looks()
    look.refresh_from_db()
    assert look.state == State.QUEUED
    assert look.lease_until
    assert look.lease_until > timezone.now()


def test_the_password_is_shown_once_and_never_kept(page_of: Any, student: Place) -> None:
    client = page_of(student.user, "en")
    assert student.password not in page(client)
    shown = client.post(reverse("my_cloud_password"))
    assert student.password in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert student.password not in page(client)
