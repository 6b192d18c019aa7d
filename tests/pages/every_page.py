"""Every page there is, once: which tests of all pages walk through. One line for each; no page may be missing."""

from typing import NamedTuple

from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter

from course.urls import urlpatterns

STUDENT, TEACHER, ADMIN = "gwak", "axeteacher", "axeadmin"


class EveryPage(NamedTuple):
    """`who` looks; None: nobody has signed in. `address`: with names in braces that the stage hand knows."""

    name: str
    who: str | None
    address: str


PAGES = (
    EveryPage("sign_in", None, "/sign-in/"),
    EveryPage("overview", STUDENT, "/"),
    EveryPage("chapters", STUDENT, "/chapters/"),
    EveryPage("chapter", STUDENT, "/chapters/1/"),
    EveryPage("quiz", STUDENT, "/chapters/1/quiz/{section}/"),
    EveryPage("search", STUDENT, "/search/?q=router"),
    EveryPage("glossary", STUDENT, "/glossary/"),
    EveryPage("labs", STUDENT, "/labs/"),
    EveryPage("lab", STUDENT, "/labs/intro-launch/"),
    EveryPage("lab", STUDENT, "/labs/network-tenant/"),
    EveryPage("my_cloud", STUDENT, "/cloud/"),
    EveryPage("overview", TEACHER, "/"),
    EveryPage("chapter", TEACHER, "/chapters/0/"),
    EveryPage("board", TEACHER, "/board/"),
    EveryPage("student_lab", TEACHER, "/board/{place}/intro-launch/"),
    EveryPage("evidence", TEACHER, "/runs/{run}/evidence/"),
    EveryPage("class_lab", TEACHER, "/board/labs/intro-launch/"),
    EveryPage("whatif", TEACHER, "/board/what-if/{whatif}/"),
    EveryPage("assignments", TEACHER, "/assignments/"),
    EveryPage("assignment", TEACHER, "/assignments/network-tenant/"),
    EveryPage("live_class", TEACHER, "/live-class/"),
    EveryPage("live_class", TEACHER, "/live-class/?anonymous=1"),
    EveryPage("live_wall", TEACHER, "/live-class/wall/"),
    EveryPage("statistics", TEACHER, "/statistics/"),
    EveryPage("lab_statistics", TEACHER, "/statistics/intro-launch/"),
    EveryPage("clouds", TEACHER, "/clouds/"),
    EveryPage("overview", ADMIN, "/"),
    EveryPage("clouds", ADMIN, "/clouds/"),
)

# What answers to GET and is no page of its own.
PIECES = {"find", "bar", "cloud_progress", "lab_beside", "lab_state", "lab_verdicts", "board_cell", "term"}
FILES = {"lab_rc", "lab_clouds", "lab_file", "lab_client", "home_rc", "home_clouds"}
SIGNS = {"live", "health"}

ANYTHING: dict[type, int | str] = {IntConverter: 1, SlugConverter: "intro-launch", StringConverter: "x"}


def addresses() -> dict[str, str]:
    """Name → address, with anything at all where it asks for a value."""
    return {str(pattern.name): some_address(pattern) for pattern in urlpatterns}


def some_address(pattern: URLPattern) -> str:
    kinds = pattern.pattern.converters
    values = {name: ANYTHING[type(kind)] for name, kind in kinds.items()}
    return reverse(str(pattern.name), kwargs=values)
