"""An admin writes a lab in the browser: the list, the draft, what is wrong, versions, conflicts, trials."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from course.models import Cohort, User
from labs.models import Lab
from tests.pages import factories

SLUG = "network-tenant"
OPEN = [
    ("admin_labs", []),
    ("admin_lab_new", []),
    ("admin_lab_import", []),
    ("admin_lab", [SLUG]),
    ("admin_lab_export", [SLUG]),
    ("admin_lab_edit", [SLUG]),
    ("admin_lab_compare", [SLUG]),
    ("admin_lab_preview", [SLUG]),
    ("admin_lab_try", [SLUG]),
]
CHANGING = ["admin_lab_restore", "admin_lab_edit", "admin_lab_check", "admin_lab_draft", "admin_lab_try"]


@pytest.fixture
def admin(db: None) -> User:
    return factories.make_user("admin", is_superuser=True, display_name="관리자")


@pytest.fixture
def editor(page_of: Any, cohort: Cohort, admin: User) -> Client:
    client: Client = page_of(admin, "en")
    return client


@pytest.fixture
def lab(cohort: Cohort) -> Lab:
    return Lab.objects.get(slug=SLUG)


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def files_of(lab: Lab) -> dict[str, str]:
    lab.refresh_from_db()
    assert lab.revision
    return dict(lab.revision.files)


@pytest.mark.parametrize(("name", "args"), OPEN)
def test_every_page_is_there_for_an_admin(editor: Client, name: str, args: list[str]) -> None:
    assert editor.get(reverse(name, args=args)).status_code == 200
