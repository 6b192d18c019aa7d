"""Whatever goes wrong, a program finds a code and a person finds a sentence in their language."""

import json
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from labs.models import Session
from tests.api.conftest import Client, People
from tests.pages.factories import make_session

LAB = "/api/v1/labs/intro-launch/"


def error_of(response: Any, status: int) -> tuple[str, str]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    content = json.loads(response.content)
    assert list(content) == ["error"]
    assert list(content["error"]) == ["code", "message"]
    return content["error"]["code"], content["error"]["message"]


def test_without_a_token(db: None) -> None:
    response = APIClient(HTTP_ACCEPT_LANGUAGE="en").get("/api/v1/labs/")
    assert error_of(response, 401) == ("not_authenticated", "Sign in first.")
    assert response["WWW-Authenticate"] == "Token"


def test_with_a_token_that_is_none(db: None) -> None:
    client = APIClient(HTTP_AUTHORIZATION="Token 0123456789abcdef", HTTP_ACCEPT_LANGUAGE="ko")
    code, message = error_of(client.get("/api/v1/me/"), 401)
    assert code == "bad_token"
    assert "다시 로그인하십시오" in message


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/labs/nothing/", 404, "unknown_lab"),
        ("post", "/api/v1/labs/nothing/start/", 404, "unknown_lab"),
        ("get", "/api/v1/labs/?class=two", 404, "unknown_class"),
        ("get", "/api/v1/runs/999/", 404, "not_found"),
        ("get", "/api/v1/nothing/here", 404, "not_found"),
        ("post", "/api/v1/labs/", 405, "method_not_allowed"),
        ("post", f"{LAB}grade/", 409, "not_started"),
        ("post", f"{LAB}finish/", 409, "not_started"),
        ("get", f"{LAB}rc/", 409, "not_started"),
    ],
)
def test_what_is_not_there_or_not_possible(kim: APIClient, method: str, path: str, status: int, code: str) -> None:
    assert error_of(getattr(kim, method)(path), status)[0] == code


def test_what_the_state_of_a_lab_does_not_allow(kim: APIClient, people: People) -> None:
    session = make_session(people.kim, state=Session.State.FINISHING)
    assert error_of(kim.post(f"{LAB}start/"), 409)[0] == "finishing"
    assert error_of(kim.post(f"{LAB}grade/"), 409)[0] == "not_open"
    assert error_of(kim.get(f"{LAB}clouds.yaml/"), 409)[0] == "not_open"
    Session.objects.filter(pk=session.pk).update(state=Session.State.PREPARING)
    assert error_of(kim.post(f"{LAB}finish/"), 409)[0] == "preparing"


def test_a_lab_is_for_students(teacher: APIClient) -> None:
    assert error_of(teacher.post(f"{LAB}start/"), 409)[0] == "no_place"


def test_a_body_that_does_not_fit(kim: APIClient, people: People) -> None:
    make_session(people.kim)
    code, message = error_of(kim.put(f"{LAB}answers/", {"answers": {"image_id": ["no text"]}}, format="json"), 400)
    assert code == "invalid"
    assert "answers: image_id:" in message
    assert error_of(kim.put(f"{LAB}answers/", "{", content_type="application/json"), 400)[0] == "not_json"
    assert error_of(kim.put(f"{LAB}answers/", "a=1", content_type="text/plain"), 415)[0] == "not_json"
    assert error_of(kim.put(f"{LAB}answers/", {"answers": {"nobody_asks": "1"}}, format="json"), 409)[0] == (
        "unknown_answer"
    )


def test_the_accept_header_is_no_reason_to_fail(kim: APIClient) -> None:
    assert kim.get("/api/v1/labs/", HTTP_ACCEPT="text/html").status_code == 200
    assert error_of(kim.get("/api/v1/runs/999/events/", HTTP_ACCEPT="text/event-stream"), 404)[0] == "not_found"


def test_trouble_of_our_own_is_logged_and_told_without_its_detail(
    people: People, as_user: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client = as_user(people.kim.user)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE course_cohort RENAME TO mislaid")  # taken back with the test's transaction
    code, message = error_of(client.get("/api/v1/me/"), 500)
    assert code == "unexpected"
    assert "course_cohort" not in message
    assert "course_cohort" in caplog.text
