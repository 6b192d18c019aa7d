"""The board in a browser: from cell to cell by keyboard, students chosen by boxes, filters that apply at once."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.site import Site


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="hand", students=["ha", "hb", "hc", "hd"])
    run = site.do("begin_run", session=site.do("open_lab", handle="ha"))
    site.do("end_run", run=run, outcomes={"INL-3": "failed"})
    return site


@pytest.fixture
def board(room: Site, open_page: Any) -> Page:
    page: Page = open_page("handteacher", "/board/", language="en-US")
    return page


def test_arrows_go_from_cell_to_cell_and_only_one_is_in_the_tab_order(board: Page) -> None:
    cells = board.locator("#board a.cell")
    expect(board.locator('#board a.cell[tabindex="0"]')).to_have_count(1)
    labs = board.locator("#board tbody tr").first.locator("a.cell").count()
    cells.first.focus()
    board.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(cells.nth(labs + 1)).to_be_focused()
    board.keyboard.press("End")
    expect(cells.nth(2 * labs - 1)).to_be_focused()
    board.keyboard.press("x")
    expect(board.locator("#board tbody tr").nth(1).locator("[data-pick]")).to_be_checked()


def test_boxes_choose_one_many_and_all_and_stay_when_the_board_comes_anew(board: Page) -> None:
    boxes, told = board.locator("#board [data-pick]"), board.locator("[data-picked]")
    chosen = board.locator("[data-needs-picked]")
    expect(chosen).to_be_disabled()
    boxes.nth(0).click()
    expect(told).to_have_text("1 student chosen")
    boxes.nth(2).click(modifiers=["Shift"])
    expect(told).to_have_text("3 students chosen")
    expect(chosen).to_be_enabled()
    with board.expect_response(re.compile("/board/")):
        board.evaluate("htmx.trigger('#board', 'refresh')")
    expect(board.locator("#board [data-pick]:checked")).to_have_count(3)
    board.locator("[data-pick-all]").click()
    expect(told).to_have_text("4 students chosen")


def test_a_filter_applies_as_soon_as_it_is_chosen(board: Page) -> None:
    board.locator("select[name=state]").select_option("open")
    expect(board).to_have_url(re.compile("state=open"))
    expect(board.locator("#board tbody tr")).to_have_count(1)
    board.locator("#board tbody a.cell").first.focus()
    board.keyboard.press("e")
    expect(board).to_have_url(re.compile(r"/board/\d+/"))
