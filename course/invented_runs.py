"""Gradings that might have been: how somebody gets on with a lab's checks, with the evidence a grader would give."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from grading.engine.explaining import explain
from grading.engine.scene import Looked
from grading.engine.verdicts import Finding, Outcome, Verdict
from labs.schema import Check, LabDefinition

MOST_TRIES = 6
WRONG = {"status": "SHUTOFF", "is_admin_state_up": False, "cidr": "192.168.0.0/24", "protocol": "udp"}


@dataclass(frozen=True)
class Judged:
    """One verdict as it is stored."""

    check: str
    outcome: str
    points: int
    earned: int
    evidence: dict[str, Any]


@dataclass(frozen=True)
class Attempt:
    at: datetime
    judged: list[Judged]


def try_checks(definition: LabDefinition, skill: float, begun: datetime, chance: Random) -> Iterator[Attempt]:
    """Grade again and again until everything has passed, or patience has run out."""
    passed: set[str] = set()
    at = begun
    for _try in range(MOST_TRIES):
        at += timedelta(minutes=4 + chance.random() * 14)
        judged = list(_judge(definition, passed, skill, chance))
        passed |= {one.check for one in judged if one.outcome == Outcome.PASSED}
        yield Attempt(at, judged)
        if len(passed) == len(definition.checks) or chance.random() < 0.06:
            return


def _judge(definition: LabDefinition, passed: set[str], skill: float, chance: Random) -> Iterator[Judged]:
    failed = ""
    for check in definition.checks:
        if check.id in passed or chance.random() < (1 - hardness(check)) * (0.5 + skill / 2):
            yield _stored(Verdict(check.id, Outcome.PASSED, check.points, check.points))
        elif failed and chance.random() < 0.55:
            yield _stored(Verdict(check.id, Outcome.BLOCKED, check.points, needs=failed))
        else:
            failed = failed or check.id
            yield _stored(_failure(check, chance))


def hardness(check: Check) -> float:
    """From 0 to 0.7, the same for everybody: some checks are where a class stumbles."""
    return (hashlib.sha256(check.id.encode()).digest()[0] / 255) ** 2 * 0.7


def _failure(check: Check, chance: Random) -> Verdict:
    finding = _missing(check) if chance.random() < 0.45 else _different(check)
    message = explain(check, Looked((finding,)), {"EXT": "provider-datacentre", "IMG": "rhel8", "FLV": "default"})
    return Verdict(check.id, Outcome.FAILED, check.points, findings=(finding,), message=message)


def _missing(check: Check) -> Finding:
    name = check.find.name if check.find else check.id
    return Finding(name, "count", "equals", 1, 0, holds=False)


def _different(check: Check) -> Finding:
    """The first expectation that is a plain value or leads to something, met with something else."""
    item = next((one for one in check.expect if one.references or isinstance(one.expected, str | int)), None)
    if item is None:
        return _missing(check)
    expected = "provider-datacentre" if item.references else item.expected
    name = check.find.name if check.find else check.id
    return Finding(name, item.field, item.operator, expected, WRONG.get(item.field), holds=False)


def _stored(verdict: Verdict) -> Judged:
    return Judged(verdict.check_id, verdict.outcome, verdict.points, verdict.earned, verdict.evidence())
