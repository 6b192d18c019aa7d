"""What students, teachers and admins do all day, in a real browser, with real runs on the practice cloud."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.classroom import Classroom
from tests.end_to_end.conftest import PATIENCE_MS
from tests.end_to_end.proving import Student

SLUG, TITLE = "network-tenant", "Project networks and subnets"
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def student(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    """Lee, whose lab is open from the first of these tests to the last."""
    lee = Student(classroom, "lee", SLUG, tmp_path_factory.mktemp("lee"))
    yield lee
    lee.lab(SLUG, "finish")


def test_a_student_learns_from_what_failed(student: Student, sign_in: SignIn) -> None:
    page = sign_in("lee")
    expect(page.locator(".ring")).to_have_count(3)
    page.get_by_role("link", name="Labs", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Grade", exact=True).click(timeout=PATIENCE_MS)
    expect(page.locator("#results")).to_contain_text("0 earned", timeout=PATIENCE_MS)
    first = page.locator("#check-NTT-1")
    expect(first).to_contain_text("expected")
    first.get_by_text("hint 1 of").click()
    expect(first).to_contain_text("The next hint comes when it fails once more.")
    question(first.page, "NTT-1", "I have made it already!")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.locator("#lab-state")).to_contain_text("Being watched.")
    student.solve()
    expect(page.locator("#results")).to_contain_text("100 earned", timeout=2 * PATIENCE_MS)
    expect(page.locator("#lab-state")).to_contain_text("The watch has seen everything pass.", timeout=PATIENCE_MS)
    compare_attempts(page)
    look_at_the_cloud(page)


def question(page: Page, check: str, words: str) -> None:
    row = page.locator(f"#check-{check}")
    row.get_by_text("Question this verdict").click()
    row.get_by_role("textbox").fill(words)
    row.get_by_role("button", name="Send").click()
    expect(row).to_contain_text("Your teacher's answer will stand here.")


def compare_attempts(page: Page) -> None:
    page.goto(f"/labs/{SLUG}/attempts/")
    earlier = page.locator("select[name=left]")
    earlier.select_option(earlier.locator("option", has_text=re.compile(r"^1 ·")).get_attribute("value"))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("tfoot")).to_contain_text("+100")
    expect(page.locator(".changes")).to_contain_text("app-net")


def look_at_the_cloud(page: Page) -> None:
    page.get_by_role("link", name="My cloud").click()
    page.get_by_role("button", name="Look now").click()
    expect(page.locator("main svg").filter(has_text="app-net").first).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as rc:
        page.get_by_role("link", name=re.compile("-rc")).first.click()
    assert "OS_USERNAME" in Path(rc.value.path()).read_text(encoding="utf-8")


def test_a_teacher_helps_and_decides(student: Student, sign_in: SignIn, tmp_path: Path) -> None:
    page, lee = sign_in("teacher"), sign_in("lee")
    page.goto("/live-class/")
    expect(page.locator("main")).to_contain_text("Lee Bada")
    answer_the_question(page)
    lee.goto(f"/labs/{SLUG}/")
    expect(lee.locator("#check-NTT-1")).to_contain_text("It was not there at that moment.")
    page.goto("/board/?find=lee")
    page.get_by_role("row", name=re.compile("lee")).locator(f"a.cell[href$='/{SLUG}/']").click()
    decide(page)
    expect(lee.locator("#mark")).to_contain_text("90 of 100 points count", timeout=PATIENCE_MS)
    assert grades(page)["lee"] == "90"
    page.goto("/log/")
    expect(page.locator("main")).to_contain_text("worked with a neighbour")
    page.goto("/board/?find=lee")
    page.get_by_role("row", name=re.compile("lee")).locator(f"a.cell[href$='/{SLUG}/']").click()
    page.get_by_role("link", name="Override").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(lee.locator("#mark")).not_to_contain_text("90 of 100", timeout=PATIENCE_MS)
    grade_again_as_a_job(page)


def answer_the_question(page: Page) -> None:
    page.goto("/questions/")
    asked = page.locator("article").filter(has_text="I have made it already!")
    asked.get_by_role("textbox").fill("It was not there at that moment.")
    asked.get_by_role("button", name="Answer and close").click()
    expect(page.locator("main")).not_to_contain_text("I have made it already!")


def decide(page: Page) -> None:
    page.get_by_role("link", name="Override").click()
    page.get_by_label("these points").check()
    page.locator("input[name=points]").fill("90")
    page.get_by_label("Reason").fill("worked with a neighbour")
    page.get_by_role("button", name="Decide").click()


def grades(page: Page) -> dict[str, str]:
    """Handle → points that count in the lab, as the file says."""
    page.goto("/roster/")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as file:
        page.get_by_role("link", name="Grades as CSV").click()
    text = Path(file.value.path()).read_text(encoding="utf-8-sig")
    return {row["handle"]: row[SLUG] for row in csv.DictReader(text.splitlines())}


def grade_again_as_a_job(page: Page) -> None:
    page.goto(f"/board/?find=lee&lab={SLUG}")
    page.get_by_role("button", name="all 1").click()
    expect(page.locator("main")).to_contain_text("Everything that was chosen has been looked at.", timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name=re.compile("Lee Bada"))).to_contain_text("100")


def test_an_admin_runs_the_classroom(student: Student, sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto("/clouds/practice/")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator("main")).to_contain_text("keystone", timeout=PATIENCE_MS)
    page.goto("/clouds/practice/leftovers/")
    page.get_by_role("button", name="Search for leftovers").click()
    expect(page.locator("main [role=status]")).to_contain_text("done", timeout=PATIENCE_MS)
    page.goto("/sessions/")
    expect(page.get_by_role("row", name=re.compile("Lee Bada"))).to_contain_text(TITLE)
    page.goto("/operation/")
    expect(page.locator("main")).to_contain_text("lifecycle")
    edit_a_definition(page)


def edit_a_definition(page: Page) -> None:
    """A fault is told, a draft is tried on what a run saw, saved as a version, and the earlier one put back."""
    page.goto(f"/operate/labs/{SLUG}/edit/")
    expect(page.locator("#lab-found")).to_contain_text("Nothing is wrong")
    page.locator("[data-file=lab-yaml] .ace_content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("nonsense: 1\n")
    expect(page.locator("#lab-found")).to_contain_text("nonsense")
    page.keyboard.press("Control+Home")
    page.keyboard.type("# ")
    expect(page.locator("#lab-found")).to_contain_text("Nothing is wrong")
    page.get_by_label("What you changed and why").fill("a word for the next author")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("main")).to_contain_text("a word for the next author", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Put in force").first.click()
    expect(page.locator("#messages")).to_contain_text("in force", timeout=PATIENCE_MS)
    page.goto(f"/operate/labs/{SLUG}/try/")
    expect(page.locator("main")).to_contain_text(re.compile(r"(\d+) of \1 as it should be"))


def test_an_assistant_is_made_and_helps(student: Student, sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto("/people/add/")
    page.get_by_label("Account").fill("yoon")
    page.get_by_label("Name").fill("Yoon Byeol")
    page.get_by_role("button", name="Add").click()
    password = page.locator("main code").last.inner_text()
    page.goto("/classes/")
    page.get_by_role("link", name="OpenStack 16 Demo").click()
    page.get_by_placeholder("Account").fill("yoon")
    page.get_by_label("Role").select_option("assistant")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("row", name=re.compile("yoon"))).to_be_visible()
    helper = sign_in("yoon", password)
    helper.get_by_role("link", name="Board", exact=True).first.click()
    expect(helper.get_by_role("row", name=re.compile("Lee Bada"))).to_be_visible()
    expect(helper.get_by_role("link", name="Assignments")).to_have_count(0)
