"""In a real browser: verdicts arrive one by one without a reload, and polling takes over when the stream is down."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.pages.site import Site

LAB = "/labs/intro-launch/"


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="live", students=["ahn", "bae", "cho", "doh", "eun", "gil"])
    return site


def connected(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "stream", timeout=20000)


def never_reloaded(page: Page) -> None:
    assert page.evaluate("window.isTheSamePage") is True


def stay(page: Page) -> None:
    page.evaluate("window.isTheSamePage = true")


def row(page: Page, check: str) -> Any:
    return page.locator(f"[data-check={check}]")


def test_verdicts_arrive_one_by_one(room: Site, open_page: Any) -> None:
    session = room.do("open_lab", handle="ahn")
    page = open_page("ahn", LAB, language="en-US")
    connected(page)
    stay(page)
    page.get_by_role("button", name="Grade", exact=True).click()
    expect(page.locator("#verdicts")).to_contain_text("run 1")
    run = room.do("begin_run", session=session)
    expect(page.locator("#verdicts")).to_contain_text("looking at your project")
    room.do("tell_verdict", run=run, check="INL-3", outcome="passed")
    expect(row(page, "INL-3")).to_contain_text("passed")
    expect(row(page, "INL-4")).to_contain_text("waiting")
    expect(page.locator("[data-sum=earned]")).to_have_text("15")
    expect(page.locator("[data-sum=open]")).to_have_text("85")
    room.do("tell_verdict", run=run, check="INL-4", outcome="failed")
    expect(row(page, "INL-4")).to_contain_text("failed")
    expect(page.locator("[data-sum=open]")).to_have_text("70")
    expect(page.locator("[data-sum=lost]")).to_have_text("15")
    room.do("end_run", run=run, outcomes={"INL-4": "failed", "INL-5": "blocked"})
    expect(row(page, "INL-4")).to_contain_text("expected")
    expect(page.locator(".timeline")).to_contain_text("75/100")
    expect(page.locator("[data-sum=earned]")).to_have_text("75")
    expect(page.get_by_role("button", name="Grade", exact=True)).to_be_enabled()
    never_reloaded(page)


def test_start_and_finish_are_followed(room: Site, open_page: Any) -> None:
    page = open_page("bae", LAB, language="ko-KR")
    connected(page)
    stay(page)
    expect(page.locator("#answer-image_id")).to_be_disabled()
    page.get_by_role("button", name="시작").click()
    expect(page.locator("#lab-state")).to_contain_text("실습을 준비하고 있습니다")
    session = room.do("session_of", handle="bae")
    room.do("set_session", session=session, step="network", percent=50)
    expect(page.locator("#lab-state")).to_contain_text("네트워크 · 50 %")
    room.do("set_session", session=session, state="open")
    expect(page.get_by_role("button", name="채점", exact=True)).to_be_visible()
    expect(page.locator("#answer-image_id")).to_be_enabled()
    page.fill("#answer-image_id", "abc")
    page.get_by_role("button", name="답 저장").click()
    expect(page.locator("#messages")).to_contain_text("답을 저장했습니다")
    assert room.do("answers_of", session=session)["image_id"] == "abc"
    page.locator("#finish > summary").click()
    expect(page.locator("#finish")).to_contain_text("bae-intro-launch")
    page.get_by_role("button", name="모두 삭제하고 정리").click()
    expect(page.locator("#lab-state")).to_contain_text("실습을 정리하고 있습니다")
    room.do("set_session", session=session, state="finished", finished_at="2026-01-02T03:04:05Z")
    expect(page.get_by_role("button", name="다시 시작")).to_be_visible()
    never_reloaded(page)


def test_what_is_open_stays_open_when_a_piece_comes_anew(room: Site, open_page: Any) -> None:
    session = room.do("open_lab", handle="cho")
    first = room.do("begin_run", session=session)
    room.do("end_run", run=first, outcomes={"INL-3": "failed"})
    page = open_page("cho", LAB, language="en-US")
    connected(page)
    page.locator("#hint-INL-3-1 > summary").click()
    expect(page.locator("#hint-INL-3-1 > p")).to_be_visible()
    again = room.do("begin_run", session=session)
    room.do("end_run", run=again, outcomes={"INL-3": "failed", "INL-4": "failed"})
    expect(page.locator(".timeline li")).to_have_count(2)
    expect(page.locator("#hint-INL-3-1 > p")).to_be_visible()


def test_a_page_that_was_away_hears_what_it_missed(room: Site, open_page: Any) -> None:
    """The page carries the id of its moment, and the stream resumes from there."""
    session = room.do("open_lab", handle="doh")
    run = room.do("begin_run", session=session)
    page = open_page(None)
    page.context.add_cookies([room.cookie_of("doh")])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/live/**", hold, times=1)
    page.goto(room.url + LAB)
    while not held:
        page.wait_for_timeout(20)
    room.do("end_run", run=run, outcomes={})
    held[0].continue_()
    expect(page.locator(".timeline")).to_contain_text("100/100")


def test_polling_takes_over_when_the_stream_is_down(room: Site, open_page: Any) -> None:
    session = room.do("open_lab", handle="eun")
    run = room.do("begin_run", session=session)
    page = open_page(None)
    page.context.add_cookies([room.cookie_of("eun")])
    page.route("**/live/**", lambda route: route.abort())
    page.goto(room.url + LAB)
    stay(page)
    room.do("end_run", run=run, outcomes={"INL-8": "failed"}, told=False)
    expect(page.locator(".timeline")).to_contain_text("90/100", timeout=15000)
    expect(page.locator("html")).to_have_attribute("data-live", "polling")
    never_reloaded(page)


def test_the_broker_may_go_and_come_back(room: Site, open_page: Any) -> None:
    session = room.do("open_lab", handle="gil")
    page = open_page("gil", LAB, language="en-US")
    connected(page)
    stay(page)
    room.broker.stop()
    expect(page.locator("html")).to_have_attribute("data-live", "polling", timeout=15000)
    run = room.do("begin_run", session=session)
    expect(page.locator("#verdicts")).to_contain_text("run 1", timeout=15000)
    room.broker.start()
    connected(page)
    room.do("end_run", run=run, outcomes={})
    expect(page.locator(".timeline")).to_contain_text("100/100")
    never_reloaded(page)


def test_a_teacher_s_board_changes_single_cells(room: Site, open_page: Any) -> None:
    page = open_page("liveteacher", "/board/", language="en-US")
    connected(page)
    stay(page)
    cell = page.locator("tr", has_text="학생 bae").locator("a.cell[href$='/network-tenant/']")
    expect(cell).to_have_class(re.compile("tone-none"))
    page.evaluate("document.querySelector('table.board').isTheSameTable = true")
    session = room.do("open_lab", handle="bae", slug="network-tenant")
    expect(cell).to_have_class(re.compile("tone-open"))
    run = room.do("begin_run", session=session)
    expect(cell).to_have_class(re.compile("is-running"))
    room.do("end_run", run=run, outcomes={})
    expect(cell).to_have_class(re.compile("tone-passed"))
    expect(cell).to_have_attribute("title", "done – press Finish · 100/100")
    expect(page.locator("[data-figure=sum-bae]")).to_have_text("100")
    expect(page.locator("[data-figure=mean-network-tenant]")).to_have_text("100")
    assert page.evaluate("document.querySelector('table.board').isTheSameTable") is True
    cell.click()
    expect(page.locator("#sheet")).to_be_visible()
    expect(page.locator("#sheet-title")).to_have_text("학생 bae")
    expect(page.locator("#sheet .timeline")).to_contain_text("100/100")
    page.locator("#sheet").get_by_role("button", name="Grade again").click()
    expect(page.locator("#sheet #verdicts")).to_contain_text("run 2")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    never_reloaded(page)


def test_the_teacher_s_overview_shows_gradings_as_they_come(room: Site, open_page: Any) -> None:
    session = room.do("session_of", handle="cho")
    page = open_page("liveteacher", "/", language="en-US")
    connected(page)
    stay(page)
    run = room.do("begin_run", session=session)
    first = page.locator("#class_runs tbody tr").first
    expect(first).to_contain_text("being graded")
    room.do("end_run", run=run, outcomes={"INL-8": "failed"})
    expect(first).to_contain_text("90 / 100")
    expect(first).to_contain_text("학생 cho")
    never_reloaded(page)


def test_a_student_hears_nothing_of_others(room: Site, open_page: Any) -> None:
    page = open_page("ahn", "/labs/network-tenant/")
    connected(page)
    page.evaluate(
        "window.heard = []; for (const name of ['session', 'run', 'verdict', 'score'])"
        " document.addEventListener(`classroom:${name}`, (event) => window.heard.push(event.detail.place))"
    )
    room.do("open_lab", handle="cho", slug="network-tenant")
    room.do("open_lab", handle="ahn", slug="network-tenant")
    expect(page.get_by_role("button", name="채점", exact=True)).to_be_visible()
    assert len(set(page.evaluate("window.heard"))) == 1
