"""Korean or English as the browser asks, Korean where it asks for neither; a choice goes before both and is kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import Place


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("en-GB", "en"),
        ("fr-FR,fr;q=0.9", "ko"),
        ("fr,en;q=0.5", "en"),
        ("de,ko;q=0.2,en;q=0.1", "ko"),
        ("*", "ko"),
    ],
)
def test_what_the_browser_asks_for(client: Client, db: None, asked: str, expected: str) -> None:
    response = client.get(reverse("sign_in"), headers={"accept-language": asked})
    assert f'<html lang="{expected}"' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]
    assert "Cookie" in response.headers["Vary"]


def test_a_choice_is_kept_for_a_year_and_leads_back(page_of: Any, student: Place) -> None:
    client = page_of(student.user, "ko")
    back = reverse("lab", args=["intro-launch"]) + "#verdicts"
    response = client.post(reverse("set_language"), {"language": "en", "next": back})
    assert response.headers["Location"] == back
    assert response.cookies["classroom_language"]["max-age"] == 365 * 24 * 3600
    assert '<html lang="en"' in client.get(reverse("overview")).content.decode()


def test_it_leads_to_no_other_site(client: Client, db: None) -> None:
    response = client.post(reverse("set_language"), {"language": "en", "next": "https://example.org/"})
    assert response.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client, db: None) -> None:
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert "classroom_language" not in client.cookies


@pytest.mark.parametrize(("language", "words"), [("ko", "없는 페이지이거나"), ("en", "There is no such page")])
def test_a_missing_page_says_so_in_the_language(client: Client, db: None, language: str, words: str) -> None:
    response = client.get("/no/such/page/", headers={"accept-language": language})
    assert response.status_code == 404
    assert words in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("ko", "서버에서 문제가"), ("en", "Something went wrong")])
def test_our_own_mistake_says_so_in_the_language(
    student: Place, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.views.labs.list_standings", None)
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    client.force_login(student.user)
    response = client.get(reverse("labs"))
    assert response.status_code == 500
    assert words in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("ko", "너무 오래되었거나"), ("en", "is too old")])
def test_a_stale_form_says_so_in_the_language(db: None, language: str, words: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    response = client.post(reverse("sign_in"), {"username": "kim", "password": "x"})
    assert response.status_code == 403
    assert words in response.content.decode()
