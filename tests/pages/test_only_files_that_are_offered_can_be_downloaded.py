"""A file that only fills an object of the store is no download; the object itself is the task."""

from typing import Any

import pytest
from django.urls import reverse

from labs.models import Place
from labs.site import files_of
from tests.pages.factories import make_session

pytestmark = pytest.mark.usefixtures("labs")


@pytest.mark.parametrize(
    ("slug", "offered"), [("object-container", ["report.txt", "index.html"]), ("extra-storage-review", [])]
)
def test_what_a_session_offers(student: Place, slug: str, offered: list[str]) -> None:
    session = make_session(student, slug, nonce="ab12")
    assert [file.name for file in files_of(session)] == offered


def test_the_other_is_not_to_be_had_by_its_name(student: Place, page_of: Any) -> None:
    make_session(student, "extra-storage-review", nonce="ab12")
    make_session(student, "object-container", nonce="ab12")
    client = page_of(student.user)
    assert client.get(reverse("lab_file", args=("object-container", "report.txt"))).status_code == 200
    assert client.get(reverse("lab_file", args=("extra-storage-review", "data.bin"))).status_code == 404
