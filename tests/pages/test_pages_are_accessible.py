"""axe finds nothing serious on any page, in light and in dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.pages.every_page import ADMIN, PAGES, STUDENT, EveryPage
from tests.pages.site import Site

OF_STUDENT = [
    "/",
    "/chapters/",
    *(f"/chapters/{number}/" for number in (0, 1, 4, 5, 6, 7)),
    "/labs/",
    "/labs/intro-launch/",
    "/labs/network-tenant/",
    "/labs/intro-launch/attempts/",
    "/labs/intro-launch/picture/",
    "/cloud/",
    "/glossary/",
    "/search/?q=router",
]
OF_TEACHER = [
    "/",
    "/board/",
    "/chapters/0/",
    "/clouds/",
    "/assignments/",
    "/assignments/network-tenant/",
    "/roster/",
    "/roster/add/",
    "/roster/import/",
    "/roster/groups/",
    "/log/",
]
OF_ADMIN = [
    "/people/",
    "/people/add/",
    "/classes/",
    "/classes/add/",
    "/classes/1/",
    "/log/classroom/",
    "/clouds/new/",
    "/clouds/cloud-axe/",
    *(f"/clouds/cloud-axe/{tab}/" for tab in ("connection", "labs", "site", "capacity", "leftovers", "history")),
    "/sessions/",
    "/operation/",
]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def names(site: Site) -> dict[str, Any]:
    """A class in which every page has something to show, and what the addresses name."""
    site.do("make_class", slug="axe", students=[STUDENT, "noh"])
    site.do("make_admin", name=ADMIN)
    site.do("survey_cloud", slug="cloud-axe")
    run = site.do("begin_run", session=site.do("open_lab", handle=STUDENT))
    site.do("end_run", run=run, outcomes={"INL-3": "failed", "INL-5": "blocked", "INL-9": "unknown"})
    late = [{"hours": 48, "percent": 50}, {"hours": 72, "percent": 20}]
    site.do("hold_terms", handle=STUDENT, slug="network-tenant", hours=30, late=late, attempts=3, exam=True)
    return {
        "run": run,
        "place": site.do("place_of", handle=STUDENT),
        "whatif": site.do("ask_whatif", handle=STUDENT),
        "section": site.do("section_with_questions", chapter=1),
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.who} {page.address}")
def test_nothing_serious_is_found(names: dict[str, Any], open_page: Any, page: EveryPage, theme: str) -> None:
    opened: Page = open_page(page.who, page.address.format(**names), color_scheme=theme)
    assert opened.locator("h1").count() == 1
    found = Axe().run(opened).response["violations"]
    told = [(one["id"], one["nodes"][0]["html"][:160]) for one in found if one["impact"] in SERIOUS]
    assert told == []
