"""The board and grading again, for teachers' programs."""

from typing import Any

from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from grading.models import Run
from labs.loader import LabFolder
from tests.api.conftest import People
from tests.pages.factories import make_run, make_session, make_student


def cells(client: APIClient) -> dict[tuple[str, str], Any]:
    board = client.get("/api/v1/board/").json()
    return {(line["username"], cell["lab"]): cell for line in board["lines"] for cell in line["cells"]}


def test_a_cell_for_every_student_in_every_lab(teacher: APIClient, people: People, folders: list[LabFolder]) -> None:
    session = make_session(people.kim)
    make_run(session, {"INL-3": "unknown"})
    make_run(make_session(people.lee), state=Run.State.RUNNING)
    board = cells(teacher)
    assert set(board) == {(name, lab) for name in ("kim", "lee") for lab in (one.definition.slug for one in folders)}
    mine = board["kim", "intro-launch"]
    assert (mine["session"], mine["state"], mine["grading"], mine["unseen"]) == (session.pk, "open", False, True)
    assert mine["score"]["earned"] < mine["score"]["possible"]
    assert board["lee", "intro-launch"]["grading"]
    assert board["kim", "network-tenant"]["score"] is None


def test_columns_have_the_classs_figures(teacher: APIClient, people: People) -> None:
    make_run(make_session(people.kim))
    columns = {column["lab"]: column for column in teacher.get("/api/v1/board/").json()["columns"]}
    assert (columns["intro-launch"]["mean"], columns["intro-launch"]["passed_percent"]) == (100, 50)
    assert (columns["final-review"]["mean"], columns["final-review"]["passed_percent"]) == (None, 0)


def test_more_students_cost_no_more_queries(
    teacher: APIClient,
    people: People,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(20) as few:
        teacher.get("/api/v1/board/")
    for number in range(20, 30):
        make_run(make_session(make_student(people.cohort, f"s{number}", number)))
    with django_assert_num_queries(len(few)):
        teacher.get("/api/v1/board/")


def test_a_teacher_has_a_students_work_graded_again(teacher: APIClient, people: People) -> None:
    session = make_session(people.kim)
    answer = teacher.post("/api/v1/runs/", {"session": session.pk}, format="json")
    assert answer.status_code == 202
    run = Run.objects.get()
    assert (answer.json()["id"], run.source, run.requested_by) == (run.pk, Run.Source.TEACHER, people.teacher)
