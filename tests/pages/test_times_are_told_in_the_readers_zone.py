"""Pages tell and understand times in the browser's zone, and in the classroom's where they do not know it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from labs.models import Place
from tests.pages import factories
from tests.pages.site import Site


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("", "18:30"),
        ("Asia/Seoul", "18:30"),
        ("UTC", "09:30"),
        ("America/New_York", "04:30"),
        ("Mars/Olympus", "18:30"),
    ],
)
def test_a_run_is_told_in_the_zone_of_the_cookie(page_of: Any, student: Place, zone: str, told: str) -> None:
    run = factories.make_run(factories.make_session(student))
    type(run).objects.filter(pk=run.pk).update(queued_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    client = page_of(student.user)
    if zone:
        client.cookies["zone"] = zone
    assert f"11-02 {told}" in client.get("/labs/intro-launch/").content.decode()
    other = page_of(student.user)
    assert "11-02 18:30" in other.get("/labs/intro-launch/").content.decode(), "the zone went on to another request"


def test_a_browser_tells_its_zone_by_itself(site: Site, browser: Browser) -> None:
    context = browser.new_context(timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(f"{site.url}/sign-in/")
    page.wait_for_function("document.documentElement.dataset.zone === 'Europe/Berlin'")
    context.close()
