"""Every `openstack` command in the notes is one that the real client parses; so no reader copies a mistake."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.course.notes_reading import PLACEHOLDER, Note, all_notes

PARSER = Path(__file__).with_name("parse_commands.py")
PATTERN = "openstack <object> <action>"  # how commands are built: itself none
CALL = re.compile(r"(?<![\w/.-])openstack [^;|&)]+")  # also inside $( … ) and loops; ends where the shell's word ends


def client_python() -> Path:
    python: Path = settings.CLASSROOM_ENVS / "client" / "bin" / "python"
    if not python.exists():
        pytest.fail(
            f"{python} is missing: make the environment {python.parents[1]} "
            "and install labs/practice/requirements-client.txt into it (`./run test` does)"
        )
    return python


def words_of(command: str) -> list[str]:
    """The words after `openstack`, with stand-ins where a reader puts a value."""
    return shlex.split(re.sub(r"<[\w-]+>", "value", PLACEHOLDER.sub("value", command)))[1:]


def calls_in(text: str) -> list[str]:
    return [found.group(0).strip() for found in CALL.finditer(text) if found.group(0).strip() != PATTERN]


def quoted_calls(note: Note, *, only_rhosp16: bool = False) -> list[str]:
    fenced = [c for fence in note.fences if (fence.reason is not None) == only_rhosp16 for c in fence.commands]
    spans = [] if only_rhosp16 else [code for code in note.inline_code if code.startswith("openstack ")]
    return [call for text in (*fenced, *spans) for call in calls_in(text)]


def complaints_about(calls: list[str]) -> dict[str, str]:
    """What the client says against each call that it refuses."""
    if not calls:
        return {}
    done = subprocess.run(
        [client_python(), "-W", "ignore", PARSER],
        input=json.dumps([words_of(call) for call in calls]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return {call: said for call, said in zip(calls, json.loads(done.stdout), strict=True) if said}


def test_every_quoted_command_is_accepted() -> None:
    calls = sorted({call for note in all_notes() for call in quoted_calls(note)})
    assert len(calls) > 40, "hardly any command was found: has the notes' format changed?"
    assert complaints_about(calls) == {}


def test_a_command_excused_as_rhosp16_only_has_a_reason_and_needs_one() -> None:
    excused = [fence for note in all_notes() for fence in note.fences if fence.reason is not None]
    assert [fence.text for fence in excused if not fence.reason] == []
    calls = [call for note in all_notes() for call in quoted_calls(note, only_rhosp16=True)]
    assert sorted(complaints_about(calls)) == sorted(set(calls))


def test_the_check_catches_what_readers_would_trip_over() -> None:
    wrong = [
        "openstack server create --image rhel8 --flaver small web1",
        "openstack console show web1",
        "openstack console url show",
        "openstack baremetal node power up ceph0",
        "openstack help sever create",
    ]
    right = ["openstack server list", "openstack project list --help", "openstack server create …"]
    assert list(complaints_about([*wrong, *right])) == wrong
