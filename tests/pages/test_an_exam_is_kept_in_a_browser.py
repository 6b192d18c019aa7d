"""In a real browser: a deadline that is set reaches open pages, and an exam tells nothing while it is graded."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.pages.site import Site
from tests.pages.test_the_lab_page_lives import LAB, connected, never_reloaded, stay


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="exam", students=["hong"])
    return site


def test_an_exam_reaches_the_open_page_and_keeps_its_verdicts(room: Site, open_page: Any) -> None:
    session = room.do("open_lab", handle="hong")
    page, staff = open_page("hong", LAB, language="en-US"), open_page("examteacher", "/", language="en-US")
    connected(page)
    connected(staff)
    stay(page)
    page.evaluate(
        "window.heard = []; for (const name of ['run', 'verdict', 'score', 'terms'])"
        " document.addEventListener(`classroom:${name}`, () => window.heard.push(name))"
    )
    room.do("hold_terms", handle="hong", hours=2, exam=True, attempts=2)
    expect(page.locator("#lab-state")).to_contain_text("2 of 2 gradings left")
    page.wait_for_timeout(3000)  # the stream ended, and begins anew with what the page may hear now
    connected(page)
    page.get_by_role("button", name="Grade", exact=True).click()
    run = room.do("begin_run", session=session)
    expect(page.locator("#verdicts")).to_contain_text("looking at your project")
    room.do("tell_verdict", run=run, check="INL-3", outcome="passed")
    room.do("end_run", run=run, outcomes={"INL-4": "failed"})
    expect(page.locator("#verdicts")).to_contain_text("Handed in and graded")
    expect(page.locator("#verdicts")).not_to_contain_text("failed")
    expect(page.locator("#verdicts")).not_to_contain_text("passed")
    assert set(page.evaluate("window.heard")) == {"terms", "run"}
    room.do("hold_terms", handle="hong", hours=-1, exam=True)
    expect(page.locator("[data-check=INL-4]")).to_contain_text("failed")
    never_reloaded(page)
