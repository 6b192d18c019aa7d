"""What the fixed commands print, of the course's release and of newer ones, and what is none of it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.remote_commands import COMMANDS, UnreadableOutput

NAUTILUS_DUMP = {
    "epoch": 214,
    "fsid": "3ab8a6e4-2f53-11eb-9f8e-52540000fa0c",
    "flags": "nodown,noout,nobackfill,norebalance,norecover,pauserd,pausewr,sortbitwise,recovery_deletes",
    "pools": [],
    "osds": [{"osd": 0, "up": 1, "in": 1}],
}
SQUID_DUMP = NAUTILUS_DUMP | {
    "flags": "sortbitwise,purged_snapdirs",
    "flags_num": 5799936,
    "flags_set": ["sortbitwise"],
}
LUMINOUS_STAT = {"osdmap": {"epoch": 9, "num_osds": 3, "num_up_osds": 2, "num_in_osds": 3, "full": False}}
NEWER_STAT = {"num_osds": 3, "num_up_osds": 3, "num_in_osds": 3, "osd_up_since": 1604307571, "num_remapped_pgs": 0}

PCS = """<?xml version="1.0"?>
<crm_mon version="2.0.1">
  <summary><nodes_configured number="2"/></summary>
  <nodes>
    <node name="controller0" id="1" online="true" standby="false" maintenance="false" unclean="false" type="member"/>
    <node name="controller1" id="2" {second} unclean="false" type="member"/>
  </nodes>
  <resources>
    <resource id="ip-172.24.3.50" role="Started" active="true" failed="{failed}" nodes_running_on="1">
      <node name="controller0" id="1" cached="true"/>
    </resource>
  </resources>
</crm_mon>
"""
SOUND = 'online="true" standby="false" maintenance="false"'


def pcs(second: str = SOUND, failed: str = "false") -> str:
    return PCS.format(second=second, failed=failed)


READ: list[tuple[str, str, dict[str, Any]]] = [
    ("ceph_flags", f"\n{json.dumps(SQUID_DUMP)}\n", {"flags": ["purged_snapdirs", "sortbitwise"]}),
    ("ceph_flags", json.dumps({"flags": ""}), {"flags": []}),
    ("ceph_osds", json.dumps(LUMINOUS_STAT), {"total": 3, "up": 2, "in": 3, "away": 1}),
    ("ceph_osds", json.dumps(NEWER_STAT), {"total": 3, "up": 3, "in": 3, "away": 0}),
    ("pacemaker", pcs(), {"nodes": 2, "away": [], "failed": []}),
    ("pacemaker", pcs(failed="true"), {"nodes": 2, "away": [], "failed": ["ip-172.24.3.50"]}),
    ("boot_time", "2026-11-02 08:59:31\n", {"booted_at": "2026-11-02T08:59:31+00:00"}),
]
AWAY = [
    'online="false" standby="false" maintenance="false"',
    'online="true" standby="true" maintenance="false"',
    'online="true" standby="false" maintenance="true"',
]
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><crm_mon>&b;</crm_mon>'
REFUSED = [
    *((name, text) for name in COMMANDS for text in ("", "garbage", "{}", "[]", "null", "7", "<x/>", "[" * 100_000)),
    ("ceph_flags", '{"flags": ["noout"]}'),
    ("ceph_flags", '{"flags": null}'),
    ("ceph_osds", '{"num_osds": 3, "num_up_osds": null, "num_in_osds": 3}'),
    ("ceph_osds", '{"osdmap": [1]}'),
    ("pacemaker", "<crm_mon><nodes/></crm_mon>"),
    ("pacemaker", "<crm_mon>"),
    ("pacemaker", BOMB),
    ("pacemaker", "Error: cluster is not currently running on this node"),
    ("boot_time", "2026-13-45 99:99:99"),
    ("boot_time", "up 3 days"),
]


@pytest.mark.parametrize(("name", "text", "values"), READ)
def test_it_is_read(name: str, text: str, values: dict[str, Any]) -> None:
    assert COMMANDS[name].read(text) == values
    assert set(values) == COMMANDS[name].fields


def test_pause_shows_as_two_flags() -> None:
    flags = COMMANDS["ceph_flags"].read(json.dumps(NAUTILUS_DUMP))["flags"]
    assert {"noout", "norecover", "norebalance", "nobackfill", "nodown", "pauserd", "pausewr"} <= set(flags)


@pytest.mark.parametrize("second", AWAY)
def test_a_node_that_is_not_at_work_is_away(second: str) -> None:
    assert COMMANDS["pacemaker"].read(pcs(second))["away"] == ["controller1"]


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_anything_else_is_refused_and_never_read_as_all_is_well(name: str, text: str) -> None:
    with pytest.raises(UnreadableOutput):
        COMMANDS[name].read(text)


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(sorted(COMMANDS)), st.text(max_size=60))
def test_no_text_raises_anything_else(name: str, text: str) -> None:
    try:
        COMMANDS[name].read(text)
    except UnreadableOutput:
        return


def test_the_lines_are_fixed() -> None:
    """Nothing of a student or of a definition gets into a command line."""
    assert not [command.line for command in COMMANDS.values() if set(command.line) & set("{};|&$`<>")]
