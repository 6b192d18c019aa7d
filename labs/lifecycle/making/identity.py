"""Keystone's: users of the student's domain that a lab begins with."""

from labs.kinds import Kind
from labs.lifecycle.making.workshop import Maker, Workshop
from labs.lifecycle.persons import Roles
from labs.overcloud.connections import identity
from labs.schema.making import UserToMake


def replace_user(shop: Workshop, wanted: UserToMake) -> str:
    """The name is the lab's in the student's own domain: who has it already is left from before."""
    keystone = identity(shop.grader)
    for found in keystone.users(domain_id=shop.domain_id, name=wanted.name):
        keystone.delete_user(found.id)
    made = keystone.create_user(
        domain_id=shop.domain_id,
        name=wanted.name,
        password=shop.password_of(wanted.name),
        is_enabled=wanted.enabled,
    )
    return str(made.id)


def grant_role(shop: Workshop, wanted: UserToMake, user_id: str) -> None:
    if wanted.role:
        Roles(shop.grader).grant(wanted.role, user_id=user_id, project_id=shop.project_id)


MAKERS = {Kind.USER: Maker(lambda _shop, _wanted: (), replace_user, grant_role)}
