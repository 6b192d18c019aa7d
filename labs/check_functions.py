"""Checks that need a program: pure functions under a name, with the contract of every other check.

A function gets the bound records in the order of `of` and the arguments of the definition, and returns what it
compared; it passes when there is something and all of it holds. It reads nothing else: no cloud, no clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """One comparison as evidence. `subject` and `field` say what of which record was looked at."""

    subject: str
    field: str
    expected: Any
    observed: Any
    holds: bool


CheckFunction = Callable[[Sequence[Record], Mapping[str, Any]], Sequence[Compared]]
FUNCTIONS: dict[str, CheckFunction] = {}


def check_function(name: str) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function under the name that definitions use."""

    def register(function: CheckFunction) -> CheckFunction:
        FUNCTIONS[name] = function
        return function

    return register


@check_function("ascending")
def ascending(records: Sequence[Record], arguments: Mapping[str, Any]) -> list[Compared]:
    """The field `field` grows from each record to the next; numbers and ISO 8601 moments of one zone both sort."""
    name = str(arguments["field"])
    return [
        Compared(_label(after), name, f"> {before.get(name)}", after.get(name), _is_less(before, after, name))
        for before, after in pairwise(records)
    ]


@check_function("printed_line")
def printed_line(records: Sequence[Record], arguments: Mapping[str, Any]) -> list[Compared]:
    """Between the last line `after` and the line `until` of the text `field` stands a line of these `words`.

    A word is a text, null for any, or a number that may differ by `tolerance`.
    """
    name, words = str(arguments["field"]), list(arguments["words"])
    tolerance = int(arguments.get("tolerance", 0))
    expected = " ".join("…" if word is None else str(word) for word in words)
    found = []
    for record in records:
        block = _lines_between(str(record.get(name) or ""), str(arguments["after"]), str(arguments["until"]))
        holds = any(_are_words(line.split(), words, tolerance) for line in block)
        found.append(Compared(_label(record), name, expected, block, holds))
    return found


@check_function("booted_after")
def booted_after(records: Sequence[Record], arguments: Mapping[str, Any]) -> list[Compared]:
    """Every host of the command `boot_time` has booted, and later than all those that are named in `first`."""
    booted = {str(record.get("host")): (record.get("values") or {}).get("booted_at") for record in records}
    first = [booted.pop(str(host), None) for host in arguments["first"]]
    latest = max(filter(None, first), default=None) if all(first) else None
    return [
        Compared(host, "values.booted_at", f"> {latest}", at, latest is not None and at is not None and at > latest)
        for host, at in sorted(booted.items())
    ]


def _lines_between(text: str, after: str, until: str) -> list[str]:
    """Empty lines left out; nothing while the block has not ended."""
    lines = [line.strip() for line in text.splitlines()]
    if after not in lines:
        return []
    first = len(lines) - lines[::-1].index(after)
    rest = lines[first:]
    return [line for line in rest[: rest.index(until)] if line] if until in rest else []


def _are_words(seen: Sequence[str], wanted: Sequence[Any], tolerance: int) -> bool:
    return len(seen) == len(wanted) and all(
        _is_word(word, want, tolerance) for word, want in zip(seen, wanted, strict=True)
    )


def _is_word(word: str, wanted: Any, tolerance: int) -> bool:
    if isinstance(wanted, int):
        return word.isdecimal() and abs(int(word) - wanted) <= tolerance
    return wanted is None or word == wanted


def _is_less(before: Record, after: Record, name: str) -> bool:
    first, second = before.get(name), after.get(name)
    return type(first) is type(second) and isinstance(first, (int, str)) and bool(first < second)  # type: ignore[operator]


def _label(record: Record) -> str:
    return str(record.get("name") or record.get("id") or "")
