"""The admin's lists are fetched anew as things happen: what is ticked stays ticked, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import Site


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="ticks", students=["bang", "bong"])
    site.do("make_admin", name="ticksadmin")
    return site


def test_a_session_breaks_while_another_is_ticked_and_both_are_handed_out(room: Site, open_page: Any) -> None:
    room.do("open_lab", handle="bang", state="broken")
    session = room.do("open_lab", handle="bong")
    page: Page = open_page("ticksadmin", "/sessions/?find=b", language="en-US")
    first, second = (page.locator("tr", has_text=f"학생 {name}") for name in ("bang", "bong"))
    first.get_by_role("checkbox").check()
    room.do("set_session", session=session, state="broken", cause={"trouble": "timeout", "service": "compute"})
    expect(second).to_contain_text("Nova", timeout=15_000)
    expect(first.get_by_role("checkbox")).to_be_checked()
    expect(second.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_label("all on this page").check()
    expect(second.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("2 sessions were given to the workers.")).to_be_visible()


def test_a_dialog_that_is_open_stays_open(room: Site, open_page: Any) -> None:
    session = room.do("session_of", handle="bong")
    page: Page = open_page("ticksadmin", "/sessions/?find=bong", language="en-US")
    page.get_by_text("Finish …").click()
    button = page.get_by_role("button", name="Finish what is ticked")
    expect(button).to_be_visible()
    room.do("set_session", session=session, percent=50)
    page.wait_for_timeout(11_000)  # beyond the list's own polling
    expect(button).to_be_visible()
