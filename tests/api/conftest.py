"""A class with a student, a teacher and a stranger, and clients that speak for them by token."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from knox.models import AuthToken
from pytest_django import Settings
from rest_framework.test import APIClient

from course.models import Cohort, User
from labs.loader import LabFolder, load_labs
from labs.models import Place
from labs.services import record_lab
from tests.pages.factories import make_cohort, make_student, make_teacher, make_user

Client = Callable[..., APIClient]


@dataclass(frozen=True)
class People:
    cohort: Cohort
    kim: Place
    lee: Place
    teacher: User
    stranger: User  # teaches another class


@pytest.fixture(scope="session")
def folders() -> list[LabFolder]:
    """The course's own labs, read once."""
    return load_labs()


@pytest.fixture
def people(db: None, folders: list[LabFolder], settings: Settings) -> People:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow on purpose elsewhere
    for folder in folders:
        record_lab(folder)
    cohort = make_cohort("one")
    other = make_cohort("two")
    return People(
        cohort=cohort,
        kim=make_student(cohort, "kim", 12),
        lee=make_student(cohort, "lee", 13, "이바다"),
        teacher=make_teacher(cohort),
        stranger=make_teacher(other, "stranger"),
    )


@pytest.fixture
def as_user() -> Client:
    """A client with a fresh token of the person; English unless told otherwise."""

    def client(user: User, language: str = "en") -> APIClient:
        made = APIClient(HTTP_ACCEPT_LANGUAGE=language)
        made.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user)[1]}")
        return made

    return client


@pytest.fixture
def kim(people: People, as_user: Client) -> APIClient:
    return as_user(people.kim.user)


@pytest.fixture
def teacher(people: People, as_user: Client) -> APIClient:
    return as_user(people.teacher)


@pytest.fixture
def admin(people: People, as_user: Client) -> APIClient:
    return as_user(make_user("root", is_superuser=True))
