"""Role assignments of a user or group: what must be there, what must not, here and anywhere."""

from typing import Any

import pytest

from tests.grading.language import AWAY, FIND_PROJECT, FIND_USER, lab_of, last, world_with
from tests.grading.worlds import seen


def role(name: str, project: str = "fin", **changes: Any) -> dict[str, Any]:
    names = {"fin": "finance", "p-1": "kim-lab"}
    made = {"role_name": name, "user_id": "dev", "scope_project_id": project, "actor_domain_id": "d-1"}
    return made | {"scope_project_name": names.get(project), "scope_domain_id": None} | changes


MEMBER, READER = role("member"), role("reader")
ELSEWHERE = role("member", "p-1")
ON_DOMAIN = role("admin", "", scope_domain_id="d-1", scope_project_id=None)
ANOTHERS = role("admin", user_id="owner")

ROWS: list[tuple[dict[str, Any], list[dict[str, Any]], str]] = [
    ({"amount": "has", "roles": ["member"]}, [MEMBER], "passed"),
    ({"amount": "has", "roles": ["member"]}, [MEMBER, READER], "passed"),
    ({"amount": "has", "roles": ["member"]}, [READER], "failed"),
    ({"amount": "has", "roles": ["member"]}, [ELSEWHERE], "failed"),
    ({"amount": "has", "roles": ["member", "reader"]}, [MEMBER], "failed"),
    ({"amount": "exactly", "roles": ["member"]}, [MEMBER, ANOTHERS], "passed"),
    ({"amount": "exactly", "roles": ["member"]}, [MEMBER, READER], "failed"),
    ({"amount": "exactly", "roles": ["member"]}, [MEMBER, ELSEWHERE], "passed"),
    ({"amount": "exactly", "roles": ["member"], "nowhere_else": True}, [MEMBER, ELSEWHERE], "failed"),
    ({"amount": "exactly", "roles": ["member"], "nowhere_else": True}, [MEMBER, ON_DOMAIN], "failed"),
    ({"amount": "only", "roles": ["member"]}, [], "passed"),
    ({"amount": "only", "roles": ["member"]}, [READER], "failed"),
    ({"amount": "only", "roles": []}, [MEMBER], "failed"),
    ({"amount": "has", "roles": [], "never": ["admin"]}, [MEMBER, ANOTHERS], "passed"),
    ({"amount": "has", "roles": [], "never": ["admin"]}, [ON_DOMAIN], "failed"),
    ({"amount": "has", "roles": ["member"], "never": ["admin"]}, [MEMBER, role("admin")], "failed"),
]


def lab_with(**roles: Any) -> Any:
    return lab_of(FIND_USER, FIND_PROJECT, {"roles": {"actor": "user", "project": "project", **roles}})


@pytest.mark.parametrize(("roles", "there", "outcome"), ROWS)
def test_row(roles: dict[str, Any], there: list[dict[str, Any]], outcome: str) -> None:
    verdict = last(lab_with(**roles), seen(world_with(role_assignment=there)))
    assert verdict.outcome == outcome
    assert verdict.findings


def test_effective_roles_are_another_list() -> None:
    lab = lab_with(amount="has", roles=["member"], effective=True)
    assert last(lab, seen(world_with(role_assignment=[MEMBER], effective_role=[]))).outcome == "failed"
    assert last(lab, seen(world_with(role_assignment=[], effective_role=[MEMBER]))).outcome == "passed"
    assert last(lab, seen(world_with(), effective_role=AWAY)).outcome == "unknown"


def test_a_groups_roles_are_its_own() -> None:
    find = {"id": "GRP-1", "find": {"kind": "group", "name": "team", "bind": "team"}}
    lab = lab_of(find, {"roles": {"actor": "team", "amount": "exactly", "roles": ["member"]}})
    group = [{"id": "grp", "name": "team", "domain_id": "d-1"}]
    there = [role("member", user_id=None, group_id="grp"), READER]
    assert last(lab, seen(world_with(group=group, role_assignment=there))).outcome == "passed"


def test_it_is_blocked_without_its_actor_or_project() -> None:
    lab = lab_with(amount="only", roles=[])
    assert last(lab, seen(world_with(user=[]))).needs == "USR-1"
    assert last(lab, seen(world_with(project=[]))).needs == "PRJ-1"


def test_the_message_says_which_role_where_in_both_languages() -> None:
    verdict = last(
        lab_with(amount="only", roles=["member"], nowhere_else=True),
        seen(world_with(role_assignment=[MEMBER, ON_DOMAIN])),
    )
    assert verdict.message is not None
    assert all("admin @ d-1" in sentence for sentence in verdict.message.values())
