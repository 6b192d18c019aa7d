"""Nova's: instances and flavors."""

from collections.abc import Iterator
from typing import Any

from openstack.compute.v2.flavor import Flavor

from labs.kinds import Kind
from labs.lifecycle.making.workshop import Maker, Workshop, only
from labs.lifecycle.troubles import CannotPrepare, wait_until
from labs.overcloud.causes import Cause, Trouble
from labs.schema.making import FlavorToMake, ServerToMake


def find_servers(shop: Workshop, wanted: ServerToMake) -> Iterator[str]:
    """Nova's filter by name is a regular expression, so names are compared here."""
    yield from (found.id for found in shop.inside.compute.servers() if found.name == wanted.name)


def make_server(shop: Workshop, wanted: ServerToMake) -> str:
    image, flavor = wanted.image or shop.site["IMG"], wanted.flavor or shop.site["FLV"]
    images = (found for found in shop.inside.image.images(visibility="public", name=image) if found.name == image)
    flavors = (found for found in shop.inside.compute.flavors() if found.name == flavor)
    made = shop.inside.compute.create_server(
        name=wanted.name,
        image_id=only(images, image, "image").id,
        flavor_id=only(flavors, flavor, "flavor").id,
        networks=[{"uuid": shop.known[binding]} for binding in wanted.networks],
    )
    return str(made.id)


def wait_for_server(shop: Workshop, wanted: ServerToMake, server_id: str) -> None:
    def active() -> Any:
        server = shop.inside.compute.get_server(server_id)
        if server.status == "ERROR":
            raise CannotPrepare(Cause(Trouble.UNEXPECTED, "server", f"{wanted.name} is in ERROR: {server.fault}"))
        return server if server.status == "ACTIVE" else None

    wait_until(wanted.name, "server", active, until=shop.until)


def replace_flavor(shop: Workshop, wanted: FlavorToMake) -> str:
    """The name is the student's own: what has it already is left from before, and perhaps another flavor."""
    compute = shop.grader.compute
    for found in flavors_named(shop, wanted.name):
        compute.delete_flavor(found.id)
    made = compute.create_flavor(
        name=wanted.name,
        vcpus=wanted.vcpus,
        ram=wanted.ram,
        disk=wanted.disk,
        ephemeral=wanted.ephemeral,
        swap=wanted.swap,
        is_public=wanted.public,
    )
    return str(made.id)


def open_flavor(shop: Workshop, wanted: FlavorToMake, flavor_id: str) -> None:
    """Let the lab's project use a private flavor."""
    if wanted.public:
        return
    compute = shop.grader.compute
    if shop.project_id not in {access["tenant_id"] for access in compute.get_flavor_access(flavor_id)}:
        compute.flavor_add_tenant_access(flavor_id, shop.project_id)


def flavors_named(shop: Workshop, name: str) -> list[Flavor]:
    return [found for found in shop.grader.compute.flavors() if found.name == name]


MAKERS = {
    Kind.SERVER: Maker(find_servers, make_server, wait_for_server),
    Kind.FLAVOR: Maker(lambda _shop, _wanted: (), replace_flavor, open_flavor),
}
