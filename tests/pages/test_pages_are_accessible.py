"""axe finds nothing serious on any page, in light and in dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.pages.site import Site

OF_STUDENT = [
    "/",
    "/chapters/",
    *(f"/chapters/{number}/" for number in (0, 1, 4, 5, 6, 7)),
    "/labs/",
    "/labs/intro-launch/",
    "/labs/network-tenant/",
    "/cloud/",
    "/glossary/",
    "/search/?q=router",
]
OF_TEACHER = [
    *("/board/again/jobs/", "/questions/", "/board/?lab=intro-launch"),
    "/",
    "/board/",
    "/chapters/0/",
    "/clouds/",
    "/assignments/",
    "/assignments/network-tenant/",
]
OF_ADMIN = [
    "/clouds/new/",
    "/clouds/cloud-axe/",
    *(f"/clouds/cloud-axe/{tab}/" for tab in ("connection", "labs", "site", "capacity", "leftovers", "history")),
    "/sessions/",
    "/operation/",
]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def room(site: Site) -> Site:
    site.do("make_class", slug="axe", students=["gwak"])
    run = site.do("begin_run", session=site.do("open_lab", handle="gwak"))
    site.do("end_run", run=run, outcomes={"INL-3": "failed", "INL-5": "blocked", "INL-9": "unknown"})
    late = [{"hours": 48, "percent": 50}, {"hours": 72, "percent": 20}]
    site.do("hold_terms", handle="gwak", slug="network-tenant", hours=30, late=late, attempts=3, exam=True)
    site.do("make_admin", name="axeadmin")
    site.do("survey_cloud", slug="cloud-axe")
    return site


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("user", "path"),
    [
        *(("gwak", path) for path in OF_STUDENT),
        *(("axeteacher", path) for path in OF_TEACHER),
        *(("axeadmin", path) for path in OF_ADMIN),
    ],
)
def test_nothing_serious_is_found(room: Site, open_page: Any, user: str, path: str, theme: str) -> None:
    page: Page = open_page(user, path, color_scheme=theme)
    found = Axe().run(page).response["violations"]
    told = [(one["id"], one["nodes"][0]["html"][:160]) for one in found if one["impact"] in SERIOUS]
    assert told == []


def test_the_door_has_nothing_serious(room: Site, open_page: Any) -> None:
    found = Axe().run(open_page(None, "/sign-in/")).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
