"""The classroom's stand-in: what its hosts answer, what their commands change, and what power does to both."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labs.practice.classroom.answers import answer
from labs.practice.classroom.state import BOOT, COMPUTES, CONTROLLER, HOSTS, STORAGE, Classroom, evening, morning
from labs.remote_commands import COMMANDS

NOON = datetime(2026, 11, 2, 12, 0, 0, tzinfo=UTC)
MON = "sudo podman exec ceph-mon-controller0 ceph"
EVERYTHING_ON = morning(Classroom()).with_power(HOSTS, NOON)
SIX = ("noout", "norecover", "norebalance", "nobackfill", "nodown", "pause")


def told(command: str, room: Classroom, host: str = CONTROLLER) -> dict[str, object]:
    """As the grader reads it."""
    said = answer(host, COMMANDS[command].line, room)
    assert (said.status, said.classroom) == (0, room), said
    return COMMANDS[command].read(said.out)


def after(*lines: str, room: Classroom) -> Classroom:
    for line in lines:
        said = answer(CONTROLLER, line, room)
        assert said.status == 0, said
        room = said.classroom
    return room


def test_in_the_morning_the_cluster_is_started_and_the_flags_are_taken_off() -> None:
    room = evening(Classroom()).with_power({CONTROLLER, STORAGE}, NOON)
    assert answer(CONTROLLER, COMMANDS["pacemaker"].line, room).status == 1
    assert {"noout", "pauserd", "pausewr"} <= set(told("ceph_flags", room)["flags"])  # type: ignore[call-overload]
    room = after("sudo pcs cluster start --all", *(f"{MON} osd unset {flag}" for flag in SIX), room=room)
    assert told("pacemaker", room) == {"nodes": 1, "away": [], "failed": []}
    assert room == morning(room)


def test_in_the_evening_the_flags_are_set_and_the_cluster_is_stopped() -> None:
    room = after(*(f"{MON} osd set {flag}" for flag in SIX), "sudo pcs cluster stop --all", room=EVERYTHING_ON)
    assert room == evening(EVERYTHING_ON)


def test_several_commands_may_stand_in_a_line() -> None:
    said = answer(CONTROLLER, f"{MON} osd set noout; {MON} osd dump -f json", EVERYTHING_ON)
    assert "noout" in json.loads(said.out)["flags"]
    assert said.err == "noout is set\n"


@pytest.mark.parametrize(
    ("powered", "flags", "up"),
    [(HOSTS, (), 3), ((CONTROLLER,), (), 0), ((CONTROLLER,), ("nodown",), 3)],
)
def test_osds_are_up_with_their_host_or_while_nobody_is_taken_for_down(
    powered: Collection[str], flags: tuple[str, ...], up: int
) -> None:
    room = EVERYTHING_ON.with_power(powered, NOON)
    for flag in flags:
        room = room.with_flag(flag, is_set=True)
    assert told("ceph_osds", room) == {"total": 3, "up": up, "in": 3, "away": 3 - up}


@pytest.mark.parametrize(
    ("host", "line", "status"),
    [
        (CONTROLLER, "pcs status", 1),
        (COMPUTES[0], "sudo pcs status", 127),
        (CONTROLLER, f"{MON} osd set nonsense", 22),
        (CONTROLLER, "rm -rf /", 127),
        (CONTROLLER, "echo $(id)", 127),
        (CONTROLLER, "uptime -s > /tmp/file", 127),
        (CONTROLLER, "'", 22),
    ],
)
def test_everything_else_is_refused_and_changes_nothing(host: str, line: str, status: int) -> None:
    said = answer(host, line, EVERYTHING_ON)
    assert (said.status, said.classroom, said.out) == (status, EVERYTHING_ON, "")
    assert said.err


def test_a_host_boots_when_it_comes_and_is_reached_a_moment_later() -> None:
    later = NOON + timedelta(minutes=5)
    room = Classroom().with_power({CONTROLLER}, NOON).with_power({CONTROLLER, STORAGE}, later)
    assert told("boot_time", room) == {"booted_at": NOON.isoformat()}
    assert room.reachable(later) == {CONTROLLER}
    assert room.reachable(later + BOOT) == {CONTROLLER, STORAGE}


def test_a_cluster_ends_with_its_controller_and_does_not_start_by_itself() -> None:
    room = EVERYTHING_ON.with_power(COMPUTES, NOON).with_power(HOSTS, NOON)
    assert not room.cluster
    assert room.reporting == frozenset()
    assert after("sudo pcs cluster start --all", room=room).reporting == frozenset(COMPUTES)


def test_it_is_found_again_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "classroom.json"
    assert Classroom.read(path) == Classroom()
    room = EVERYTHING_ON.with_flag("pause", is_set=True)
    room.write(path)
    assert Classroom.read(path) == room
