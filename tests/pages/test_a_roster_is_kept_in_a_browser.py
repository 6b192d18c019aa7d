"""A teacher brings a class in from a file and drops students with one click; nothing is too wide for a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import Site

PATHS = ["/roster/", "/roster/add/", "/roster/import/", "/roster/groups/", "/log/"]
PATHS_OF_ADMIN = ["/people/", "/people/add/", "/classes/", "/classes/1/", "/log/classroom/"]


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="kept", students=["won", "yeom"])
    site.do("make_admin", name="keptadmin")
    return site


def test_a_class_comes_from_a_file(room: Site, open_page: Any, tmp_path: Path) -> None:
    file = tmp_path / "class.csv"
    file.write_bytes("계정,이름,조\r\nwon,원가람,1조\r\nyeom,학생 yeom,\r\nkang1,강나루,1조\r\n".encode("cp949"))
    page: Page = open_page("keptteacher", "/roster/import/", language="en-US")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Groups that are made: 1조")).to_be_visible()
    expect(page.get_by_role("row", name="kang1")).to_contain_text("new account")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("The file is applied.")).to_be_visible()
    page.get_by_role("button", name="Show them").click()
    expect(page.locator("code.secret")).to_have_count(1)
    page.go_back()
    page.reload()
    expect(page.get_by_role("button", name="Show them")).to_have_count(0)
    page.goto(f"{room.url}/log/")
    expect(page.get_by_text("roster imported")).to_be_visible()


def test_students_are_ticked_dropped_and_taken_back(room: Site, open_page: Any) -> None:
    page: Page = open_page("keptteacher", "/roster/", language="en-US")
    page.get_by_label("Tick all").check()
    page.get_by_label("Tick 학생 yeom").uncheck()
    ticked = page.locator("tbody input:checked").count()
    expect(page.locator("[data-ticked]")).to_have_text(str(ticked))
    page.get_by_role("button", name="Drop from the class").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody tr")).to_have_count(1 + ticked)


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
@pytest.mark.parametrize(
    ("user", "path"), [*(("keptteacher", path) for path in PATHS), *(("keptadmin", path) for path in PATHS_OF_ADMIN)]
)
def test_nothing_is_too_wide_for_a_phone(room: Site, open_page: Any, user: str, path: str, language: str) -> None:
    page: Page = open_page(user, path, language=language, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
