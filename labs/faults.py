"""Put what is wrong with a definition into lines: file, line, what was expected, and what was perhaps meant."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from labs.language.models import model_at
from labs.schema import PERSONS_VARIABLES, PLACEHOLDER, SENTENCES, VARIABLES, LabDefinition

Position = tuple[str | int, ...]


class Mark(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


Lines = dict[Position, Mark]
TOP = Mark(1, 1)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file. `file`: its folder and name, `slug/lab.yaml`."""

    file: str
    mark: Mark
    told: str

    def __str__(self) -> str:
        return f"{self.file}:{self.mark.line}: {self.told}"


# What a sentence of labs.schema.lab says is wrong: the word to look for in the file.
OFFENDING = re.compile(
    r"has no field (\S+);|looks at (\S+),|nothing fills in (\{[^}]+\});|reads the answer (\S+),|no phase (\S+);"
    r"|of the name (\S+)$|^[A-Z]{2,5}-\d+: (\S+) is a |builds on (\w+), "
    r"|the (?:person|file|resource \w+) (\S+) is listed"
)


def list_faults(
    name: str, value: Any, error: ValidationError, lines: Lines, model: type[BaseModel] = LabDefinition
) -> list[Fault]:
    """Every fault of a file with its place.

    `value`: what the file holds; `lines`: where each part of it stands; `model`: of the file, or of its rows.
    """
    found = [
        (_place_of(part, fault, value), part + _nearest(part, value))
        for fault in error.errors(include_url=False)
        for part in _parts(fault, model)
    ]
    return [
        Fault(name, mark_of(at, lines), f"{'.'.join(map(str, fault_at)) or 'lab'}: {told}")
        for (at, fault_at), told in found
    ]


def list_variable_faults(name: str, value: Any, lines: Lines) -> list[Fault]:
    """Every variable that nothing fills in: unknown ones in values, and those of a person whom the lab has not.

    Unknown ones in sentences are looked at by the definition itself.
    """
    persons = value.get("start", {}).get("persons", [])
    return [
        Fault(name, mark_of(at, lines), f"{'.'.join(map(str, at))}: {told}")
        for at, text in leaves(value)
        for found in PLACEHOLDER.findall(text)
        if (told := _fault_of_variable(found, at, persons))
    ]


def _fault_of_variable(found: str, at: Position, persons: Sequence[str]) -> str:
    if found in PERSONS_VARIABLES and PERSONS_VARIABLES[found] not in persons:
        return f"{{{found}}} needs the person {PERSONS_VARIABLES[found]} under start.persons"
    if found not in VARIABLES and not SENTENCES & set(at):
        return f"unknown variable {{{found}}} in a value{perhaps(found, VARIABLES)}"
    return ""


def line_of(at: Position, lines: Lines) -> int:
    """The line of the nearest part that stands in the file."""
    return mark_of(at, lines).line


def mark_of(at: Position, lines: Lines) -> Mark:
    while at not in lines and at:
        at = at[:-1]
    return lines.get(at, TOP)


def perhaps(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, as the end of a sentence; empty when nothing is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def leaves(value: Any, at: Position = ()) -> Iterator[tuple[Position, str]]:
    """Every text of a value, and where it stands."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    elif isinstance(value, str):
        yield at, value


def _parts(fault: ErrorDetails, root: type[BaseModel]) -> list[str]:
    """A fault's sentences; the definition as a whole tells one for each check."""
    told = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        model = model_at(fault["loc"][:-1], root)
        return [told + perhaps(str(fault["loc"][-1]), model.model_fields if model else ())]
    if fault["type"] in {"enum", "literal_error"}:
        return [told + perhaps(str(fault["input"]), re.findall(r"'([^']*)'", fault["ctx"]["expected"]))]
    return told.split("\n")


def _nearest(told: str, value: Any) -> str:
    """What was perhaps meant by the offending word of a sentence, out of what the sentence or the file names."""
    word = _offending(told).strip("{}")
    known = re.split(r", ", told.rpartition("; it has " if "; it has " in told else "; known are ")[2])
    if "which nothing binds" in told or "which nothing above makes" in told:
        known = [text for at, text in leaves(value) if at[-1] == "bind"]
    return perhaps(word, known) if word and word not in known else ""


def _offending(told: str) -> str:
    found = OFFENDING.search(told)
    return next(filter(None, found.groups()), "") if found else ""


def _place_of(told: str, fault: ErrorDetails, value: Any) -> tuple[Position, Position]:
    """Where the fault stands, as near as can be said, and how the part is called."""
    loc = fault["loc"]
    if loc == ("start",) and isinstance(value, dict):
        return _place_in(value["start"], told, loc), loc
    check_id = re.match(r"[A-Z]{2,5}-\d+", told)
    if loc or not check_id or not isinstance(value, dict):
        return loc, loc
    checks = [item for item in value.get("checks", []) if isinstance(item, dict)]
    index = next((number for number, item in enumerate(checks) if item.get("id") == check_id[0]), None)
    if index is None:
        return loc, loc
    return _place_in(checks[index], told, ("checks", index)), ("checks", index)


def _place_in(part: Any, told: str, at: Position) -> Position:
    """Where the offending word stands; what gives a name comes after what uses it."""
    word = _offending(told)
    for place, text in sorted(leaves(part, at), key=lambda leaf: leaf[0][-1] == "bind"):
        if word and (text == word or text.startswith(f"{word}.") or text.endswith(f".{word}")):
            return place
        if word.startswith("{") and word in text:
            return place
    return at
