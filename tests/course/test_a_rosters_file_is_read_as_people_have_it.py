"""A file from any spreadsheet is understood; what is wrong with it is told with its line."""

import codecs

import pytest

from course.csv_files import Unreadable, decode, neutral, read_rows, sniff, write_rows
from course.roster.reading import LINES_MAX, Entry, Fault, read_roster

HEADINGS = ["account", "name", "email", "handle", "group"]
KIM = ["kim1", "김하늘", "kim@example.com", "kim", "1조"]


def file_of(*rows: list[str], delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("계정,이름\nkim,김하늘\n".encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 + "계정,이름\nkim,김하늘\n".encode(), "utf-8-sig"),
        ("계정,이름\nkim,김하늘\n".encode("cp949"), "cp949"),
        ("계정\t이름\nkim\t김하늘\n".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encodings_of_spreadsheets_are_known(content: bytes, encoding: str) -> None:
    text, found = decode(content)
    assert found == encoding
    assert read_roster(text).entries == (Entry(2, "kim", "김하늘"),)


@pytest.mark.parametrize("content", [b"\xff\x00\x81", b"PK\x03\x04\x00\x00", bytes(range(256))])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_stands_between_the_cells(delimiter: str) -> None:
    read = read_roster(file_of(HEADINGS, KIM, delimiter=delimiter))
    assert read.entries == (Entry(2, *KIM),)
    assert not read.faults


def test_one_column_alone_is_a_table_too() -> None:
    assert sniff("account\nkim\n") == ","
    assert read_roster("account\nkim\n").faults == (Fault(1, "no_column", "name"),)


def test_headings_may_be_korean_in_any_order_and_case() -> None:
    read = read_roster("조,이름,비고, 학번 ,E-Mail\n2조,김하늘,휴학,20260001,a@example.com\n")
    assert read.entries == (Entry(2, "20260001", "김하늘", "a@example.com", None, "2조"),)
    assert read.ignored == ("비고",)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'account,name\n\n"kim","김\n하늘"\nlee,이바다\n,,,너무\n'
    read = read_roster(text)
    assert [entry.line for entry in read.entries] == [3, 5]
    assert read.faults == (Fault(6, "too_many_cells", "2"),)


def test_a_column_that_is_not_there_says_nothing() -> None:
    assert read_roster("account,name\nkim,김\n").entries[0].group is None
    assert read_roster("account,name,group\nkim,김,\n").entries[0].group == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "empty_file")),
        ("\n\n", Fault(1, "empty_file")),
        ("account,name\n", Fault(1, "only_headings")),
        ("name\n김\n", Fault(1, "no_column", "account")),
        ("account,name,계정\nkim,김,kim\n", Fault(1, "column_twice", "account")),
        ("account,name\n" + "kim,김\n" * (LINES_MAX + 1), Fault(LINES_MAX + 2, "too_many_lines", str(LINES_MAX))),
    ],
)
def test_what_is_wrong_with_the_whole_is_said(text: str, fault: Fault) -> None:
    read = read_roster(text)
    assert read.entries == ()
    assert read.faults == (fault,)


def test_a_quote_that_never_ends_has_its_line() -> None:
    read = read_roster('account,name\nkim,김\nlee,"이바다\n')
    assert [(fault.line, fault.code) for fault in read.faults] == [(3, "not_csv")]


@pytest.mark.parametrize("cell", ["=1+1", "+82", "-5", "@cmd", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert neutral(5) == 5
    assert neutral(-5) == -5
    assert neutral("kim") == "kim"


def test_what_we_write_we_read() -> None:
    rows = [HEADINGS, ["kim", "=김,하늘", "a@example.com", "kim", '"1"조']]
    written = write_rows(rows)
    assert written.startswith(codecs.BOM_UTF8)
    assert [list(row.cells) for row in read_rows(decode(written)[0])] == rows
