"""Each collector, on things made with openstacksdk in the practice cloud: the fields of its kind, with their values."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest

from grading.engine.observation import Collection, Record
from grading.observing.collectors import COLLECTORS
from grading.observing.looking import collect, observe
from grading.observing.scope import Scope, deal
from labs.kinds import KINDS, Kind
from tests.observing.conftest import World
from tests.observing.world import HTML, PUBLIC_KEY

LIMIT_S = 60
Look = Mapping[Kind, Collection]


@pytest.fixture(scope="module")
def look(world: World) -> Look:
    """Kim's look at every kind."""
    return look_for(world, "kim")


def look_for(world: World, *names: str) -> Look:
    tenancies = [getattr(world, name).tenancy for name in names]
    *_, whole = observe(world.admin, tenancies=tenancies, kinds=COLLECTORS, limit_s=LIMIT_S)
    return whole


def of(look: Look, kind: Kind, **wanted: Any) -> Record:
    """The one record with these values."""
    found = [r for r in look[kind].records if all(r[name] == value for name, value in wanted.items())]
    assert len(found) == 1, (wanted, look[kind])
    return found[0]


@pytest.mark.parametrize("kind", COLLECTORS)
def test_a_record_has_exactly_the_fields_of_its_kind(look: Look, kind: Kind) -> None:
    assert look[kind].cause is None
    assert look[kind].records
    assert look[kind].read_at
    assert {frozenset(record) for record in look[kind].records} == {KINDS[kind].fields}


@pytest.mark.parametrize("kind", COLLECTORS)
def test_a_class_look_dealt_out_equals_looks_one_by_one(world: World, both: Look, look: Look, kind: Kind) -> None:
    alone = {"kim": look, "lee": look_for_lee(world)}
    for name, one in alone.items():
        tenancy = getattr(world, name).tenancy
        assert deal(dict(both), tenancy).collections[kind].records == deal(dict(one), tenancy).collections[kind].records


@pytest.fixture(scope="module")
def both(world: World) -> Look:
    return look_for(world, "kim", "lee")


_lees: dict[str, Look] = {}


def look_for_lee(world: World) -> Look:
    if "lee" not in _lees:
        _lees["lee"] = look_for(world, "lee")
    return _lees["lee"]


def test_nothing_of_a_stranger_is_seen(world: World, both: Look) -> None:
    theirs = {world.stranger.tenancy.project_id, world.stranger.tenancy.domain_id, world.stranger.user_id}
    told = json.dumps([found.records for found in both.values()])
    assert not [it for it in theirs if it in told]


def test_no_secret_is_stored(look: Look) -> None:
    told = json.dumps([found.records for found in look.values()])
    key = PUBLIC_KEY.split()[1]
    secrets = ["secret-of-mine", base64.b64encode(b"secret-of-mine").decode()[4:-4], "auth_key", "s3cret", key]
    assert not [it for it in secrets if it in told]


@pytest.mark.parametrize("kind", [k for k in COLLECTORS if k is not Kind.COMPUTE_SERVICE])
def test_further_pages_are_followed(world: World, look: Look, kind: Kind) -> None:
    before = {needed: look[needed] for needed in KINDS[kind].needs}
    by_ones = collect(world.admin, kind, Scope((world.kim.tenancy,), before, page_size=1))
    assert by_ones.records == look[kind].records


def test_identity(world: World, look: Look) -> None:
    kim = world.kim
    member = of(look, Kind.GROUP_MEMBER)
    assert (member["group_id"], member["user_id"]) == (world.ids["operators"], kim.user_id)
    by_group = of(look, Kind.ROLE_ASSIGNMENT, role_name="reader")
    assert (by_group["group_name"], by_group["scope_project_id"]) == ("operators", kim.tenancy.project_id)
    assert by_group["user_id"] is None
    assert {record["role_name"] for record in look[Kind.EFFECTIVE_ROLE].records} >= {"member", "reader"}
    assert {record["user_id"] for record in look[Kind.EFFECTIVE_ROLE].records} == {kim.user_id}


def test_a_server_from_an_image(world: World, look: Look) -> None:
    plain = of(look, Kind.SERVER, name="plain")
    assert plain["image.id"] == world.ids["rhel8"]
    assert plain["flavor.original_name"] == "tiny"
    assert plain["metadata"] == {"owner": "kim"}
    assert plain["attached_volume_ids"] == [world.ids["gift"]]
    assert plain["kept_volume_ids"] == [world.ids["gift"]]
    assert plain["root_device_name"]
    assert plain["addresses"]
    console = of(look, Kind.CONSOLE, server_id=plain["id"])
    assert console["length"] >= len(console["tail"]) > 0


def test_a_server_from_a_volume_has_no_image(world: World, look: Look) -> None:
    kept = of(look, Kind.SERVER, name="kept")
    assert kept["image.id"] is None
    assert kept["kept_volume_ids"] == kept["attached_volume_ids"] == [world.ids["disk"]]


def test_a_key_pair_is_known_by_its_digest(look: Look) -> None:
    keypair = of(look, Kind.KEYPAIR, name="laptop")
    assert keypair["public_key_digest"] == hashlib.sha256(PUBLIC_KEY.encode()).hexdigest()
    assert keypair["created_at"]


def test_flavors_and_who_may_use_them(world: World, look: Look) -> None:
    small = of(look, Kind.FLAVOR, id=world.ids["small"])
    assert small["extra_specs"] == {"hw:cpu_policy": "shared"}
    assert small["swap"] == 0
    assert of(look, Kind.FLAVOR_ACCESS, flavor_id=small["id"])["project_id"] == world.kim.tenancy.project_id
    assert of(look, Kind.FLAVOR, name="default")["is_public"]


def test_images(world: World, look: Look) -> None:
    golden = of(look, Kind.IMAGE, id=world.ids["golden"])
    assert golden["properties"]["course"] == "yes"
    assert golden["properties"]["hw_disk_bus"] == "virtio"
    assert golden["size"] == 1024
    assert golden["checksum"] == hashlib.md5(bytes(1024), usedforsecurity=False).hexdigest()
    member = of(look, Kind.IMAGE_MEMBER, image_id=golden["id"])
    assert (member["member_id"], member["status"]) == (world.admin.current_project_id, "pending")
    assert of(look, Kind.IMAGE, name="rhel8")["is_public"]


def test_networks(world: World, look: Look) -> None:
    ids = world.ids
    external = of(look, Kind.NETWORK, is_router_external=True)
    router = of(look, Kind.ROUTER, name="rtr")
    assert router["external_network_id"] == external["id"]
    assert router["external_addresses"]
    address = of(look, Kind.FLOATING_IP, id=ids["address"])
    assert (address["port_id"], address["router_id"]) == (ids["vip"], ids["rtr"])
    assert address["name"].count(".") == 3
    assert of(look, Kind.PORT, id=ids["vip"])["security_group_ids"] == [ids["web"]]
    assert of(look, Kind.SUBNET, id=ids["sub"])["dns_nameservers"] == ["172.25.250.254"]
    rule = of(look, Kind.SECURITY_GROUP_RULE, security_group_id=ids["web"], direction="ingress")
    assert (rule["protocol"], rule["port_range_min"], rule["port_range_max"]) == ("tcp", 80, 80)


def test_volumes(world: World, look: Look) -> None:
    ids = world.ids
    gift = of(look, Kind.VOLUME, id=ids["gift"])
    assert (gift["server_ids"], gift["metadata"]["for"]) == ([ids["plain"]], "lee")
    assert gift["devices"][0].startswith("/dev/")
    assert gift["is_bootable"] is False
    assert of(look, Kind.VOLUME, id=ids["disk"])["image_id"] == ids["rhel8"]
    assert of(look, Kind.VOLUME_SNAPSHOT)["volume_id"] == ids["gift"]
    assert of(look, Kind.BACKUP)["volume_id"] == ids["gift"]
    transfer = of(look, Kind.VOLUME_TRANSFER, name="take-it")
    assert (transfer["volume_id"], transfer["project_id"]) == (ids["given"], world.kim.tenancy.project_id)


def test_containers_and_objects(look: Look) -> None:
    site = of(look, Kind.CONTAINER, name="site")
    assert (site["metadata"], site["read_acl"]) == ({"course": "CL110"}, ".r:*")
    page = of(look, Kind.OBJECT, name="index.html")
    assert page["etag"] == hashlib.md5(HTML, usedforsecurity=False).hexdigest()
    assert (page["content_type"], page["content_length"]) == ("text/html", len(HTML))
    assert page["metadata"] == {"author": "김"}
    assert of(look, Kind.OBJECT, name="what?# now.txt")["content_length"] == 3


def test_shares(world: World, look: Look) -> None:
    docs = of(look, Kind.SHARE, id=world.ids["docs"])
    assert (docs["share_type_name"], docs["share_protocol"]) == ("default", "NFS")
    access = of(look, Kind.SHARE_ACCESS)
    assert (access["access_to"], access["access_level"], access["share_id"]) == ("10.9.8.7", "ro", docs["id"])
    assert [record["path"] for record in look[Kind.SHARE_EXPORT].records if record["share_id"] == docs["id"]]


def test_nodes(look: Look) -> None:
    assert of(look, Kind.BAREMETAL_NODE, name="controller0")["power_state"] == "power on"
