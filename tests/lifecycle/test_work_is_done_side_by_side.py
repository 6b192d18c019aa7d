"""Pieces of work begin as soon as what they build on is done, and a failure leaves nothing half told."""

import threading
from typing import Any

import pytest

from labs.lifecycle.side_by_side import Piece, do_side_by_side


def after(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_what_builds_on_another_comes_after_it_has_been_told() -> None:
    known: dict[str, int] = {}
    pieces = [
        Piece("sum", lambda: known["one"] + known["two"], after("one", "two", "nobody")),
        Piece("one", lambda: 1),
        Piece("two", lambda: known["one"] + 1, after("one")),
    ]
    do_side_by_side(pieces, lambda piece, result: known.update({piece.name: result}))
    assert known == {"one": 1, "two": 2, "sum": 3}


def test_what_waits_for_nothing_runs_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=10)
    do_side_by_side([Piece(str(number), meeting.wait) for number in range(3)], lambda _piece, _result: None)


def test_a_failure_lets_those_under_way_end_and_begins_no_other() -> None:
    told: list[str] = []
    failed = threading.Event()

    def fail() -> None:
        failed.set()
        raise LookupError("no image")

    def slow() -> bool:
        return failed.wait(10)

    pieces = [Piece("slow", slow), Piece("fails", fail), Piece("never", lambda: told.append("begun"), after("fails"))]

    def done(piece: Piece, _result: Any) -> None:
        told.append(piece.name)

    with pytest.raises(LookupError, match="no image"):
        do_side_by_side(pieces, done)
    assert told == ["slow"]


def test_work_that_waits_for_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="waits for itself"):
        do_side_by_side([Piece("a", int, after("b")), Piece("b", int, after("a"))], lambda _piece, _result: None)
