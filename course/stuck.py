"""Who is stuck, and why: a pure judgement of what is known of somebody's work by the rules of the class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    BROKEN = "broken"  # the lab's start was interrupted; no rule turns that off
    FAILED = "failed"
    NOTHING = "nothing"
    IDLE = "idle"


@dataclass(frozen=True)
class Rules:
    """From which number on somebody is stuck; None: the rule is off."""

    failed: int | None = 3
    idle: int | None = 20  # minutes
    nothing: int | None = 3


@dataclass(frozen=True)
class Reason:
    """`number`: how many times, gradings or minutes. `check`: the id of the check that fails, if it is about one."""

    why: Why
    number: int = 0
    check: str = ""


@dataclass(frozen=True)
class Work:
    """What is known of one student in one lab that is begun.

    `moved_at`: the start or the last grading; `gradings`: those that somebody asked for; `most`: the most points that
    any of them gave, None where that is not told; `failures`: check id → gradings in which it failed, for those that
    fail in the last one.
    """

    moved_at: datetime
    is_broken: bool = False
    is_busy: bool = False  # the classroom is at work: preparing, grading, cleaning up
    is_full: bool = False
    gradings: int = 0
    most: int | None = 0
    failures: Mapping[str, int] = field(default_factory=dict)


def why_stuck(work: Work, rules: Rules, now: datetime) -> tuple[Reason, ...]:
    """Every reason, the gravest first; nothing for whoever is done or waits for the classroom."""
    if work.is_broken:
        return (Reason(Why.BROKEN),)
    if work.is_busy or work.is_full:
        return ()
    return (*_fails(work, rules), *_gets_nothing(work, rules), *_is_idle(work, rules, now))


def _fails(work: Work, rules: Rules) -> Iterator[Reason]:
    """Of several checks the one that has failed most often; of equal ones the first."""
    worst = max(work.failures, key=lambda check: work.failures[check], default=None)
    if rules.failed and worst is not None and work.failures[worst] >= rules.failed:
        yield Reason(Why.FAILED, work.failures[worst], worst)


def _gets_nothing(work: Work, rules: Rules) -> Iterator[Reason]:
    if rules.nothing and work.gradings >= rules.nothing and work.most == 0:
        yield Reason(Why.NOTHING, work.gradings)


def _is_idle(work: Work, rules: Rules, now: datetime) -> Iterator[Reason]:
    minutes = int((now - work.moved_at).total_seconds() // 60)
    if rules.idle and minutes >= rules.idle:
        yield Reason(Why.IDLE, minutes)
