"""Sign-in by user name and password gives a token; the database keeps only its hash; guessing is slowed down."""

from typing import Any

import pytest
from django.core.cache import cache
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.api.conftest import People
from tests.pages.factories import PASSWORD

TOKEN = "/api/v1/token/"


@pytest.fixture(autouse=True)
def fresh_counts(broker: None) -> None:
    cache.clear()


def sign_in(username: str, password: str, **extra: Any) -> tuple[int, Any]:
    response = APIClient(HTTP_ACCEPT_LANGUAGE="en").post(
        TOKEN, {"username": username, "password": password}, format="json", **extra
    )
    return response.status_code, response.json()


def test_a_token_works_until_it_is_revoked(people: People) -> None:
    status, given = sign_in("kim", PASSWORD)
    assert status == 201
    assert given["expiry"] is None
    client = APIClient(HTTP_AUTHORIZATION=f"Token {given['token']}")
    assert client.get("/api/v1/me/").json()["username"] == "kim"
    assert client.delete(TOKEN).status_code == 204
    assert client.get("/api/v1/me/").status_code == 401


def test_revoking_one_leaves_the_others(people: People) -> None:
    first, second = (sign_in("kim", PASSWORD)[1]["token"] for _ in range(2))
    APIClient(HTTP_AUTHORIZATION=f"Token {first}").delete(TOKEN)
    assert APIClient(HTTP_AUTHORIZATION=f"Token {second}").get("/api/v1/me/").status_code == 200


def test_only_the_hash_is_kept(people: People) -> None:
    token = sign_in("kim", PASSWORD)[1]["token"]
    kept = AuthToken.objects.get(user=people.kim.user)
    assert token not in {kept.digest, kept.token_key}
    assert token[15:] not in kept.digest


@pytest.mark.parametrize(("username", "password"), [("kim", "wrong"), ("nobody", PASSWORD), ("kim", PASSWORD.upper())])
def test_a_wrong_password_and_a_wrong_name_look_alike(people: People, username: str, password: str) -> None:
    status, answer = sign_in(username, password)
    assert (status, answer["error"]["code"]) == (401, "wrong_credentials")


def test_somebody_who_may_not_sign_in_any_more_gets_no_token_and_has_none(people: People) -> None:
    token = sign_in("kim", PASSWORD)[1]["token"]
    people.kim.user.is_active = False
    people.kim.user.save()
    assert sign_in("kim", PASSWORD)[0] == 401
    assert APIClient(HTTP_AUTHORIZATION=f"Token {token}").get("/api/v1/me/").status_code == 401


def test_guessing_is_slowed_down_for_one_account_from_one_address(people: People) -> None:
    assert [sign_in("kim", f"guess{number}")[0] for number in range(20)] == [401] * 20
    status, answer = sign_in("kim", PASSWORD)
    assert (status, answer["error"]["code"]) == (429, "throttled")
    assert sign_in("lee", PASSWORD)[0] == 201, "others behind the same address sign in"
    assert sign_in("kim", PASSWORD, REMOTE_ADDR="192.0.2.7")[0] == 201, "nobody is locked out by somebody else"
    assert sign_in("kim", PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.8")[0] == 429, "claimed addresses do not count"


def test_a_session_of_the_pages_serves_too_and_has_no_token_to_revoke(people: People) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(people.kim.user)
    assert client.get("/api/v1/me/").status_code == 200
    response = client.delete(TOKEN)
    assert response.status_code == 403, "a page of another site cannot act for the person"
    assert response.json()["error"]["code"] == "forbidden"
