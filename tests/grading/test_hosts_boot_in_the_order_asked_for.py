"""A function is given what one command says on several hosts: booted_after, for the order in which they came up."""

from typing import Any

import pytest

from grading.engine.trying import list_tries
from grading.engine.verdicts import Verdict
from labs.kinds import Kind
from tests.grading.language import CAPABILITIES, PARAMETERS, lab_of, last, world_with
from tests.grading.worlds import seen

HOSTS = ["controller0", "ceph0", "compute0", "compute1"]
LAB = lab_of(
    {
        "id": "CHK-1",
        "function": {
            "name": "booted_after",
            "command": {"hosts": HOSTS, "run": "boot_time"},
            "arguments": {"first": ["controller0", "ceph0"]},
        },
    }
)


def said(host: str, at: str | None, check_id: str = "CHK-1") -> dict[str, Any]:
    values = {"booted_at": f"2026-11-02T09:{at}+00:00"} if at else {}
    return {"check_id": check_id, "host": host, "command": "boot_time", "values": values}


def judged(*records: dict[str, Any]) -> Verdict:
    return last(LAB, seen(world_with(command=list(records))))


def test_each_host_is_asked() -> None:
    tries = list_tries(LAB, PARAMETERS, seen(world_with()))
    assert [(item.kind, item.host, item.command) for item in tries] == [
        (Kind.COMMAND, host, "boot_time") for host in HOSTS
    ]
    assert last(LAB, capabilities=CAPABILITIES - {"ssh-controller"}).outcome == "not_applicable"


@pytest.mark.parametrize(
    ("moments", "outcome"),
    [
        (("00:00", "00:05", "01:00", "01:01"), "passed"),
        (("00:05", "00:00", "00:06", "00:06"), "passed"),
        (("00:00", "00:05", "00:05", "01:01"), "failed"),
        (("00:00", "02:00", "01:00", "02:01"), "failed"),
        ((None, "00:05", "01:00", "01:01"), "failed"),
        (("00:00", "00:05", "01:00", None), "failed"),
        ((None, None, None, None), "failed"),
    ],
)
def test_those_that_come_later_are_later_than_all_before(moments: tuple[str | None, ...], outcome: str) -> None:
    records = [said(host, at) for host, at in zip(HOSTS, moments, strict=True)]
    assert judged(*records).outcome == outcome


def test_what_another_check_has_asked_does_not_count() -> None:
    assert judged(*(said(host, "00:00", "CHK-9") for host in HOSTS)).outcome == "failed"
    assert judged().outcome == "failed"


def test_the_evidence_names_the_host_and_both_moments() -> None:
    late = judged(*(said(host, at) for host, at in zip(HOSTS, ("00:00", "00:05", "01:00", "00:01"), strict=True)))
    wrong = [(item.subject, item.observed, item.expected) for item in late.findings if not item.holds]
    assert wrong == [("compute1", "2026-11-02T09:00:01+00:00", "> 2026-11-02T09:00:05+00:00")]
