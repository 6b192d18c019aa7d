"""The project that students make themselves is looked up for each look, for one and for a class alike."""

import secrets
from collections.abc import Iterator

import pytest

from grading.observing.own_projects import look_for_own_projects
from labs.kinds import Kind
from labs.overcloud import accounts
from labs.overcloud.causes import Trouble
from labs.overcloud.connections import in_project, open_connection
from tests.observing.conftest import World

NOWHERE = {
    "auth": {
        "auth_url": "http://127.0.0.1:1/v3",
        "username": "grader",
        "password": "word",
        "project_name": "admin",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
}


@pytest.fixture
def made(world: World) -> Iterator[dict[tuple[str, str], str]]:
    """A project of the same name in two students' domains."""
    name = f"prod-{secrets.token_hex(3)}"
    found = {
        (student.tenancy.domain_id, name): world.admin.identity.create_project(
            domain_id=student.tenancy.domain_id, name=name
        ).id
        for student in (world.kim, world.lee)
    }
    yield found
    for project_id in found.values():
        world.admin.identity.delete_project(project_id)


def test_each_student_has_the_one_of_their_own_domain(world: World, made: dict[tuple[str, str], str]) -> None:
    name = next(iter(made))[1]
    stranger = (world.stranger.tenancy.domain_id, name)
    together = look_for_own_projects(world.admin, [*made, stranger], [Kind.SERVER])
    assert (dict(together.found), together.cause) == (made, None)
    for wanted, project_id in made.items():
        assert look_for_own_projects(world.admin, [wanted], [Kind.SERVER]).found == {wanted: project_id}
    assert look_for_own_projects(world.admin, [stranger], [Kind.SERVER]).found == {}


def test_a_name_in_other_letters_is_another_name(world: World, made: dict[tuple[str, str], str]) -> None:
    """Keystone itself compares without regard to case."""
    domain_id, name = next(iter(made))
    assert look_for_own_projects(world.admin, [(domain_id, name.upper())], []).found == {}


def test_an_account_lets_the_grader_in_once_a_look_asks_for_it(world: World, made: dict[tuple[str, str], str]) -> None:
    wanted, project_id = next(iter(made.items()))
    look_for_own_projects(world.admin, [wanted], [Kind.CONTAINER])
    assert list(accounts.list_names(in_project(world.admin, project_id), "/")) == []


def test_a_cloud_out_of_sight_is_a_cause_and_no_missing_project(world: World) -> None:
    own = look_for_own_projects(open_connection("nowhere", NOWHERE), [("d", "prod")], [Kind.SERVER])
    assert own.found == {}
    assert own.cause is not None
    assert own.cause.trouble is Trouble.REFUSED
