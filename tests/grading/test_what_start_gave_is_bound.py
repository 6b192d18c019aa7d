"""What start made and gave is known to checks: files by what they hold, containers and objects by their names."""

from typing import Any

import pytest

from grading.engine.verdicts import Outcome
from labs.files import file_record
from labs.kinds import Kind
from labs.site import file_records
from tests.grading import worlds
from tests.grading.language import FIND_SERVER, lab_of, last, own, verdicts, world_with

FILES = [{"bind": "disk", "name": "base.img", "random": 4096}, {"bind": "key", "name": "k.pub", "public_key": "rsa"}]
START = {"persons": ["second"], "files": FILES}
MADE = {
    "make": [
        {"bind": "src", "container": {"name": "kim-src"}},
        {"bind": "data", "object": {"container": "src", "name": "a/data.bin", "text": "x"}},
    ]
}
IMAGE = {
    "find": {"kind": "image", "name": "uploaded", "bind": "uploaded"},
    "expect": [{"field": "checksum", "same_as": "disk.md5"}, {"field": "size", "same_as": "disk.size"}],
}
KEY = {
    "find": {"kind": "keypair", "name": "k", "bind": "k"},
    "expect": [{"field": "fingerprint", "same_as": "key.fingerprint"}],
}


def judged(check: dict[str, Any], world: dict[str, Any], **parameters: Any) -> Outcome:
    lab = lab_of(check, start=START)
    files = file_records(lab, {"S": "kim", "NONCE": "ab12"})
    return last(lab, worlds.seen(world_with(**world)), files=files, **parameters).outcome


def image(md5: str, size: int) -> dict[str, Any]:
    return {"image": [{"id": "i", "name": "uploaded", "owner_id": worlds.PROJECT, "checksum": md5, "size": size}]}


def test_an_upload_is_compared_with_the_file_of_this_session() -> None:
    lab = lab_of(IMAGE, start=START)
    mine, other = (file_record(lab.start.files[0], handle="kim", nonce=nonce) for nonce in ("ab12", "ab13"))
    assert judged(IMAGE, image(mine["md5"], 4096)) is Outcome.PASSED
    assert judged(IMAGE, image(other["md5"], 4096)) is Outcome.FAILED
    assert judged(IMAGE, image(mine["md5"], 4097)) is Outcome.FAILED


def test_an_imported_key_is_known_by_its_fingerprint() -> None:
    lab = lab_of(KEY, start=START)
    fingerprint = file_record(lab.start.files[1], handle="kim", nonce="ab12")["fingerprint"]
    for shown, outcome in ((fingerprint, Outcome.PASSED), ("00:11", Outcome.FAILED)):
        world = {"keypair": [{"name": "k", "domain_id": "d-1", "fingerprint": shown}], "user": []}
        assert judged(KEY, world) is outcome


def test_the_ids_of_the_students_users_are_the_sessions() -> None:
    for field, who in (("user_id", "user"), ("second_user_id", "second")):
        check = {
            "find": {"kind": "server", "name": "web-vm", "bind": "server"},
            "expect": [{"field": "user_id", "same_as": f"session.{field}"}],
        }
        server = {"server": [own(id="srv", name="web-vm", user_id="u-1")]}
        assert judged(check, server, persons={who: "u-1"}) is Outcome.PASSED
        assert judged(check, server, persons={who: "u-2"}) is Outcome.FAILED
        assert judged(check, server) is Outcome.FAILED


@pytest.mark.parametrize("bind", ["src", "data"])
def test_a_container_and_an_object_are_kept_while_their_names_stand(bind: str) -> None:
    lab = lab_of({"kept": bind, "guard": True}, FIND_SERVER, start=MADE)
    container, thing = own(name="kim-src"), own(name="a/data.bin", container="kim-src")
    changed = {"container": container | {"name": "kim-src2"}, "object": thing | {"container": "kim-other"}}
    for containers, objects, outcome in (
        ([container], [thing], Outcome.PASSED),
        ([changed["container"]], [changed["object"]], Outcome.FAILED),
    ):
        seen = worlds.seen(world_with(container=containers, object=objects))
        recorded = {"src": "kim-src", "data": "kim-src/a/data.bin"}
        assert verdicts(lab, seen, recorded=recorded)[0].outcome is outcome


def test_the_object_store_is_reached_where_the_cloud_is() -> None:
    """It needs no way into an instance; a web server in one does."""
    public = {
        "http": {"service": "object_store", "path": "/c/index.html"},
        "expect": [{"field": "status", "equals": 200}],
    }
    inside = {"http": {"host": "172.25.250.9", "path": "/"}, "expect": [{"field": "status", "equals": 200}]}
    seen = worlds.seen(world_with(http_probe=[{"check_id": "CHK-1", "status": 200}]))
    store = frozenset({"object-store"})
    assert last(lab_of(public), seen, capabilities=store).outcome is Outcome.PASSED
    assert last(lab_of(public), seen, capabilities=frozenset({"probe"})).outcome is Outcome.NOT_APPLICABLE
    assert last(lab_of(inside), seen, capabilities=store).outcome is Outcome.NOT_APPLICABLE
    assert Kind.HTTP_PROBE in seen.collections
