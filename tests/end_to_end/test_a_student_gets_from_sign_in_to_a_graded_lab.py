"""The main job in a real browser: read, start, work with `openstack`, grade, finish; the teacher sees it live."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.classroom import Classroom
from tests.end_to_end.proving import Student

PATIENCE_MS = 60_000
SLUG = "network-tenant"
TITLE = "Project networks and subnets"


@pytest.fixture
def sign_in(classroom: Classroom, browser: Browser) -> Iterator[Callable[[str], Page]]:
    contexts: list[BrowserContext] = []

    def as_person(user: str) -> Page:
        context = browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 1000})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(classroom.url)
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password").fill(classroom.accounts[user])
        page.get_by_role("button", name="Sign in").click()
        return page

    yield as_person
    for context in contexts:
        context.close()


def test_the_main_job(classroom: Classroom, sign_in: Callable[[str], Page], tmp_path: Path) -> None:
    page, board = sign_in("choi"), sign_in("teacher")
    board.goto(f"{classroom.url}/board/")
    read_a_chapter(page)
    start(page)
    grade(page, "0 earned")
    Student(classroom, "choi", SLUG, tmp_path).solve()
    grade(page, "100 earned")
    page.screenshot(path=tmp_path / "graded.png", full_page=True)
    expect(board.get_by_role("row", name=re.compile("choi"))).to_contain_text("100", timeout=PATIENCE_MS)
    finish(page)


def read_a_chapter(page: Page) -> None:
    page.get_by_role("link", name="Chapters").first.click()
    page.locator("main").get_by_role("link", name=re.compile("OpenStack")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def start(page: Page) -> None:
    page.get_by_role("link", name="Labs").first.click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Grade")).to_be_visible(timeout=PATIENCE_MS)


def grade(page: Page, points: str) -> None:
    """Press Grade and let the verdicts come: nothing is reloaded here."""
    page.get_by_role("button", name="Grade").click()
    expect(page.locator("#results")).to_contain_text(points, timeout=PATIENCE_MS)


def finish(page: Page) -> None:
    page.locator("#finish summary").click()
    page.get_by_role("button", name="Delete and finish").click()
    expect(page.locator("#lab-state")).to_contain_text("nothing of it is left", timeout=PATIENCE_MS)
