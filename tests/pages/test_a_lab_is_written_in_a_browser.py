"""In a real browser: faults as one types, the keyboard, phones, and text that is never lost."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from tests.pages.site import Site
from tests.pages.test_pages_are_accessible import SERIOUS
from tests.pages.test_pages_in_a_browser import UNNAMED

TEXT = "[data-file=lab-yaml] .ace_content"
LAB = "/operate/labs/network-tenant/"
EDIT = LAB + "edit/"
PAGES = [
    "/operate/labs/",
    "/operate/new-lab/",
    "/operate/import-lab/",
    *(LAB + page for page in ("", "edit/", "compare/", "preview/", "try/")),
]
FOUND, UNKEPT, LEFT = "#lab-found", "#unkept", "#left-here"


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="write", students=[])
    for name in ("looker", "writer", "typist", "walker", "loser", "sender", "thumb"):
        site.do("make_admin", name=name)
    return site


def write(page: Page, text: str) -> None:
    page.locator(TEXT).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def ending_in(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + r"\s*$")


def active(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def kept_here(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('text of')).length"))


def test_a_fault_is_told_as_one_types_and_leads_to_its_line(room: Site, open_page: Any) -> None:
    page: Page = open_page("writer", EDIT, language="en-US")
    expect(page.locator(FOUND)).to_contain_text("Nothing is wrong")
    write(page, "\nnonsense: 1")
    expect(page.locator(FOUND)).to_contain_text("1 fault")
    expect(page.locator("#tab-lab-yaml")).to_contain_text("1")
    expect(page.locator(".ace_gutter-cell.ace_error")).to_have_count(1)
    page.locator("#tab-task-ko-md").click()
    page.locator(f"{FOUND} [data-goto]").click()
    expect(page.locator(TEXT)).to_be_visible()
    page.keyboard.type("x")
    expect(page.locator(FOUND)).to_contain_text("xnonsense")
    expect(page.locator(FOUND)).to_contain_text("Draft kept at")


def test_a_fault_keeps_it_from_being_saved_and_nothing_is_lost(room: Site, open_page: Any) -> None:
    page: Page = open_page("typist", EDIT, language="en-US")
    write(page, "\nnonsense: 1")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("#messages")).to_contain_text("Nothing was saved")
    expect(page.locator("[name='lab.yaml']")).to_have_value(ending_in("nonsense: 1"))


def test_the_keyboard_walks_in_and_out(room: Site, open_page: Any) -> None:
    page: Page = open_page("walker", EDIT)
    page.locator("#tab-lab-yaml").focus()
    for _step in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert active(page) == "ace_text-input"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert active(page) == "note"


def test_what_does_not_reach_the_classroom_stays_in_the_browser(room: Site, open_page: Any) -> None:
    page: Page = open_page("sender", EDIT, language="en-US")
    page.context.set_offline(True)
    write(page, "\n# written on a train")
    expect(page.locator(UNKEPT)).to_be_visible()
    assert kept_here(page) == 1
    page.context.set_offline(False)
    expect(page.locator(UNKEPT)).to_be_hidden(timeout=12000)
    assert kept_here(page) == 0
    page.reload()
    expect(page.locator("[name='lab.yaml']")).to_have_value(ending_in("# written on a train"))


def test_leaving_is_warned_of_and_what_was_left_is_offered_again(room: Site, open_page: Any) -> None:
    page: Page = open_page("loser", EDIT, language="en-US")
    page.route("**/check/", lambda route: route.abort())
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    write(page, "\n# nobody has seen this")
    expect(page.locator(UNKEPT)).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]
    page.unroute("**/check/")
    expect(page.locator(LEFT)).to_be_visible()
    page.get_by_role("button", name="Put it into the editor").click()
    expect(page.locator("[name='lab.yaml']")).to_have_value(ending_in("# nobody has seen this"))
    expect(page.locator(FOUND)).to_contain_text("Draft kept at")
    expect(page.locator(LEFT)).to_be_hidden()


def test_a_phone_has_line_numbers_and_scrolls_in_one_direction(room: Site, open_page: Any) -> None:
    page: Page = open_page("thumb", EDIT, language="en-US", width=360, has_touch=True, is_mobile=True)
    text = page.locator("[name='lab.yaml']")
    expect(page.locator("[data-file=lab-yaml] .editor-numbers")).to_contain_text("100")
    text.evaluate("(text) => text.setSelectionRange(text.value.length, text.value.length)")
    text.press_sequentially("\nnonsense: 1")
    expect(page.locator(FOUND)).to_contain_text("1 fault")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(room: Site, open_page: Any, theme: str) -> None:
    page: Page = open_page("looker", EDIT, color_scheme=theme)
    write(page, "\nnonsense: 1")
    expect(page.locator("#tab-lab-yaml")).to_contain_text("1")
    for path in PAGES:
        page.goto(room.url + path)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found if one["impact"] in SERIOUS] == [], path
        assert page.evaluate(UNNAMED) == [], path
        for width in (360, 1400):
            page.set_viewport_size({"width": width, "height": 780})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
