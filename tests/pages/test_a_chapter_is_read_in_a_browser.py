"""With scripts a chapter answers the eye: ticks, marks, cards of words, a task beside the notes; and it is light."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import Site, wait_until

FIRST_VISIT_MAX_KB = 200
CHAPTERS = ["/chapters/0/", "/chapters/1/"]


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="read", students=["yun", "ryu"])
    return site


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_first_visit_weighs_little(room: Site, open_page: Any, path: str) -> None:
    page: Page = open_page("yun", "/health/")
    meter = page.context.new_cdp_session(page)
    meter.send("Network.enable")
    sizes: list[int] = []
    meter.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(room.url + path, wait_until="networkidle")
    assert 20_000 < sum(sizes) < FIRST_VISIT_MAX_KB * 1000


def test_what_was_gone_through_is_ticked_and_the_place_is_found_again(room: Site, open_page: Any) -> None:
    page: Page = open_page("yun", "/chapters/1/")
    with page.expect_response(lambda response: response.url.endswith("/bookmark/")):
        page.locator("#console").scroll_into_view_if_needed()
        page.mouse.wheel(0, 400)
    expect(page.locator(".toc li.is-seen").first).to_be_visible()
    again: Page = open_page("yun", "/chapters/1/")
    expect(again.locator(".toc li.is-seen").first).to_be_visible()
    wait_until(lambda: again.evaluate("scrollY") > 1000, "the page is not where its reader stopped")


def test_words_are_marked_and_found_again_and_unmarked(room: Site, open_page: Any) -> None:
    page: Page = open_page("ryu", "/chapters/1/")
    words = page.locator("[data-section=rc-file] .passage-text p").first
    words.select_text()
    page.get_by_role("button", name="형광펜").click()
    expect(page.locator(".own-mark").first).to_be_visible()
    shown = "".join(page.locator(".own-mark").all_text_contents())
    page.reload()
    assert "".join(page.locator(".own-mark").all_text_contents()) == shown != ""
    page.locator(".own-mark").first.press("Delete")
    expect(page.locator(".own-mark")).to_have_count(0)
    page.reload()
    expect(page.locator(".own-mark")).to_have_count(0)


def test_a_word_shows_its_card_on_focus(room: Site, open_page: Any) -> None:
    page: Page = open_page("ryu", "/chapters/1/")
    page.locator(".term").first.focus()
    expect(page.locator("#term-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#term-card")).to_be_hidden()


def test_a_task_opens_beside_the_notes_and_closes(room: Site, open_page: Any) -> None:
    page: Page = open_page("ryu", "/chapters/1/")
    page.locator("[data-beside]").first.click()
    expect(page.locator("#beside .task")).to_be_visible()
    page.locator("[data-beside-close]").click()
    expect(page.locator("#beside")).to_be_hidden()


def test_the_keyboard_goes_from_section_to_section(room: Site, open_page: Any) -> None:
    page: Page = open_page("ryu", "/chapters/1/#rc-file")
    wait_until(lambda: page.evaluate("scrollY") > 300, "the page does not stand at its section")
    before = page.evaluate("scrollY")
    page.keyboard.press("n")
    wait_until(lambda: page.evaluate("scrollY") > before + 50, "n does not go on")
    page.keyboard.press("p")
    wait_until(lambda: page.evaluate("scrollY") <= before + 50, "p does not go back")
