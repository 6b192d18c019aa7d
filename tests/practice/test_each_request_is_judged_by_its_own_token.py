"""Of two requests at the same time neither is judged by the other's token."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import openstack

from tests.cloud import RunningCloud

PASSWORD = "chief-1"
ASKED = 150  # lists by each of the administrator's threads; a mix-up showed once in a few hundred


def domain_connection(cloud: RunningCloud, user: str, domain: str) -> Any:
    return openstack.connect(
        auth_url=cloud.site["auth_url"],
        username=user,
        password=PASSWORD,
        user_domain_name=domain,
        domain_name=domain,
        region_name=cloud.site["region"],
        load_envvars=False,
        load_yaml_config=False,
    )


def side_by_side(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_administrator_sees_all_users_while_a_domains_operator_looks(
    practice_cloud: RunningCloud, administrator: Any, domain: Any
) -> None:
    identity = administrator.identity
    chief = identity.create_user(name="chief", password=PASSWORD, domain_id=domain.id)
    identity.assign_domain_role_to_user(domain, chief, identity.find_role("manager"))
    operator = domain_connection(practice_cloud, "chief", domain.name).identity
    everybody = {user.id for user in identity.users(domain_id="default")}
    missed: list[set[str]] = []
    ended = threading.Event()

    def look() -> None:
        for _time in range(ASKED):
            seen = {user.id for user in identity.users(domain_id="default")}
            if seen != everybody:
                missed.append(everybody - seen)
        ended.set()

    def disturb() -> None:
        while not ended.is_set():
            assert [user.id for user in operator.users()] == [chief.id]

    side_by_side(look, look, disturb, disturb, disturb)
    assert missed == []
