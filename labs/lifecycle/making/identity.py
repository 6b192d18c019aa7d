"""Keystone's: users of the student's domain that a lab begins with."""

from labs.kinds import Kind
from labs.lifecycle.making.workshop import Maker, Workshop, only
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
        keystone = identity(shop.grader)
        role = only((found for found in keystone.roles() if found.name == wanted.role), wanted.role, "identity")
        keystone.assign_project_role_to_user(shop.project_id, user_id, role)


MAKERS = {Kind.USER: Maker(lambda _shop, _wanted: (), replace_user, grant_role)}
