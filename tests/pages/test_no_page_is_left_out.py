"""Every page is walked through: what the permission table lets somebody read is a page, or said to be none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.pages.every_page import NO_PAGES, EveryPage, list_pages
from tests.pages.permission_world import World, address_of_page, make_world

pytestmark = pytest.mark.django_db
PAGES = list(list_pages())


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, broker: None) -> Iterator[World]:
    hashers = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), hashers:
        yield make_world()
        transaction.set_rollback(True)


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def body_of(world: World, who: str, address: str) -> bytes | None:
    """None for who may not read it."""
    client = Client()
    if who in world.people:
        client.force_login(world.people[who])
    response = client.get(address)
    return content_of(response) if response.status_code == 200 else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.who} {page.name}")
def test_what_is_walked_through_is_a_page(world: World, page: EveryPage) -> None:
    assert b"<html" in (body_of(world, page.who, page.address or address_of_page(world, page.name)) or b"")


@pytest.mark.parametrize("name", sorted(NO_PAGES - {"live"}))  # the stream never ends
def test_what_is_said_to_be_no_page_is_none(world: World, name: str) -> None:
    bodies = [body_of(world, who, address_of_page(world, name)) for who in ("student", "teacher", "admin")]
    read = [body for body in bodies if body is not None]
    assert read
    assert [body for body in read if b"<html" in body] == []
