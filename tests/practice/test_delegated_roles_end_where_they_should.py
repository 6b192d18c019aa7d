"""The operator role opens flavors and networks, a domain's admin rules the domain, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openstack
import pytest

from tests.cloud import RunningCloud
from tests.practice import tenants
from tests.practice.script import Client, Session

OPERATOR_WORKS = """
    flavor create --vcpus 2 --ram 1024 --disk 10 --ephemeral 2 --swap 512 --private \
--project {project_id} {project}-app
    flavor set --property hw:watchdog_action=reset --property hw_rng:allowed=True {project}-app
    flavor unset --property hw_rng:allowed {project}-app
    ? flavor show {project}-app -f value -c swap => 512
    flavor delete {project}-app
    flavor create --vcpus 1 --ram 256 --disk 1 {project}-public
    flavor delete {project}-public
    network create --external --provider-network-type vlan --provider-physical-network datacentre \
--provider-segment {vlan} {project}-ext
    subnet create --network {project}-ext --subnet-range 10.100.7.0/24 --gateway 10.100.7.254 --no-dhcp \
--allocation-pool start=10.100.7.100,end=10.100.7.150 {project}-ext-subnet
    ? network show {project}-ext -f value -c provider:segmentation_id => {vlan}
    network create --share --provider-network-type vlan --provider-physical-network datacentre \
--provider-segment {other_vlan} {project}-prov
    network set --no-share {project}-prov
    network delete {project}-ext {project}-prov
"""
OPERATOR_IS_REFUSED = """
    ! server list --all-projects => 403
    ! aggregate create nowhere => 403
    ! network set --name mine {external} => 403
    ! network delete {external} => 403
    ! quota set --instances 99 {project_id} => 403
    ! user list => 403
    ! project create more => 403
    ! role create mine => 403
    ! volume type create mine => 403
    ! baremetal node power off ceph0 => 404
"""
MEMBER_IS_REFUSED = """
    ! flavor create --vcpus 1 --ram 256 --disk 1 mine => 403
    ! network create --external mine => 403
    ! network create --share mine => 403
    ! network create --provider-network-type vlan --provider-physical-network datacentre \
--provider-segment {vlan} mine => 403
    ! port create --network {external} mine => 403
"""
DOMAIN_ADMIN_WORKS = """
    project create --domain {domain} --description "Finance applications" --tag dept-finance fin
    project set --domain {domain} --description "Finance" fin
    group create --domain {domain} team
    user create --domain {domain} --project fin --project-domain {domain} --email a@lab.example.com \
--password secret-1 alice
    user set --domain {domain} --disable alice
    user set --domain {domain} --enable alice
    group add user --group-domain {domain} --user-domain {domain} team alice
    role add --project fin --project-domain {domain} --group team --group-domain {domain} member
    role add --project fin --project-domain {domain} --user alice --user-domain {domain} reader
    role remove --project fin --project-domain {domain} --user alice --user-domain {domain} reader
    ? role assignment list --names --project fin --project-domain {domain} -f value -c Role => member
    user list --domain {domain}
    project list --domain {domain}
    user delete --domain {domain} alice
    group delete --domain {domain} team
    project delete --domain {domain} fin
"""
DOMAIN_ADMIN_IS_REFUSED = """
    ! role create mine => 403
    ! implied role create member --implied-role admin => 403
    ! domain create mine => 403
    ! endpoint list => 403
    ! server list --all-projects => *
    ! flavor create --vcpus 1 --ram 256 --disk 1 mine => *
    ! network create --share mine => *
    ! baremetal node list => *
"""


@pytest.fixture
def operator(practice_cloud: RunningCloud, client: Client, administrator: Any, domain: Any, tmp_path: Path) -> Session:
    """A member's terminal with the delegated role besides."""
    tenant = tenants.make_tenant(administrator, domain, "member", "operator")
    values = {
        "project": tenant.project,
        "project_id": tenant.project_id,
        "user_id": tenant.connect(practice_cloud).current_user_id,
        "external": str(practice_cloud.site["external_network"]),
        "vlan": "940",
        "other_vlan": "941",
    }
    return Session(client, practice_cloud, tenant.rc(practice_cloud), tmp_path, values)


@pytest.fixture
def domain_admin(operator: Session, administrator: Any, domain: Any) -> Session:
    """The terminal of the role `admin` on a domain, with a domain-scoped token."""
    identity = administrator.identity
    chief = identity.create_user(name="chief", password="chief-1", domain_id=domain.id)
    identity.assign_domain_role_to_user(domain, chief, identity.find_role("admin"))
    rc: Mapping[str, str] = {
        "OS_AUTH_URL": operator.rc["OS_AUTH_URL"],
        "OS_USERNAME": "chief",
        "OS_PASSWORD": "chief-1",
        "OS_USER_DOMAIN_NAME": domain.name,
        "OS_DOMAIN_NAME": domain.name,
        "OS_IDENTITY_API_VERSION": "3",
        "OS_REGION_NAME": operator.rc["OS_REGION_NAME"],
    }
    values = {
        **operator.values,
        "domain": domain.name,
        "domain_id": domain.id,
        "user_id": str(chief.id),
        "cloud_admin": identity.find_user("admin", domain_id="default").id,
        "cloud_project": identity.find_project("admin", domain_id="default").id,
    }
    return replace(operator, rc=rc, values=values)


def try_to_grant(who: Session, where: str, role: str) -> int:
    """The answer's status to a grant asked for by hand: the client ends with 0 when it is refused."""
    identity = connect(who).identity
    return int(identity.put(f"/{where}/users/{who.values['user_id']}/roles/{role}").status_code)


def connect(who: Session) -> Any:
    words: dict[str, Any] = {name.removeprefix("OS_").lower(): value for name, value in who.rc.items()}
    return openstack.connect(load_envvars=False, load_yaml_config=False, **words)


def test_an_operator_makes_flavors_and_provider_networks(operator: Session) -> None:
    operator.play(OPERATOR_WORKS)


def test_an_operator_is_no_admin(operator: Session) -> None:
    operator.play(OPERATOR_IS_REFUSED)


def test_a_member_is_no_operator(terminal: Session) -> None:
    terminal.values["vlan"] = "942"
    terminal.play(MEMBER_IS_REFUSED)


def test_a_domains_admin_rules_the_domain(domain_admin: Session) -> None:
    domain_admin.play(DOMAIN_ADMIN_WORKS)


def test_a_domains_admin_cannot_get_out_of_it(domain_admin: Session) -> None:
    domain_admin.play(DOMAIN_ADMIN_IS_REFUSED)


@pytest.mark.parametrize("role", ["admin", "operator", "service"])
def test_nobody_below_the_cloud_admin_gives_great_roles(
    operator: Session, domain_admin: Session, administrator: Any, role: str
) -> None:
    values = domain_admin.values
    role_id = administrator.identity.find_role(role).id
    for who in (operator, domain_admin):
        for where in (f"projects/{values['project_id']}", f"domains/{values['domain_id']}"):
            assert try_to_grant(who, where, role_id) == 403
            assert try_to_grant(who, f"OS-INHERIT/{where}", f"{role_id}/inherited_to_projects") == 403
        assert try_to_grant(who, "system", role_id) == 403


def test_a_domains_admin_gives_nothing_in_others_projects(domain_admin: Session, administrator: Any) -> None:
    member = administrator.identity.find_role("member").id
    assert try_to_grant(domain_admin, f"projects/{domain_admin.values['cloud_project']}", member) == 403
    own = f"projects/{domain_admin.values['project_id']}"
    assert try_to_grant(domain_admin, own, member) == 204


def test_a_domains_admin_writes_nothing_outside_it(domain_admin: Session) -> None:
    identity, cloud_admin = connect(domain_admin).identity, domain_admin.values["cloud_admin"]
    intruder = {"name": "intruder", "password": "secret-1", "domain_id": "default"}
    assert identity.post("/users", json={"user": intruder}).status_code == 403
    assert identity.patch(f"/users/{cloud_admin}", json={"user": {"password": "broken-in"}}).status_code == 403
    assert identity.post("/projects", json={"project": {"name": "mine", "domain_id": "default"}}).status_code == 403
    assert identity.get("/users?domain_id=default").json().get("users", []) == []
