"""What holds data: Cinder's volumes, snapshots and types, Glance's images, Swift's containers, Manila's shares."""

from collections.abc import Callable, Iterator
from typing import Any

from labs.files import noise
from labs.kinds import Kind
from labs.lifecycle.making.workshop import Maker, Workshop
from labs.lifecycle.troubles import CannotPrepare, wait_until
from labs.overcloud import accounts
from labs.overcloud.causes import Cause, Trouble
from labs.schema.making import (
    ContainerToMake,
    ImageToMake,
    ObjectToMake,
    ShareToMake,
    VolumeSnapshotToMake,
    VolumeToMake,
    VolumeTypeToMake,
)


def wait_for_status(shop: Workshop, what: str, service: str, ask: Callable[[], Any], *wanted: str) -> Any:
    """Until it has one of the states. Raises CannotPrepare when it is in an error's."""

    def ready() -> Any:
        found = ask()
        if str(found.status).startswith("error"):
            raise CannotPrepare(Cause(Trouble.UNEXPECTED, service, f"{what} is in {found.status}"))
        return found if found.status in wanted else None

    return wait_until(what, service, ready, until=shop.until)


def find_volumes(shop: Workshop, wanted: VolumeToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.block_storage.volumes() if found.name == wanted.name)


def make_volume(shop: Workshop, wanted: VolumeToMake) -> str:
    return str(shop.inside.block_storage.create_volume(name=wanted.name, size=wanted.size).id)


def settle_volume(shop: Workshop, wanted: VolumeToMake, volume_id: str) -> None:
    def ask() -> Any:
        return shop.inside.block_storage.get_volume(volume_id)

    found = wait_for_status(shop, wanted.name, "volume", ask, "available", "in-use")
    if wanted.attach_to and not found.attachments:
        shop.inside.compute.create_volume_attachment(shop.known[wanted.attach_to], volume_id=volume_id)
        wait_for_status(shop, wanted.name, "volume", ask, "in-use")


def find_snapshots(shop: Workshop, wanted: VolumeSnapshotToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.block_storage.snapshots() if found.name == wanted.name)


def make_snapshot(shop: Workshop, wanted: VolumeSnapshotToMake) -> str:
    volume_id = shop.known[wanted.volume]
    return str(shop.inside.block_storage.create_snapshot(name=wanted.name, volume_id=volume_id, is_forced=True).id)


def wait_for_snapshot(shop: Workshop, wanted: VolumeSnapshotToMake, snapshot_id: str) -> None:
    cinder = shop.inside.block_storage
    wait_for_status(shop, wanted.name, "volume_snapshot", lambda: cinder.get_snapshot(snapshot_id), "available")


def replace_volume_type(shop: Workshop, wanted: VolumeTypeToMake) -> str:
    """The name is the student's own: what has it already is left from before."""
    cinder = shop.grader.block_storage
    for found in [found for found in cinder.types(is_public="None") if found.name == wanted.name]:
        cinder.delete_type(found.id)
    extra_specs = {"multiattach": "<is> True"} if wanted.multiattach else {}
    return str(cinder.create_type(name=wanted.name, is_public=False, extra_specs=extra_specs).id)


def open_volume_type(shop: Workshop, _wanted: VolumeTypeToMake, type_id: str) -> None:
    cinder = shop.grader.block_storage
    if shop.project_id not in {access["project_id"] for access in cinder.get_type_access(type_id)}:
        cinder.add_type_access(type_id, shop.project_id)


def find_images(shop: Workshop, wanted: ImageToMake) -> Iterator[str]:
    """Whole ones: what a crash left without its content is made anew."""
    for found in shop.inside.image.images(owner=shop.project_id, name=wanted.name):
        if found.status == "active":
            yield found.id


def make_image(shop: Workshop, wanted: ImageToMake) -> str:
    glance = shop.inside.image
    for left in glance.images(owner=shop.project_id, name=wanted.name):
        glance.delete_image(left.id)
    made = glance.create_image(
        wanted.name,
        data=noise(f"{shop.seed}:{wanted.name}", wanted.bytes),
        disk_format="raw",
        container_format="bare",
        visibility="private",
        is_protected=wanted.protected,
        allow_duplicates=True,  # an administrator sees the neighbours' images of this name too
    )
    return str(made.id)


def wait_for_image(shop: Workshop, wanted: ImageToMake, image_id: str) -> None:
    wait_for_status(shop, wanted.name, "image", lambda: shop.inside.image.get_image(image_id), "active")


def make_container(shop: Workshop, wanted: ContainerToMake) -> str:
    """A container has no id: its name is recorded."""
    accounts.put(shop.inside, accounts.path_of(wanted.name))
    return wanted.name


def make_object(shop: Workshop, wanted: ObjectToMake) -> str:
    """Recorded as container/name."""
    content = shop.files[wanted.file] if wanted.file else (wanted.text or "").encode()
    container = shop.known[wanted.container]
    accounts.put(shop.inside, accounts.path_of(container, wanted.name), content)
    return f"{container}/{wanted.name}"


def find_shares(shop: Workshop, wanted: ShareToMake) -> Iterator[str]:
    yield from (found.id for found in shop.inside.shared_file_system.shares() if found.name == wanted.name)


def make_share(shop: Workshop, wanted: ShareToMake) -> str:
    made = shop.inside.shared_file_system.create_share(
        name=wanted.name, size=wanted.size, share_protocol="NFS", share_type=shop.site["ST"]
    )
    return str(made.id)


def wait_for_share(shop: Workshop, wanted: ShareToMake, share_id: str) -> None:
    manila = shop.inside.shared_file_system
    wait_for_status(shop, wanted.name, "share", lambda: manila.get_share(share_id), "available")


def _none(_shop: Workshop, _wanted: Any) -> tuple[str, ...]:
    return ()


MAKERS = {
    Kind.VOLUME: Maker(find_volumes, make_volume, settle_volume),
    Kind.VOLUME_SNAPSHOT: Maker(find_snapshots, make_snapshot, wait_for_snapshot),
    Kind.VOLUME_TYPE: Maker(_none, replace_volume_type, open_volume_type),
    Kind.IMAGE: Maker(find_images, make_image, wait_for_image),
    Kind.CONTAINER: Maker(_none, make_container),
    Kind.OBJECT: Maker(_none, make_object),
    Kind.SHARE: Maker(find_shares, make_share, wait_for_share),
}
