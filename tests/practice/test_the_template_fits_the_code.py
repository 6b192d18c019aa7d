"""The stored tables were made by this very code, and hold nothing of the machine they were made on."""

from __future__ import annotations

import tarfile

from labs.practice import template


def test_the_template_is_of_these_requirements_and_recipes() -> None:
    assert template.is_fresh(), "Run `./run manage practice template` in a CLASSROOM_HOME of its own."


def test_the_template_holds_tables_only() -> None:
    with tarfile.open(template.ARCHIVE) as bundle:
        members = bundle.getmembers()
    assert {member.name for member in members} >= {"db/keystone.sqlite", "db/nova.sqlite", "db/neutron.sqlite"}
    assert all(member.isdir() or member.name.endswith(".sqlite") for member in members)
    assert {(member.uid, member.uname, member.mtime) for member in members} == {(0, "", 0)}
