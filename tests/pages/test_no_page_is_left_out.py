"""The list of every page is complete: whatever renders a page is in it, so that the tests of all pages meet it."""

from typing import Any

from course.models import Cohort, User
from labs.models import Place
from tests.pages import factories
from tests.pages.every_page import FILES, PAGES, PIECES, SIGNS, addresses

NO_PAGES = PIECES | FILES | SIGNS


def test_every_address_is_in_the_list_or_something_else(page_of: Any, cohort: Cohort) -> None:
    """What refuses GET changes something, and is no page."""
    client = page_of(factories.make_user("admin", is_superuser=True))
    asked = {name: address for name, address in addresses().items() if name not in NO_PAGES}
    read = {name for name, address in asked.items() if client.get(address).status_code != 405}
    assert read == {page.name for page in PAGES}


def test_what_is_said_to_be_no_page_is_none(page_of: Any, cohort: Cohort, teacher: User, student: Place) -> None:
    factories.make_run(factories.make_session(student))
    known = addresses()
    assert known.keys() >= NO_PAGES
    for client in (page_of(student.user), page_of(teacher)):
        for name in NO_PAGES - {"live"}:  # the stream never ends
            response = client.get(known[name])
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert response.status_code != 200 or b"<html" not in body, name
