"""axe finds nothing serious on any page, in light and in dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.pages.every_page import EveryPage, list_pages
from tests.pages.site import Site

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def world(site: Site) -> Any:
    """The world of the permission table, with something to show on every page."""
    world = site.do("make_world")
    run = site.do("begin_run", session=site.do("session_of", handle="kim"))
    site.do("end_run", run=run, outcomes={"INL-3": "failed", "INL-5": "blocked", "INL-9": "unknown"})
    late = [{"hours": 48, "percent": 50}, {"hours": 72, "percent": 20}]
    site.do("hold_terms", handle="kim", slug="network-tenant", hours=30, late=late, attempts=3, exam=True)
    site.do("survey_cloud", slug="cloud-one")
    return world


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", list(list_pages()), ids=lambda page: f"{page.who} {page.address or page.name}")
def test_nothing_serious_is_found(world: Any, open_page: Any, page: EveryPage, theme: str) -> None:
    address = page.address or world["addresses"][page.name]
    opened: Page = open_page(world["people"].get(page.who), address, color_scheme=theme)
    found = Axe().run(opened).response["violations"]
    told = [(one["id"], one["nodes"][0]["html"][:160]) for one in found if one["impact"] in SERIOUS]
    assert told == []
