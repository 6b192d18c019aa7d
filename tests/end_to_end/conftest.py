"""People at their browsers, signed in to the whole classroom."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.classroom import Classroom

PATIENCE_MS = 60_000


@pytest.fixture
def sign_in(classroom: Classroom, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Each with a browser of their own, in English. `password`: of accounts that are not in accounts.txt."""
    contexts: list[BrowserContext] = []

    def as_person(user: str, password: str = "") -> Page:
        context = browser.new_context(
            locale="en-GB", viewport={"width": 1400, "height": 1000}, base_url=f"{classroom.url}/"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto("/")
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password").fill(password or classroom.accounts[user])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Overview").wait_for()
        return page

    yield as_person
    for context in contexts:
        context.close()
