"""find, of, collect, absent and kept: each passes, fails, is blocked, waits or cannot see, and says why."""

from typing import Any

import pytest

from labs.kinds import Kind
from tests.grading.language import AWAY, FIND_SERVER, WORLD, lab_of, last, own, world_with
from tests.grading.worlds import seen

SERVER = WORLD[Kind.SERVER][0]
VOLUMES = WORLD[Kind.VOLUME]
STATUS = [{"field": "status", "equals": "ACTIVE"}]
FIND: dict[str, Any] = {"find": {"kind": "server", "name": "web-vm", "bind": "it", "fresh": True}, "expect": STATUS}
OF: dict[str, Any] = {"of": ["server"], "expect": STATUS}
ATTACHED = {"field": "server_ids", "contains": "srv"}
COLLECT: dict[str, Any] = {
    "collect": {"kind": "volume", "where": [{"field": "server_ids", "count": 1}], "count": 1},
    "expect": [ATTACHED],
}
TOGETHER: dict[str, Any] = {
    "collect": {"kind": "volume", "together": [{"field": "name", "elements": ["data-2", "data-1"]}]}
}
FEW: dict[str, Any] = {"collect": {"kind": "volume", "at_least": 1, "at_most": 2}}
ABSENT: dict[str, Any] = {"absent": {"kind": "volume", "name": "old", "but_for": ["deleting"]}}
ABSENT_LIKE: dict[str, Any] = {"absent": {"kind": "volume", "matching": "old-[0-9]"}}


def servers(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"server": [SERVER | change for change in changes]}


def volumes(*more: dict[str, Any]) -> dict[str, Any]:
    return {"volume": [*VOLUMES, *(own(**volume) for volume in more)]}


ROWS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "find: there": (FIND, {}, "passed"),
    "find: none": (FIND, {"server": []}, "failed"),
    "find: another name's case": (FIND, servers({"name": "Web-vm"}), "failed"),
    "find: another project's": (FIND, servers({"project_id": "p-9"}), "failed"),
    "find: the second project's": (FIND, servers({"project_id": "p-2"}), "failed"),
    "find: two": (FIND, servers({}, {"id": "srv-2"}), "failed"),
    "find: in error": (FIND, servers({"status": "ERROR"}), "failed"),
    "find: building": (FIND, servers({"status": "BUILD"}), "pending"),
    "find: older than the session": (FIND, servers({"created_at": "2026-11-02T08:59:59Z"}), "failed"),
    "find: no moment": (FIND, servers({"created_at": None}), "failed"),
    "of: as asked for": (OF, {}, "passed"),
    "of: otherwise": (OF, servers({"status": "SHUTOFF"}), "failed"),
    "of: at work": (OF, servers({"status": "REBOOT"}), "pending"),
    "of: nothing bound": (OF, {"server": []}, "blocked"),
    "of: two of the name": (OF, servers({}, {"id": "srv-2"}), "blocked"),
    "collect: as many": (COLLECT, {}, "passed"),
    "collect: too few": (COLLECT, {"volume": []}, "failed"),
    "collect: too many": (COLLECT, volumes({"id": "v-3", "server_ids": ["srv"]}), "failed"),
    "collect: another's do not count": (
        COLLECT,
        {"volume": [*VOLUMES, {"id": "v-3", "project_id": "p-9", "server_ids": ["srv"]}]},
        "passed",
    ),
    "collect: one is otherwise": (COLLECT, {"volume": [VOLUMES[1] | {"server_ids": ["x"]}]}, "failed"),
    "collect: one is at work": (
        COLLECT,
        {"volume": [VOLUMES[1] | {"server_ids": ["x"], "status": "attaching"}]},
        "pending",
    ),
    "collect: together": (TOGETHER, {}, "passed"),
    "collect: together, one is missing": (TOGETHER, {"volume": VOLUMES[:1]}, "failed"),
    "collect: together, one is too many": (TOGETHER, volumes({"id": "v-3", "name": "x"}), "failed"),
    "collect: between": (FEW, {}, "passed"),
    "collect: below": (FEW, {"volume": []}, "failed"),
    "collect: above": (FEW, volumes({"id": "v-3"}), "failed"),
    "absent: gone": (ABSENT, {}, "passed"),
    "absent: still there": (ABSENT, volumes({"id": "v-3", "name": "old", "status": "available"}), "failed"),
    "absent: being deleted counts as gone": (ABSENT, volumes({"name": "old", "status": "deleting"}), "passed"),
    "absent: being deleted": (ABSENT_LIKE, volumes({"name": "old-1", "status": "deleting"}), "pending"),
    "absent: another's": (ABSENT, {"volume": [{"name": "old", "project_id": "p-9"}]}, "passed"),
    "absent: a whole name like it": (ABSENT_LIKE, volumes({"name": "old-1"}), "failed"),
    "absent: only a part is like it": (ABSENT_LIKE, volumes({"name": "my-old-12"}), "passed"),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(row: str) -> None:
    check, changes, outcome = ROWS[row]
    checks = [FIND_SERVER, check] if "of" in check else [check]
    verdict = last(lab_of(*checks), seen(world_with(**changes)))
    assert verdict.outcome == outcome
    assert bool(verdict.message) is (outcome in {"failed", "pending"})


@pytest.mark.parametrize("check", [FIND, OF, COLLECT, TOGETHER, ABSENT], ids=["find", "of", "collect", "all", "absent"])
def test_what_is_out_of_sight_is_unknown_with_its_cause(check: dict[str, Any]) -> None:
    checks = [FIND_SERVER, check] if "of" in check else [check]
    verdict = last(lab_of(*checks), seen(world_with(), server=AWAY, volume=AWAY))
    assert (verdict.outcome, verdict.cause) == ("unknown", AWAY)


def test_what_the_cloud_lacks_does_not_apply() -> None:
    share = {"find": {"kind": "share", "name": "s1", "bind": "share"}}
    assert last(lab_of(share), capabilities=frozenset()).outcome == "not_applicable"
    wanted = lab_of(FIND | {"requires": ["gpu"]})
    assert last(wanted).outcome == "not_applicable"
    assert last(wanted, capabilities=frozenset({"gpu"})).outcome == "passed"


@pytest.mark.parametrize(
    ("records", "outcome"),
    [
        ([own(id="made", name="n")], "passed"),
        ([own(id="made", name="renamed")], "passed"),
        ([own(id="anew", name="n")], "failed"),
        ([], "failed"),
    ],
)
def test_kept_goes_by_what_start_has_recorded(records: list[dict[str, Any]], outcome: str) -> None:
    lab = lab_of({"kept": "net"}, start={"make": [{"bind": "net", "network": {"name": "n"}}]})
    world = seen(world_with(network=records))
    assert last(lab, world, recorded={"net": "made"}).outcome == outcome
    assert last(lab, world).outcome == "failed", "nothing was recorded"


@pytest.mark.parametrize(
    ("records", "outcome"), [([], "passed"), ([own(id="made", name="renamed")], "failed"), ([own(name="n")], "failed")]
)
def test_absent_sees_through_a_new_name(records: list[dict[str, Any]], outcome: str) -> None:
    check = {"absent": {"kind": "network", "name": "n", "made": "net"}}
    lab = lab_of(check, start={"make": [{"bind": "net", "network": {"name": "n"}}]})
    assert last(lab, seen(world_with(network=records)), recorded={"net": "made"}).outcome == outcome


@pytest.mark.parametrize(
    ("kind", "name", "count", "english", "korean"),
    [
        (
            "server",
            "x",
            0,
            "There is no instance x in this lab's project.",
            "이 실습의 프로젝트에 x 인스턴스가 없습니다.",
        ),
        ("user", "x", 0, "There is no user x in your domain.", "도메인에 x 사용자가 없습니다."),
        ("flavor", "x", 0, "There is no flavor x in the cloud.", "클라우드에 x Flavor가 없습니다."),
        (
            "server",
            "web-vm",
            2,
            "There are 2 instances named web-vm in this lab's project; exactly one is asked for.",
            "이 실습의 프로젝트에 web-vm 인스턴스가 2개 있습니다. 정확히 하나여야 합니다.",
        ),
    ],
)
def test_none_and_many_say_where_was_looked(kind: str, name: str, count: int, english: str, korean: str) -> None:
    lab = lab_of({"find": {"kind": kind, "name": name, "bind": "it"}})
    world = world_with(flavor=[], **servers(*({"id": f"srv-{number}"} for number in range(count))))
    assert last(lab, seen(world)).message == {"en": english, "ko": korean}


def test_a_field_called_count_is_no_number_of_matches() -> None:
    find = {"kind": "container", "name": "docs", "bind": "docs"}
    verdict = last(lab_of({"find": find, "expect": [{"field": "count", "equals": 5}]}))
    assert verdict.message is not None
    assert verdict.message["en"].endswith(" is 2, not 5")


def test_who_builds_on_what_cannot_be_seen_is_blind_too_and_loses_nothing() -> None:
    """The image is out of sight, so which server is meant cannot be told: that is our trouble, not a missing server."""
    find = FIND_SERVER["find"] | {"where": [{"field": "image.id", "same_as": "image.id"}]}  # type: ignore[operator]
    lab = lab_of({"id": "SRV-1", "find": find}, OF, given=[{"bind": "image", "kind": "image", "name": "rhel8"}])
    assert last(lab, seen(world_with(), image=AWAY)).outcome == "unknown"
    assert last(lab, seen(world_with(image=[]))).outcome == "unknown", "the site lacks it"


def test_what_is_still_there_is_told() -> None:
    told = {"en": "docs is there with {count} objects", "ko": "docs에 {count}개"}
    verdict = last(lab_of(FIND_SERVER, {"absent": {"kind": "container", "name": "docs"}, "message": told}))
    assert verdict.message == {"en": "docs is there with 2 objects", "ko": "docs에 2개"}
