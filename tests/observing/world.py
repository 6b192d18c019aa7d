"""Two students' and a stranger's things in the practice cloud, made with openstacksdk once for all tests here."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from grading.engine.observation import Tenancy
from labs.overcloud import accounts
from labs.overcloud.connections import in_project
from tests.practice import tenants

READY_S = 60
PUBLIC_KEY = "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(32)).decode()
HTML = b"<html>hello</html>"


@dataclass(frozen=True)
class Student:
    """A student with a lab's project, and a connection of their own."""

    tenancy: Tenancy
    user_id: str
    connection: Any


def make_student(admin: Any, cloud: Any) -> Student:
    """The grader has a role in the project, as after a session's start: an object store's account asks for one."""
    domain = tenants.make_domain(admin)
    tenant = tenants.make_tenant(admin, domain, "member", "swiftoperator")
    user = next(iter(admin.identity.users(domain_id=domain.id)))
    admin.identity.assign_project_role_to_user(tenant.project_id, admin.current_user_id, role(admin, "admin"))
    handle = f"h{secrets.token_hex(4)}"
    second = admin.identity.create_project(name=f"{tenant.project}-b", domain_id=domain.id)
    for name in ("admin", "swiftoperator"):
        admin.identity.assign_project_role_to_user(second, admin.current_user_id, role(admin, name))
    tenancy = Tenancy(tenant.project_id, second.id, domain_id=domain.id, handle=handle)
    return Student(tenancy, user.id, tenant.connect(cloud))


def drop_student(admin: Any, student: Student) -> None:
    drop_objects(student.connection)
    drop_objects(in_project(admin, student.tenancy.second_project_id))
    for share in student.connection.shared_file_system.shares():
        student.connection.shared_file_system.delete_share(share)
    for transfer in student.connection.block_storage.transfers():
        student.connection.block_storage.delete_transfer(transfer)
    for flavor in admin.compute.flavors():
        if flavor.name.startswith(student.tenancy.handle):
            admin.compute.delete_flavor(flavor)
    for kind in admin.block_storage.types(is_public="None"):
        if kind.name.startswith(student.tenancy.handle):
            admin.block_storage.delete_type(kind)
    for image in admin.image.images(owner=student.tenancy.project_id):
        admin.image.delete_image(image)
    tenants.drop_domain(admin, admin.identity.get_domain(student.tenancy.domain_id))
    student.connection.close()


def drop_objects(connection: Any) -> None:
    store = connection.object_store
    for container in store.get("/", params={"format": "json"}).json():
        for item in store.get(f"/{container['name']}", params={"format": "json"}).json():
            store.delete(f"/{container['name']}/{item['name']}")
        store.delete(f"/{container['name']}")


def role(admin: Any, name: str) -> Any:
    return next(found for found in admin.identity.roles() if found.name == name)


def ready(ask: Callable[[], Any], *states: str) -> Any:
    """Ask until the resource's status is one of these."""
    deadline = time.monotonic() + READY_S
    while (found := ask()).status not in states:
        assert found.status.lower() != "error", found
        assert time.monotonic() < deadline, found
        time.sleep(0.3)
    return found


def make_things(admin: Any, student: Student, external_network_id: str) -> dict[str, str]:
    """At least one of every kind; name → id of what tests ask for by name."""
    ids = make_identity(admin, student)
    ids |= make_network(student.connection, external_network_id)
    ids |= make_images_and_flavors(admin, student)
    ids |= make_volumes(student.connection)
    ids |= make_servers(student.connection, ids)
    make_objects(student.connection)
    ids |= make_share(student.connection)
    make_beyond(admin, student)
    return ids


def make_beyond(admin: Any, student: Student) -> None:
    """A little in the lab's second project."""
    beyond = in_project(admin, student.tenancy.second_project_id)
    beyond.network.create_network(name="beyond", project_id=student.tenancy.second_project_id)
    disk = beyond.block_storage.create_volume(name="far-disk", size=1)
    ready(lambda: beyond.block_storage.get_volume(disk.id), "available")
    accounts.put(beyond, accounts.path_of("far"))


def make_identity(admin: Any, student: Student) -> dict[str, str]:
    domain_id = student.tenancy.domain_id
    group = admin.identity.create_group(name="operators", domain_id=domain_id)
    admin.identity.add_user_to_group(student.user_id, group.id)
    project = admin.identity.get_project(student.tenancy.project_id)
    admin.identity.assign_project_role_to_group(project, group, role(admin, "reader"))
    student.connection.compute.create_keypair(name="laptop", public_key=f"{PUBLIC_KEY} kim@laptop")
    return {"operators": group.id}


def make_network(mine: Any, external_network_id: str) -> dict[str, str]:
    network = mine.network.create_network(name="net")
    subnet = mine.network.create_subnet(
        network_id=network.id, name="sub", ip_version=4, cidr="10.9.8.0/24", dns_nameservers=["172.25.250.254"]
    )
    router = mine.network.create_router(name="rtr", external_gateway_info={"network_id": external_network_id})
    mine.network.add_interface_to_router(router, subnet=subnet.id)
    group = mine.network.create_security_group(name="web", description="for the web")
    mine.network.create_security_group_rule(
        security_group_id=group.id, direction="ingress", ether_type="IPv4", protocol="tcp",
        port_range_min=80, port_range_max=80, remote_ip_prefix="0.0.0.0/0",
    )  # fmt: skip
    port = mine.network.create_port(network_id=network.id, name="vip", security_group_ids=[group.id])
    address = mine.network.create_ip(floating_network_id=external_network_id, port_id=port.id)
    return {
        "net": network.id, "sub": subnet.id, "rtr": router.id, "web": group.id, "vip": port.id, "address": address.id
    }  # fmt: skip


def make_images_and_flavors(admin: Any, student: Student) -> dict[str, str]:
    image = student.connection.image.create_image(
        name="golden", data=b"\0" * 1024, disk_format="raw", container_format="bare", visibility="shared",
        allow_duplicates=True, hw_disk_bus="virtio", course="yes",
    )  # fmt: skip
    admin.image.add_member(image.id, member_id=admin.current_project_id)
    name = f"{student.tenancy.handle}-small"
    flavor = admin.compute.create_flavor(name=name, vcpus=1, ram=256, disk=1, is_public=False)
    admin.compute.create_flavor_extra_specs(flavor, {"hw:cpu_policy": "shared"})
    admin.compute.flavor_add_tenant_access(flavor.id, student.tenancy.project_id)
    kind = admin.block_storage.create_type(name=f"{student.tenancy.handle}-multi", is_public=False)
    return {"golden": image.id, "small": flavor.id, "multi": kind.id}


def make_volumes(mine: Any) -> dict[str, str]:
    storage = mine.block_storage
    image = next(image for image in mine.image.images(visibility="public") if image.name == "rhel8")
    disk = storage.create_volume(name="disk", size=1, image_id=image.id)
    gift = storage.create_volume(name="gift", size=1, metadata={"for": "lee"})
    ready(lambda: storage.get_volume(gift.id), "available")
    snapshot = storage.create_snapshot(name="before", volume_id=gift.id)
    ready(lambda: storage.get_snapshot(snapshot.id), "available")
    backup = storage.create_backup(name="safe", volume_id=gift.id)
    ready(lambda: storage.get_backup(backup.id), "available")
    ready(lambda: storage.get_volume(gift.id), "available")
    given = storage.create_volume(name="given", size=1)
    ready(lambda: storage.get_volume(given.id), "available")
    storage.create_transfer(volume_id=given.id, name="take-it")
    ready(lambda: storage.get_volume(disk.id), "available")
    return {"disk": disk.id, "gift": gift.id, "given": given.id, "rhel8": image.id}


def make_servers(mine: Any, ids: dict[str, str]) -> dict[str, str]:
    """One from an image with a key and a data volume, one from a volume that outlives it."""
    tiny = next(flavor for flavor in mine.compute.flavors() if flavor.name == "tiny")
    root = [{"boot_index": 0, "uuid": ids["disk"], "source_type": "volume", "destination_type": "volume",
             "delete_on_termination": False}]  # fmt: skip
    plain = mine.compute.create_server(
        name="plain", flavor_id=tiny.id, image_id=ids["rhel8"], networks=[{"uuid": ids["net"]}], key_name="laptop",
        metadata={"owner": "kim"}, user_data=base64.b64encode(b"#!/bin/sh\nexport TOKEN=secret-of-mine").decode(),
    )  # fmt: skip
    kept = mine.compute.create_server(
        name="kept", flavor_id=tiny.id, networks=[{"uuid": ids["net"]}], block_device_mapping_v2=root
    )
    for server in (plain, kept):
        ready(partial(mine.compute.get_server, server.id), "ACTIVE")
    mine.compute.create_volume_attachment(plain, volume_id=ids["gift"])
    ready(lambda: mine.block_storage.get_volume(ids["gift"]), "in-use")
    return {"plain": plain.id, "kept": kept.id}


def make_objects(mine: Any) -> None:
    store = mine.object_store
    meta = {"X-Container-Meta-Course": "CL110", "X-Container-Read": ".r:*", "X-Container-Meta-Temp-URL-Key": "s3cret"}
    store.put("/site", headers=meta).raise_for_status()
    store.put("/empty").raise_for_status()
    said = {"Content-Type": "text/html", "X-Object-Meta-Author": "김".encode().decode("latin-1")}
    store.put("/site/index.html", data=HTML, headers=said).raise_for_status()
    store.put("/site/what%3F%23%20now.txt", data=b"odd", headers={"Content-Type": "text/plain"}).raise_for_status()


def make_share(mine: Any) -> dict[str, str]:
    manila = mine.shared_file_system
    share = manila.create_share(name="docs", size=1, share_protocol="NFS", share_type="default")
    ready(lambda: manila.get_share(share.id), "available")
    manila.create_access_rule(share.id, access_type="ip", access_to="10.9.8.7", access_level="ro")
    return {"docs": share.id}
