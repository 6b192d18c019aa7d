"""A file with students as entries, and what cannot be understood of it, line by line."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.csv_files import Row, read_rows

FILE_BYTES_MAX = 1024 * 1024
LINES_MAX = 1000
NAME_LENGTH, EMAIL_LENGTH, GROUP_LENGTH = 100, 254, 60
COLUMNS: dict[str, tuple[str, ...]] = {
    # our own name first: it stands in files that we write
    "account": ("account", "계정", "아이디", "id", "username", "user name", "login", "학번"),
    "name": ("name", "이름", "성명", "full name", "display name"),
    "email": ("email", "e-mail", "이메일", "메일", "mail"),
    "handle": ("handle", "핸들"),
    "group": ("group", "조", "그룹", "분반", "팀", "team"),
}
REQUIRED = ("account", "name")


@dataclass(frozen=True)
class Entry:
    """What a line says of a student. None: it says nothing of that, so nothing of it is touched."""

    line: int
    account: str
    name: str | None = None
    email: str | None = None
    handle: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken: a code of course.wording.ROSTER_FAULTS, and what it is about."""

    line: int
    code: str
    what: str = ""


@dataclass(frozen=True)
class Read:
    """`ignored`: headings of columns that mean nothing to us."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()


def read_roster(text: str) -> Read:
    """Everything that a file says. What is wrong with the file as a whole is a fault of its first line."""
    rows: list[Row] = []
    try:
        for row in read_rows(text):
            rows.append(row)
            if len(rows) > LINES_MAX + 1:
                return Read(faults=(Fault(row.line, "too_many_lines", str(LINES_MAX)),))
    except csv.Error as error:
        return Read(faults=(Fault(rows[-1].line + 1 if rows else 1, "not_csv", str(error)),))
    if not rows:
        return Read(faults=(Fault(1, "empty_file"),))
    return _read_below(rows[0], rows[1:])


def _read_below(heading: Row, rows: Sequence[Row]) -> Read:
    names = [field_of(cell) for cell in heading.cells]
    known = [name for name in names if name]
    missing = [name for name in REQUIRED if name not in known]
    twice = sorted({name for name in known if known.count(name) > 1})
    if missing or twice:
        faults = [Fault(heading.line, "no_column", name) for name in missing]
        return Read(faults=(*faults, *(Fault(heading.line, "column_twice", name) for name in twice)))
    if not rows:
        return Read(faults=(Fault(heading.line, "only_headings"),))
    ignored = tuple(cell for cell, name in zip(heading.cells, names, strict=True) if cell and not name)
    entries, faults = _entries(names, rows)
    return Read(tuple(entries), tuple(faults), ignored)


def field_of(heading: str) -> str:
    """Our name of a column; empty for one that we do not know."""
    wanted = " ".join(heading.casefold().split())
    return next((name for name, spellings in COLUMNS.items() if wanted in spellings), "")


def _entries(names: Sequence[str], rows: Iterable[Row]) -> tuple[list[Entry], list[Fault]]:
    entries: list[Entry] = []
    faults: list[Fault] = []
    for row in rows:
        if len(row.cells) > len(names) and any(row.cells[len(names) :]):
            faults.append(Fault(row.line, "too_many_cells", str(len(names))))
            continue
        said = {name: cell for name, cell in zip(names, row.cells, strict=False) if name}
        entries.append(Entry(row.line, said.pop("account", ""), **said))
    return entries, faults
