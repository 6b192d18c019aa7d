"""The student, the second user, the domain's operator and a user of the lab, with the credentials they download."""

from typing import Any

import openstack.exceptions as sdk_errors
import pytest

from labs.models import Place, Session
from tests.lifecycle.definitions import everything
from tests.lifecycle.world import as_person, finished, make_session, prepared, recorded

PEOPLE = {"persons": ["second", "operator"]}


@pytest.fixture
def session(place: Place) -> Session:
    start = everything()
    start["make"] = [item for item in start["make"] if item["bind"] == "rv_user"]
    return prepared(make_session(place, start))


def test_everybody_is_where_they_belong(session: Session) -> None:
    made = recorded(session)
    assert as_person(session).current_project_id == session.project_id
    assert as_person(session, "second").current_project_id == made["second project"]
    as_person(session).network.create_network(name="by-the-student")
    as_person(session, "second").network.create_network(name="by-the-second")
    assert [net.name for net in as_person(session, "second").network.networks() if not net.is_router_external] == [
        "by-the-second"
    ]


def test_the_operator_rules_the_domain_and_nothing_else(session: Session, admin: Any) -> None:
    keystone, domain_id = as_person(session, "operator").identity, session.place.domain_id
    user_id = recorded(session)["rv_user"]
    keystone.update_user(user_id, is_enabled=True)
    member = next(role for role in keystone.roles() if role.name == "member")
    keystone.assign_project_role_to_user(session.project_id, user_id, member)
    made = keystone.create_project(domain_id=domain_id, name=f"{session.place.handle}-finance")
    keystone.create_group(domain_id=domain_id, name=f"{session.place.handle}-team")
    assert as_person(session, "rv_user").current_project_id == session.project_id
    admin_role = next(role for role in admin.identity.roles() if role.name == "admin")
    assert keystone.put(f"/projects/{made.id}/users/{user_id}/roles/{admin_role.id}").status_code == 403
    with pytest.raises(sdk_errors.ForbiddenException):
        keystone.create_project(domain_id="default", name="elsewhere")


def test_the_delegated_role_opens_flavors_to_the_student(session: Session) -> None:
    compute = as_person(session).compute
    made = compute.create_flavor(name=f"{session.place.handle}-app", vcpus=1, ram=512, disk=1, is_public=False)
    assert made.id


def test_a_user_switched_off_cannot_log_in(session: Session) -> None:
    with pytest.raises(sdk_errors.SDKException, match="401"):
        as_person(session, "rv_user").authorize()


def test_two_labs_share_their_persons_until_the_last_one_ends(place: Place, admin: Any) -> None:
    first, second = (prepared(make_session(place, PEOPLE, slug)) for slug in ("first-lab", "other-lab"))
    assert recorded(first)["second person"] == recorded(second)["second person"]
    assert recorded(first)["second project"] != recorded(second)["second project"]
    finished(first)
    as_person(second, "second").authorize()
    as_person(second, "operator").authorize()
    finished(second)
    assert [user.name for user in admin.identity.users(domain_id=place.domain_id)] == [place.handle]


def test_a_token_of_the_first_lab_lives_on_when_the_second_starts(place: Place) -> None:
    working = as_person(prepared(make_session(place, PEOPLE, "first-lab")), "second")
    working.authorize()
    prepared(make_session(place, PEOPLE, "other-lab"))
    assert list(working.network.networks())
