"""The line of the permission table that is asked by itself: a stream gives its database connection back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages import factories
from tests.pages.permission_rows import read_table
from tests.pages.permission_world import ROLES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_follow_the_stream(role: str, client: Client, broker: None) -> None:
    row = next(row for row in read_table() if row.name == "live")
    if role != "nobody":
        cohort = factories.make_cohort()
        user = factories.make_teacher(cohort) if role == "teacher" else factories.make_student(cohort).user
        client.force_login(user)
    assert str(client.get(reverse("live")).status_code) == dict(zip(ROLES, row.expected, strict=True))[role]
