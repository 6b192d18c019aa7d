"""CSV files as people have them: from any spreadsheet in, and out so that no cell is taken for a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

DELIMITERS = ",;\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet calculates what begins so
ENCODINGS = ("utf-8-sig", "cp949")  # the second is what Excel writes in Korea
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what Excel calls Unicode text

Value = str | int | None


class Unreadable(Exception):
    """The file is no text in any encoding that we know."""


@dataclass(frozen=True)
class Row:
    """One record; `line` is where it begins in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


def decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding that it was in."""
    for encoding in ("utf-16",) if content.startswith(UTF_16) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Unreadable


def sniff(text: str) -> str:
    """What separates the cells, judged by the line of headings."""
    heading = text.lstrip().partition("\n")[0]
    try:
        return csv.Sniffer().sniff(heading, DELIMITERS).delimiter
    except csv.Error:  # a single column
        return ","


def read_rows(text: str) -> Iterator[Row]:
    """The records that are not empty. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sniff(text), strict=True)
    line = 1
    for cells in reader:
        stripped = tuple(plain(cell).strip() for cell in cells)
        if any(stripped):
            yield Row(line, stripped)
        line = reader.line_num + 1


def plain(cell: str) -> str:
    """A cell that was neutralised, as it was before."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def neutral(value: Value) -> Value:
    """A value that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """With a byte order mark, without which Excel reads UTF-8 as something else."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([neutral(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def csv_response(name: str, rows: Iterable[Sequence[Value]]) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(write_rows(rows), content_type="text/csv; charset=utf-8", headers=headers)
