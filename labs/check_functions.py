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


def _is_less(before: Record, after: Record, name: str) -> bool:
    first, second = before.get(name), after.get(name)
    return type(first) is type(second) and isinstance(first, (int, str)) and bool(first < second)  # type: ignore[operator]


def _label(record: Record) -> str:
    return str(record.get("name") or record.get("id") or "")
