"""In a real browser: language, light and dark, narrow screens, the keyboard, copying, names for everything."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import Site

OF_STUDENT = ["/", "/chapters/", "/chapters/0/", "/chapters/1/", "/labs/", "/labs/intro-launch/", "/cloud/"]
OF_TEACHER = ["/", "/board/", "/clouds/"]

UNNAMED = """() => {
  const named = (element) => (element.getAttribute("aria-label") || element.textContent || element.title || "").trim()
    || (element.getAttribute("aria-labelledby") || "").split(" ").some((id) => document.getElementById(id))
    || element.querySelector("img[alt]:not([alt=''])") || (element.labels && element.labels.length);
  const pressed = "a[href], button, summary, input:not([type=hidden]), [role=tab], progress";
  const found = [...document.querySelectorAll(pressed)]
    .filter((element) => element.checkVisibility() && !named(element));
  const images = [...document.images].filter((image) => !image.hasAttribute("alt"));
  const headings = document.querySelectorAll("h1").length === 1 ? [] : ["h1"];
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...found, ...images].map((element) => element.outerHTML.slice(0, 120)).concat(headings, twice);
}"""


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="look", students=["han", "hwang", "jang"])
    run = site.do("begin_run", session=site.do("open_lab", handle="han"))
    site.do(
        "end_run", run=run, outcomes={"INL-3": "failed", "INL-5": "blocked", "INL-8": "pending", "INL-9": "unknown"}
    )
    return site


@pytest.mark.parametrize(
    ("user", "path"), [*(("han", path) for path in OF_STUDENT), *(("lookteacher", path) for path in OF_TEACHER)]
)
def test_a_page_is_sound_wide_and_narrow(room: Site, open_page: Any, user: str, path: str) -> None:
    """Everything that can be pressed has a name, no id stands twice, and a phone scrolls in one direction only."""
    page: Page = open_page(user, path)
    assert page.evaluate(UNNAMED) == []
    for width in (360, 768, 1400):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_door_is_sound(room: Site, open_page: Any) -> None:
    page: Page = open_page(None, "/sign-in/", width=360)
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_signing_in_by_hand(room: Site, open_page: Any) -> None:
    page: Page = open_page(None, "/labs/", language="en-US")
    page.get_by_label("User name").fill("han")
    page.get_by_label("Password").fill("a-long-enough-word")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Labs")


def test_the_language_is_switched_and_kept_and_the_place_stays(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/chapters/1/#rc-file", language="fr-FR")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".toc a[aria-current=true]")).to_have_attribute("href", "#rc-file")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/chapters/1/#rc-file")
    page.goto(room.url + "/labs/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Labs")


def test_dark_follows_the_system_and_a_choice_is_kept(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("[data-theme-toggle]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_the_keyboard_leads_everywhere(room: Site, open_page: Any) -> None:
    page: Page = open_page("lookteacher", "/", language="en-US")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#find-text")).to_be_focused()
    page.keyboard.type("networks and sub")
    expect(page.locator(".find-list li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/labs/network-tenant/")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board/")
    page.keyboard.press("/")
    expect(page.locator("#board-filter")).to_be_focused()
    page.keyboard.type("hwang")
    expect(page.locator("#board tbody tr:visible")).to_have_count(1)


def test_the_first_tab_stop_skips_to_the_content(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/", language="en-US")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_copying_takes_the_commands_without_prompts_and_output(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/chapters/1/", permissions=["clipboard-read", "clipboard-write"])
    box = page.locator(".code-shell", has=page.locator(".output")).first
    commands = box.locator(".command").all_text_contents()
    box.hover()
    box.locator(".copy").click()
    expect(box.locator(".copy")).to_contain_text("복사됨")
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(commands)
    assert not any(line.startswith(("$", "[")) for line in commands)


def test_the_table_of_contents_follows_the_reader(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/chapters/1/#rc-file")
    expect(page.locator(".toc a[aria-current=true]")).to_have_attribute("href", "#rc-file")


def test_on_a_phone_the_pages_are_in_a_drawer_and_the_lab_in_tabs(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/labs/intro-launch/", language="en-US", width=360)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#side").get_by_role("link", name="My cloud")).to_be_visible()
    expect(page.locator("#side")).to_have_class(re.compile(r"\bshow$"))  # it has come to rest
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#verdicts")).to_be_hidden()
    page.get_by_role("tab", name="Verdicts").click()
    expect(page.locator("#verdicts")).to_be_visible()
    expect(page.locator("#task")).to_be_hidden()


def test_without_scripts_everything_is_there(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/labs/intro-launch/", language="en-US", width=360, java_script_enabled=False)
    expect(page.locator("#side").get_by_role("link", name="My cloud")).to_be_visible()
    expect(page.locator("#task")).to_be_visible()
    expect(page.locator("#verdicts")).to_be_visible()
    page.get_by_role("button", name="Grade", exact=True).click()
    expect(page.locator("#verdicts")).to_contain_text("run 2")


def test_the_password_is_shown_when_asked_for(room: Site, open_page: Any) -> None:
    page: Page = open_page("han", "/cloud/", language="en-US")
    expect(page.locator("#password")).not_to_contain_text("s3cret-word")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#password")).to_have_text("s3cret-word")
