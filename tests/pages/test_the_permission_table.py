"""What every page and every operation of the API answers to whom: tests/pages/permission_table.txt, line by line."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, reverse

from config.urls import urlpatterns as top
from course.api.urls import urlpatterns as operations
from course.urls import urlpatterns as pages
from tests.pages.permission_rows import METHODS, TABLE, Row, read_table
from tests.pages.permission_world import MARK, ROLES, World, make_world

pytestmark = pytest.mark.django_db

API = "/api/v1/"
METHODS_OF_PAGES = ("GET", "POST")
STRANGERS = ("other", "elsewhere")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
MISSING = """\
{table} has no line for {method} {name}. Whoever adds a page says who may see it. What it answers now:

{line}

Check each answer against docs/operations.md ("Who may do what") before you take the line over. Values for its
address and its form come from tests/pages/permission_world.py."""

PAGES = {str(one.name): one for one in (*top, *pages) if isinstance(one, URLPattern)}
OPERATIONS = [str(one.pattern) for one in operations if str(one.pattern)]  # the last answers what is no address
ROWS = read_table()
SUBJECTS = [*PAGES, *OPERATIONS]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, broker: None) -> Iterator[World]:
    """Made once; each request is undone."""
    hashers = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), hashers:
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, str]:
    """Role → the cookie of a session."""
    return {role: cookie_of(user) for role, user in world.people.items()}


def cookie_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[configured.SESSION_COOKIE_NAME].value


def client_of(role: str, cookies: dict[str, str]) -> Client:
    client = Client(headers={"accept-language": "ko"}, raise_request_exception=False)
    if role in cookies:
        client.cookies[configured.SESSION_COOKIE_NAME] = cookies[role]
    return client


def address_of(world: World, name: str) -> str:
    """Of an operation in class one, whoever asks: who is not in it must not be let in by naming it."""
    if name in PAGES:
        return reverse(name, kwargs={key: world.value(name, key) for key in PAGES[name].pattern.converters})
    return API + PARAMETER.sub(lambda found: str(world.value(name, found.group(1))), name) + "?class=one"


def ask(world: World, client: Client, method: str, name: str) -> Any:
    """The answer; whatever the request has changed is undone."""
    body = {} if method == "GET" else world.bodies.get(name, {})
    form = {} if name in PAGES else {"content_type": "application/json"}
    with transaction.atomic():
        response = getattr(client, method.lower())(address_of(world, name), body, **form)
        transaction.set_rollback(True)
    return response


def word_for(response: Any, role: str) -> str:
    """The status; `door` for the way to the sign-in page; with a mark when a stranger is shown the student's name."""
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("sign_in") + "?next="):
        return "door"
    shown = b"" if response.streaming else response.content
    return f"{response.status_code}{'!' if role in STRANGERS and MARK.encode() in shown else ''}"


def observed(world: World, cookies: dict[str, str], method: str, name: str) -> Row:
    answers = (word_for(ask(world, client_of(role, cookies), method, name), role) for role in ROLES)
    return Row(method, name, tuple(answers))


@pytest.mark.parametrize("row", [row for row in ROWS if row.name != "live"], ids=lambda row: f"{row.method} {row.name}")
def test_each_line_is_what_is_answered(world: World, cookies: dict[str, str], row: Row) -> None:
    assert observed(world, cookies, row.method, row.name).line == row.line


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name != "live"])
def test_what_has_no_line_is_not_answered(world: World, cookies: dict[str, str], name: str) -> None:
    """Every way of asking is in the table, or nobody may ask so: a new page fails here until it has its line."""
    told = {row.method for row in ROWS if row.name == name}
    for method in METHODS_OF_PAGES if name in PAGES else METHODS:
        if method not in told and ask(world, client_of("admin", cookies), method, name).status_code != 405:
            line = observed(world, cookies, method, name).line
            pytest.fail(MISSING.format(table=TABLE.name, method=method, name=name, line=line), pytrace=False)


def test_every_line_is_of_something_that_is_there() -> None:
    assert [row.line for row in ROWS if row.name not in SUBJECTS or len(row.expected) != len(ROLES)] == []
    told = [(row.method, row.name) for row in ROWS]
    assert sorted(told) == sorted(set(told))
