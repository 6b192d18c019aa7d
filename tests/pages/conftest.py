"""What the tests of pages share: a class in the database, and a whole site with a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from course.models import Cohort, User
from labs.models import Place
from tests.pages import factories
from tests.pages.site import Site, run_site


@pytest.fixture(autouse=True)
def _quick_pages(settings: Any, tmp_path: Path) -> None:
    """Pages made in this process need no collected files, and their people's passwords no slow hash."""
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def labs(db: None) -> None:
    call_command("load_labs")


@pytest.fixture
def chapters(db: None) -> None:
    call_command("load_chapters")


@pytest.fixture
def cohort(labs: None) -> Cohort:
    return factories.make_cohort()


@pytest.fixture
def student(cohort: Cohort) -> Place:
    return factories.make_student(cohort)


@pytest.fixture
def teacher(cohort: Cohort) -> User:
    return factories.make_teacher(cohort)


@pytest.fixture
def page_of(db: None) -> Any:
    """Sign somebody in: `page_of(user)` or `page_of(user, "en")` gives a test client."""

    def signed_in(user: User, language: str = "ko") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web part as it is run: its own process, database, broker and collected static files."""
    with run_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def open_page(site: Site, browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """`open_page(user, path, …)` opens a page as somebody; what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        user: str | None, path: str = "/", *, language: str = "ko-KR", width: int = 1400, **options: Any
    ) -> Page:
        context = browser.new_context(locale=language, viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        if user:
            context.add_cookies([site.cookie_of(user)])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.goto(site.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
