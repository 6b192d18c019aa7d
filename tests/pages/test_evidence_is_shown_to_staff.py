"""The evidence of a run: phases, records and their picture, with whatever names students choose."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.models import User
from grading.models import Run, StoredObservation
from labs.kinds import Kind
from labs.models import Place
from tests.grading import worlds
from tests.grading.regraded import GOOD, grade_seen, make_class, open_session

pytestmark = pytest.mark.usefixtures("broker")
HOSTILE = "<script>alert('x')</script> & \"net\" " + "x" * 200


@pytest.fixture
def room(db: None, _quick_pages: None) -> tuple[User, Place]:
    _cohort, teacher, (place,) = make_class()
    return teacher, place


def page(page_of: Any, teacher: User, run: Run, language: str = "en") -> str:
    response = page_of(teacher, language).get(reverse("evidence", args=[run.pk]))
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def picture(text: str) -> ElementTree.Element:
    """The picture is well-formed by itself, whatever stands in it."""
    inside = text.split('<svg class="graph"')[1].partition("</svg>")[0]
    return ElementTree.fromstring(f"<svg{inside}</svg>")  # noqa: S314  our own page


def test_records_are_drawn_and_listed(page_of: Any, room: tuple[User, Place]) -> None:
    run = grade_seen(open_session(room[1]), worlds.seen(GOOD))
    text = page(page_of, room[0], run)
    drawn = picture(text)
    assert [one.text for one in drawn.iter("text") if one.get("class") == "graph-name"] == [
        "app-net",
        "db-net",
        "app-subnet",
        "db-subnet",
    ]
    assert len(list(drawn.iter("path"))) == 2
    assert "network app-net" in (drawn.findtext("desc") or "")
    assert "<code>cidr</code>" in text
    assert "192.168.7.0/24" in text


def test_names_are_only_text(page_of: Any, room: tuple[User, Place]) -> None:
    hostile = GOOD | {Kind.NETWORK: [{"id": "x", "name": HOSTILE, "project_id": "p-1", "status": HOSTILE}]}
    text = page(page_of, room[0], grade_seen(open_session(room[1]), worlds.seen(hostile)))
    assert "<script>alert" not in text
    names = [one.text or "" for one in picture(text).iter("text") if one.get("class") == "graph-name"]
    assert max(map(len, names)) <= 20


def test_what_could_not_be_read_says_why(page_of: Any, room: tuple[User, Place]) -> None:
    cause = {"trouble": "timeout", "service": "network", "detail": "ConnectTimeout: host"}
    run = grade_seen(open_session(room[1]), worlds.seen(GOOD, subnet=cause))
    text = page(page_of, room[0], run)
    assert "Neutron (networks) did not answer in time." in text
    assert "ConnectTimeout: host" in text


def test_the_phases_say_where_the_time_went(page_of: Any, room: tuple[User, Place]) -> None:
    run = grade_seen(open_session(room[1]), worlds.seen(GOOD))
    begin = run.queued_at
    moments = {"claimed_at": 0.25, "observed_at": 1.5, "judged_at": 1.6, "published_at": 2}
    Run.objects.update(**{name: begin + timedelta(seconds=seconds) for name, seconds in moments.items()})
    text = page(page_of, room[0], run)
    for seconds in ("0.25", "1.25", "0.10", "0.40"):
        assert f"<dd>{seconds} s</dd>" in text
    assert 'x="12.50%" width="62.50%"' in text


@pytest.mark.parametrize("content", [None, b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_without_readable_evidence_the_page_still_stands(
    page_of: Any, room: tuple[User, Place], content: bytes | None
) -> None:
    run = grade_seen(open_session(room[1]), worlds.seen(GOOD))
    if content is None:
        Run.objects.update(observation=None)
    else:
        StoredObservation.objects.update(content=content)
    assert "note-unknown" in page(page_of, room[0], run)


def test_more_records_cost_no_more_queries(page_of: Any, room: tuple[User, Place]) -> None:
    client = page_of(room[0])
    session = open_session(room[1])
    many = GOOD | {Kind.NETWORK: [{"id": f"n{n}", "name": f"n{n}", "project_id": "p-1"} for n in range(300)]}
    counts = []
    for world in (GOOD, many):
        run = grade_seen(session, worlds.seen(world))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("evidence", args=[run.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


def test_the_teachers_page_of_a_student_leads_there(page_of: Any, room: tuple[User, Place]) -> None:
    run = grade_seen(open_session(room[1]), worlds.seen(GOOD))
    address = reverse("evidence", args=[run.pk])
    listed = page_of(room[0]).get(reverse("student_lab", args=[room[1].pk, "network-tenant"])).content.decode()
    assert f'href="{address}"' in listed
    assert page_of(room[1].user).get(address).status_code == 404
