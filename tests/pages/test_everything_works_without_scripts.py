"""Forms answer with a redirect, and a page on which something moves loads itself again."""

from typing import Any

from django.urls import reverse

from course.models import Chapter, Cohort, Enrolment, User
from grading.models import Run
from labs.models import Answer, Place, Session
from tests.pages import factories

LAB = reverse("lab", args=["intro-launch"])


def press(client: Any, name: str, **values: str) -> str:
    """Press a form's button and come back to the page that follows."""
    response = client.post(reverse(name, args=["intro-launch"]), values, follow=True)
    assert response.redirect_chain == [(LAB, 302)]
    text: str = response.content.decode()
    return text


def test_a_lab_from_start_to_finish(page_of: Any, student: Place) -> None:
    client = page_of(student.user, "en")
    assert "The lab is being prepared." in press(client, "lab_start")
    session = Session.objects.get(place=student)
    Session.objects.update(state=Session.State.OPEN)
    values = {"answer-subnet_cidr": " 192.168.12.0/24 ", "answer-image_id": "abc"}
    assert "Your answers are saved." in press(client, "lab_answers", **values)
    assert Answer.objects.get(session=session, name="subnet_cidr").value == "192.168.12.0/24"
    assert "in the queue" in press(client, "lab_grade")
    factories.judge(Run.objects.get(session=session), {"INL-8": "failed"})
    text = client.get(LAB).content.decode()
    assert "Its property owner is kim" in text
    assert "90 of 100 points earned" in text
    assert "The lab is being cleaned up." in press(client, "lab_finish")


def test_grading_keeps_the_answers_that_stand_in_the_form(page_of: Any, student: Place) -> None:
    session = factories.make_session(student)
    press(page_of(student.user), "lab_grade", **{"answer-image_id": "abc"})
    assert Answer.objects.get(session=session, name="image_id").value == "abc"
    assert session.runs.get().requested_by == student.user


def test_a_second_click_is_the_same_run(page_of: Any, student: Place) -> None:
    session = factories.make_session(student)
    client = page_of(student.user)
    press(client, "lab_grade")
    press(client, "lab_grade")
    assert session.runs.count() == 1


def test_what_is_refused_is_said(page_of: Any, student: Place) -> None:
    client = page_of(student.user, "en")
    assert "The lab is not open." in press(client, "lab_grade")
    factories.make_session(student)
    assert "The lab does not ask for this value." in press(client, "lab_answers", **{"answer-other": "x"})


def test_a_page_on_which_something_moves_loads_itself_again(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    refresh = '<noscript><meta http-equiv="refresh"'
    session = factories.make_session(student)
    assert refresh not in client.get(LAB).content.decode()
    run = factories.make_run(session, state=Run.State.RUNNING)
    assert refresh in client.get(LAB).content.decode()
    factories.judge(run, {})
    assert refresh not in client.get(LAB).content.decode()
    Session.objects.update(state=Session.State.FINISHING)
    assert refresh in client.get(LAB).content.decode()


def test_signing_in_and_out(client: Any, student: Place) -> None:
    address = reverse("sign_in")
    wrong = client.post(address, {"username": "kim", "password": "no"}, headers={"accept-language": "en"})
    assert "do not belong together" in wrong.content.decode()
    right = client.post(address, {"username": "kim", "password": factories.PASSWORD, "next": LAB})
    assert right.headers["Location"] == LAB
    elsewhere = {"username": "kim", "password": factories.PASSWORD, "next": "https://example.org/"}
    client.logout()
    assert client.post(address, elsewhere).headers["Location"] == reverse("overview")
    assert client.post(reverse("sign_out")).headers["Location"] == address


def test_reading_a_chapter_and_marking_it(page_of: Any, student: Place, chapters: None) -> None:
    client = page_of(student.user, "en")
    text = client.get(reverse("chapter", args=[1])).content.decode()
    assert '<mark class="own">kim-dom</mark>' in text
    assert "{{" not in text
    assert "<svg" in text.split('data-picture="launch"')[1][:200]
    response = client.post(reverse("chapter_read", args=[0]))
    assert response.headers["Location"] == reverse("chapter", args=[1])
    chapters_in_all = Chapter.objects.filter(language="en").count()
    assert f">1<small> / {chapters_in_all}</small>" in client.get(reverse("overview")).content.decode()
    assert client.get(reverse("chapter", args=[9])).status_code == 404


def test_a_teacher_grades_again(page_of: Any, student: Place, teacher: User) -> None:
    session = factories.make_session(student)
    address = reverse("student_lab", args=[student.pk, "intro-launch"])
    response = page_of(teacher).post(reverse("regrade", args=[student.pk, "intro-launch"]))
    assert response.headers["Location"] == address
    run = session.runs.get()
    assert (run.source, run.requested_by) == (Run.Source.TEACHER, teacher)


def test_somebody_in_two_classes_chooses_one(page_of: Any, cohort: Cohort, teacher: User, db: None) -> None:
    other = factories.make_cohort("two", title="Second class")
    Enrolment.objects.create(cohort=other, user=teacher, role=Enrolment.Role.TEACHER)
    elsewhere = factories.make_cohort("three", title="Third class")
    client = page_of(teacher)
    assert "<h1>OpenStack 16</h1>" in client.get(reverse("board")).content.decode()
    client.post(reverse("choose_cohort"), {"cohort": "two"})
    assert "<h1>Second class</h1>" in client.get(reverse("board")).content.decode()
    assert client.post(reverse("choose_cohort"), {"cohort": elsewhere.slug}).status_code == 404


def test_every_page_stands_with_nothing_in_it(page_of: Any, db: None) -> None:
    nobody = factories.make_user("nobody")
    for name in ("overview", "chapters", "labs", "my_cloud"):
        assert page_of(nobody).get(reverse(name)).status_code == 200
    cohort = factories.make_cohort("empty")
    teacher = factories.make_teacher(cohort)
    assert 'class="empty"' in page_of(teacher).get(reverse("board")).content.decode()


def test_the_broker_out_of_reach_takes_no_page_away(page_of: Any, student: Place, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    assert page_of(student.user).get(reverse("overview")).status_code == 200
