"""A teacher overrides, excuses and comments; what was measured stays beside it, on every page that shows points."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.models import AuditEntry, Cohort, Enrolment, Override, User
from course.progress import add_up, list_standings
from grading.models import Score
from labs.models import Lab, Place
from tests.pages import factories

SLUG = "intro-launch"


@pytest.fixture
def graded(student: Place) -> Place:
    """Some of 100 points, measured."""
    factories.make_run(factories.make_session(student, state="finished"), {"INL-3": "failed"})
    return student


@pytest.fixture
def client(page_of: Any, teacher: User) -> Client:
    signed_in: Client = page_of(teacher, "en")
    return signed_in


def measured() -> int:
    return Score.objects.get().earned


def decide(client: Client, student: Place, **values: str) -> Any:
    given = {"counts": "points", "points": "77", "reason": "The cloud was slow."} | values
    return client.post(reverse("override", args=[student.pk, SLUG]), given, follow=True)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_points_count_and_what_was_measured_stays_beside_them(
    client: Client, page_of: Any, graded: Place, teacher: User
) -> None:
    before = measured()
    assert "What was measured stays" in decide(client, graded, comment="Well tried.").content.decode()
    assert measured() == before
    own = page_of(graded.user, "en")
    lab, labs, overview = page(own, "lab", SLUG), page(own, "labs"), page(own, "overview")
    for words in ("77 of 100 points count", f"measured: {before}", "The cloud was slow.", "Well tried.", "강사"):
        assert words in lab
    assert f"overridden · measured: {before}" in labs
    assert "77<small> /" in overview
    board = page(client, "board")
    assert f"77/100 (measured: {before}) · overridden by a teacher" in board
    assert "sign-overridden" in board
    assert f'data-figure="sum-{graded.handle}">77</td>' in board
    assert f'data-figure="mean-{SLUG}">77</td>' in board
    assert "77 of 100 points count" in page(client, "student_lab", graded.pk, SLUG)


def test_every_decision_is_kept_with_its_author_and_written_down(client: Client, graded: Place, teacher: User) -> None:
    decide(client, graded)
    decide(client, graded, points="80", reason="More was right.")
    client.post(reverse("withdraw_override", args=[graded.pk, SLUG]))
    first, second = Override.objects.order_by("pk")
    assert (first.points, first.is_withdrawn, first.ended_by) == (77, False, teacher)
    assert (second.points, second.is_withdrawn) == (80, True)
    history = page(client, "override", graded.pk, SLUG)
    for words in ("The cloud was slow.", "More was right.", "withdrawn", "replaced"):
        assert words in history
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.action for entry in entries] == ["mark_overridden", "mark_overridden", "override_withdrawn"]
    assert [entry.by for entry in entries] == [teacher] * 3
    assert (entries[1].before["points"], entries[1].after["points"]) == (77, 80)
    assert entries[1].reason == "More was right."
    assert (entries[1].student, entries[1].lab) == (graded.user, Lab.objects.get(slug=SLUG))


def test_who_is_excused_has_the_lab_in_no_total(client: Client, page_of: Any, graded: Place) -> None:
    decide(client, graded, counts="excused", reason="Ill.")
    standings = list_standings(Lab.objects.select_related("definition").order_by("pk"), graded)
    excused = next(one for one in standings if one.lab.slug == SLUG)
    assert (excused.code, excused.is_excused) == ("excused", True)
    assert add_up(standings).total == 100 * (len(standings) - 1)
    own = page_of(graded.user, "en")
    assert "Excused from this lab" in page(own, "lab", SLUG)
    assert "excused, counts in no total" in page(own, "labs")
    board = page(client, "board")
    assert f'data-figure="mean-{SLUG}">–</td>' in board
    assert f'data-figure="sum-{graded.handle}">0</td>' in board


def test_a_lab_that_was_never_graded_can_get_points(client: Client, page_of: Any, student: Place) -> None:
    assert "Nobody has decided otherwise" in page(client, "override", student.pk, SLUG)
    decide(client, student)
    lab = page(page_of(student.user, "en"), "lab", SLUG)
    assert "77 of 100 points count" in lab
    assert "Nothing was measured." in lab


def test_a_comment_alone_changes_nothing(client: Client, page_of: Any, graded: Place) -> None:
    before = measured()
    decide(client, graded, counts="measured", reason="", comment="Look at step 3 again.")
    assert "Look at step 3 again." in page(page_of(graded.user, "en"), "lab", SLUG)
    board = page(client, "board")
    assert "sign sign-overridden" not in board
    assert f'data-figure="sum-{graded.handle}">{before}</td>' in board


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"reason": " "}, "Say why"),
        ({"points": "101"}, "no more points than its total"),
        ({"points": ""}, "Say how many points count."),
        ({"points": "-1"}, "greater than or equal to 0"),
        ({"counts": "measured"}, "Give points, excuse the lab or write a comment."),
    ],
)
def test_what_makes_no_sense_is_refused(client: Client, graded: Place, values: dict[str, str], complaint: str) -> None:
    assert complaint in decide(client, graded, **values).content.decode()
    assert not Override.objects.exists()
    assert not AuditEntry.objects.exists()


def test_late_credit_and_an_override_give_one_mark(client: Client, page_of: Any, graded: Place) -> None:
    Score.objects.update(percent=50)
    half = (measured() + 1) // 2
    assert f'data-figure="sum-{graded.handle}">{half}</td>' in page(client, "board")
    assert "sign-late" in page(client, "board")
    decide(client, graded)
    assert f'data-figure="sum-{graded.handle}">77</td>' in page(client, "board")
    assert f"measured: {measured()}, late: 50 % of it are {half}" in page(page_of(graded.user, "en"), "lab", SLUG)


def test_the_board_sorts_by_what_counts(client: Client, cohort: Cohort, graded: Place) -> None:
    other = factories.make_student(cohort, "lee", 13, "이서연")
    factories.make_run(factories.make_session(other))
    order = [reverse("board") + "?order=-points", "sum-lee", f"sum-{graded.handle}"]
    board = client.get(order[0]).content.decode()
    assert board.index(order[1]) < board.index(order[2])
    decide(client, other, points="1")
    board = client.get(order[0]).content.decode()
    assert board.index(order[2]) < board.index(order[1])


def test_an_exam_conceals_points_but_not_that_one_is_excused(
    client: Client, page_of: Any, cohort: Cohort, graded: Place, teacher: User
) -> None:
    lab = Lab.objects.get(slug=SLUG)
    cohort.assignments.create(lab=lab, exam=True, due=timezone.now() + timedelta(hours=1))
    decide(client, graded)
    own = page_of(graded.user, "en")
    assert "points count" not in page(own, "lab", SLUG)
    assert "overridden" not in page(own, "labs")
    decide(client, graded, counts="excused")
    assert "Excused from this lab" in page(own, "lab", SLUG)


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("nobody", 302),
        ("kim", 404),
        ("other", 404),
        ("assistant", 404),
        ("elsewhere", 404),
        ("teacher", 200),
        ("admin", 200),
    ],
)
def test_only_who_teaches_the_class_may_decide(
    page_of: Any, cohort: Cohort, graded: Place, teacher: User, who: str, answer: int
) -> None:
    factories.make_student(cohort, "other", 13)
    factories.make_user("admin", is_superuser=True)
    factories.make_teacher(factories.make_cohort("two"), "elsewhere")
    Enrolment.objects.create(cohort=cohort, user=factories.make_user("assistant"), role=Enrolment.Role.ASSISTANT)
    client = Client() if who == "nobody" else page_of(User.objects.get(username=who))
    address = reverse("override", args=[graded.pk, SLUG])
    assert client.get(address).status_code == answer
    posted = client.post(address, {"counts": "points", "points": "5", "reason": "x"})
    assert posted.status_code == (302 if answer == 200 else answer)
    assert Override.objects.exists() == (answer == 200)
    withdrawn = client.post(reverse("withdraw_override", args=[graded.pk, SLUG]))
    assert withdrawn.status_code == posted.status_code
