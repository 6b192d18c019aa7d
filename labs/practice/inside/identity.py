"""The service users, their roles and the catalogue, made through Keystone's own API."""

from __future__ import annotations

from typing import Any

from labs.practice import catalogue
from labs.practice.inside.connecting import connect
from labs.practice.installation import Installation

ROLES = (
    catalogue.OPERATOR,
    "swiftoperator",
    "heat_stack_owner",
    "heat_stack_user",
    "load-balancer_member",
    "creator",
)
UPSTREAM_ROLES = ("admin", "service")


def make(site: Installation) -> None:
    keystone = connect(site).identity
    roles = {role.name: role for role in keystone.roles()}
    roles |= {name: keystone.create_role(name=name) for name in ROLES}
    project = keystone.create_project(name="service", domain_id="default")
    for name in catalogue.ALL[1:]:
        user = keystone.create_user(name=name, password=site.passwords[name], domain_id="default")
        for role in UPSTREAM_ROLES:
            keystone.assign_project_role_to_user(project, user, roles[role])
        make_endpoints(site, keystone, name)
    make_stack_domain(site, keystone, roles["admin"])
    complete_admin(keystone, roles)


def make_endpoints(site: Installation, keystone: Any, name: str) -> None:
    service = catalogue.SERVICES[name]
    entry = keystone.create_service(name=service.catalogue_name, type=service.type)
    for interface in ("public", "internal", "admin"):
        keystone.create_endpoint(
            service_id=entry.id,
            interface=interface,
            region_id=catalogue.REGION,
            url=site.url(name, service.path),
        )


def make_stack_domain(site: Installation, keystone: Any, admin_role: Any) -> None:
    """Heat makes the users of its stacks in a domain of their own."""
    domain = keystone.create_domain(name="heat")
    owner = keystone.create_user(
        name="heat_domain_admin",
        domain_id=domain.id,
        password=site.passwords["heat_domain_admin"],
    )
    keystone.assign_domain_role_to_user(domain, owner, admin_role)


def complete_admin(keystone: Any, roles: dict[str, Any]) -> None:
    admin = keystone.find_user("admin", domain_id="default")
    project = keystone.find_project("admin", domain_id="default")
    for name in ("heat_stack_owner", "swiftoperator", "load-balancer_member"):
        keystone.assign_project_role_to_user(project, admin, roles[name])
