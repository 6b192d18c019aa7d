"""The final lab stands behind the chapters under a heading of its own."""

from typing import Any

from django.urls import reverse

from labs.models import Place


def test_its_heading_says_what_it_is(page_of: Any, student: Place) -> None:
    page = page_of(student.user, "en").get(reverse("labs")).content.decode()
    headings = [part.partition("<")[0].strip() for part in page.split('<h2 id="labs-')[1:]]
    titles = [heading.partition(">")[2] for heading in headings]
    assert titles[-1] == "Final lab"
    assert titles[-2] == "Chapter 7"
    assert "Chapter 8" not in page
