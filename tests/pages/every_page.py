"""Every page there is, for tests that walk through them all: what the permission table lets somebody read."""

from collections.abc import Iterator
from typing import NamedTuple

from course.urls import urlpatterns
from tests.pages.permission_rows import read_table
from tests.pages.permission_world import ROLES

LOOKERS = ("student", "teacher", "admin", "nobody")  # whoever of them may read a page first, looks

# What answers to GET, and is no page of its own.
PIECES = {
    "find",
    "bar",
    "cloud_progress",
    "lab_beside",
    "lab_state",
    "lab_verdicts",
    "board_cell",
    "lab_mark",
    "term",
}
FILES = {
    "lab_rc",
    "lab_clouds",
    "lab_file",
    "lab_client",
    "home_rc",
    "home_clouds",
    "grades_csv",
    "grades_json",
    "roster_csv",
    "roster_template",
    "admin_lab_export",
}
SIGNS = {"live", "health"}
NO_PAGES = PIECES | FILES | SIGNS


class EveryPage(NamedTuple):
    """`who`: a role of the permission table. `address`: empty for the one that the world of the table has."""

    name: str
    who: str
    address: str = ""


TABS = ("labs", "site", "capacity", "leftovers", "history")
AGAIN = (  # as somebody else, or in another state
    EveryPage("overview", "teacher"),
    EveryPage("overview", "admin"),
    EveryPage("chapter", "teacher", "/chapters/1/"),
    EveryPage("clouds", "admin"),
    EveryPage("search", "student", "/search/?q=router"),
    EveryPage("lab", "student", "/labs/network-tenant/"),
    EveryPage("live_class", "teacher", "/live-class/?anonymous=1"),
    *(EveryPage("cloud_tab", "admin", f"/clouds/cloud-one/{tab}/") for tab in TABS),
)


def list_pages() -> Iterator[EveryPage]:
    ours = {str(pattern.name) for pattern in urlpatterns}
    for row in read_table():
        answers = dict(zip(ROLES, row.expected, strict=True))
        who = next((role for role in LOOKERS if answers[role] == "200"), None)
        if row.method == "GET" and who and row.name in ours - NO_PAGES:
            yield EveryPage(row.name, who)
    yield from AGAIN
