"""The pages of a lab in a class: policy, what would change, and what a person decides; without scripts."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.models import Cohort, Enrolment, LabUse, User
from grading.models import Regrade, Run, Score
from labs.kinds import Kind
from labs.models import Place
from tests.grading.regraded import (
    GOOD,
    begin,
    change_definition,
    changed,
    expect,
    grade,
    make_class,
    open_session,
    work,
)
from tests.pages import factories

pytestmark = pytest.mark.usefixtures("broker")
WRONG = changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1")
CLASS_LAB = reverse("class_lab", args=["network-tenant"])
Room = tuple[Cohort, User, list[Place]]


@pytest.fixture
def room(db: None, _quick_pages: None) -> Room:
    """The first falls, the second rises."""
    room = make_class(2)
    for place, world in zip(room[2], (GOOD, WRONG), strict=True):
        grade(open_session(place), world)
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1"))
    return room


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def points() -> list[int]:
    return list(Score.objects.order_by("place").values_list("earned", flat=True))


def test_the_board_and_the_labs_page_lead_there(page_of: Any, room: Room) -> None:
    client = page_of(room[1], "en")
    board = text_of(client, reverse("board"))
    assert board.count("Definition changed: regrade") == 2  # as title and for screen readers, of one lab
    assert f'href="{CLASS_LAB}"' in board
    assert f'href="{CLASS_LAB}"' in text_of(client, reverse("lab", args=["network-tenant"]))
    assert CLASS_LAB not in text_of(page_of(room[2][0].user), reverse("lab", args=["network-tenant"]))


def test_from_the_question_to_the_decision(page_of: Any, room: Room) -> None:
    client = page_of(room[1], "en")
    assert "2 scores rest on an earlier definition." in text_of(client, CLASS_LAB)
    answer = client.post(reverse("whatif_start", args=["network-tenant"]))
    regrade = Regrade.objects.get()
    address = reverse("whatif", args=[regrade.pk])
    assert answer.headers["Location"] == address
    waiting = text_of(client, address)
    assert "in the queue" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work(regrade)
    ready = text_of(client, address)
    assert "http-equiv" not in ready
    for words in (
        "waits for your decision",
        "학생 1",
        "100 → <strong>90</strong>",
        "90 → <strong>100</strong>",
        "NTT-4",
    ):
        assert words in ready
    assert f'name="fall" value="{room[2][0].pk}"' in ready
    assert points() == [100, 90]
    decided = client.post(reverse("whatif_promote", args=[regrade.pk]), {"choice": "rises"})
    assert decided.headers["Location"] == address
    work(regrade)
    assert "Rises were promoted" in text_of(client, address)
    assert points() == [100, 100]
    assert "judged by a newer definition" in text_of(
        client, reverse("student_lab", args=[room[2][1].pk, "network-tenant"])
    )


def test_all_only_with_the_list_of_falls(page_of: Any, room: Room) -> None:
    regrade = work(begin(room[0], room[1]))
    client = page_of(room[1], "en")
    address = reverse("whatif_promote", args=[regrade.pk])
    assert "The list of falls has changed" in client.post(address, {"choice": "all"}, follow=True).content.decode()
    assert points() == [100, 90]
    client.post(address, {"choice": "all", "fall": [room[2][0].pk], "agreed": "on"})
    work(regrade)
    assert points() == [90, 100]


def test_dropped_it_says_so(page_of: Any, room: Room) -> None:
    regrade = work(begin(room[0], room[1]))
    text = page_of(room[1], "ko").post(reverse("whatif_drop", args=[regrade.pk]), follow=True).content.decode()
    assert "버렸습니다." in text
    assert Run.objects.count() == 2


def test_nothing_to_do_is_said(page_of: Any, room: Room) -> None:
    Run.objects.update(observation=None)
    text = page_of(room[1], "en").post(reverse("whatif_start", args=["network-tenant"]), follow=True).content.decode()
    assert "There is no run that another definition has judged" in text


def test_the_policy_is_chosen_here(page_of: Any, room: Room) -> None:
    client = page_of(room[1], "en")
    grade(room[2][0].sessions.get(), WRONG)
    assert points() == [100, 90]
    client.post(reverse("class_lab_policy", args=["network-tenant"]), {"policy": "last"})
    assert (LabUse.objects.get().policy, points()) == ("last", [90, 90])
    assert 'value="last" checked' in text_of(client, CLASS_LAB)
    assert client.post(reverse("class_lab_policy", args=["network-tenant"]), {"policy": "worst"}).status_code == 404


def test_strangers_find_nothing(page_of: Any, room: Room) -> None:
    regrade = work(begin(room[0], room[1]))
    elsewhere = factories.make_teacher(factories.make_cohort("two"), "stranger")
    on_the_same_cloud = factories.make_teacher(factories.make_cohort("three", room[0].cloud), "neighbour")
    run = Run.objects.first()
    assert run
    for user in (room[2][0].user, elsewhere, on_the_same_cloud):
        client = page_of(user)
        for address in (reverse("whatif", args=[regrade.pk]), reverse("evidence", args=[run.pk])):
            assert client.get(address).status_code == 404
        for name in ("whatif_promote", "whatif_drop"):
            assert client.post(reverse(name, args=[regrade.pk]), {"choice": "rises"}).status_code == 404
    student = page_of(room[2][0].user)
    assert student.get(CLASS_LAB).status_code == 404
    for name in ("whatif_start", "class_lab_policy"):
        assert student.post(reverse(name, args=["network-tenant"]), {"policy": "last"}).status_code == 404
    regrade.refresh_from_db()
    assert (regrade.state, LabUse.objects.count()) == (Regrade.State.READY, 0)


def test_a_regrade_costs_a_page_no_more_for_many_students(page_of: Any, room: Room) -> None:
    regrade = work(begin(room[0], room[1]))
    client = page_of(room[1])
    few = queries_of(client, reverse("whatif", args=[regrade.pk]))
    regrade.rows.all().delete()
    Regrade.objects.update(state=Regrade.State.DROPPED)
    old = Run.objects.earliest("pk").definition
    for number in range(10, 25):
        place = factories.make_student(room[0], f"t{number}", number)
        grade(
            factories.make_session(place, "network-tenant", project_id="p-1", definition=old), (GOOD, WRONG)[number % 2]
        )
    more = work(begin(room[0], room[1]))
    assert more.total == 17
    assert queries_of(client, reverse("whatif", args=[more.pk])) == few <= 20
    assert queries_of(client, CLASS_LAB) <= 20


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_teacher_of_two_classes_sees_each_regrade(page_of: Any, room: Room) -> None:
    """A regrade is found by its address, whichever class is chosen."""
    regrade = work(begin(room[0], room[1]))
    other = factories.make_cohort("two")
    Enrolment.objects.create(cohort=other, user=room[1], role=Enrolment.Role.TEACHER)
    client = page_of(room[1])
    client.post(reverse("choose_cohort"), {"cohort": "two"})
    assert room[0].title in text_of(client, reverse("whatif", args=[regrade.pk]))
