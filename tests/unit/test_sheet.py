"""A table is read as spreadsheets write it; what is wrong is named with its line or its column."""

from __future__ import annotations

import pytest

from csmail import sheet
from csmail.reason import BadValue


def read(data: bytes, *needed: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in sheet.rows("customers.csv", data, needed)]


@pytest.mark.parametrize(
    "data",
    [
        b"email,name\njane@cust.example,Jane\n",
        b"\xef\xbb\xbfemail;name\r\njane@cust.example;Jane\r\n",
        b"Email\tName \njane@cust.example\t Jane\n\n",
        b'"email","name"\n"jane@cust.example","Jane"',
    ],
)
def test_separators_line_ends_marks_and_quotes_make_no_difference(data: bytes) -> None:
    assert read(data, "email") == [(2, {"email": "jane@cust.example", "name": "Jane"})]


@pytest.mark.parametrize("data", ["email,name\na@b.example,José\n".encode(), b"email,name\na@b.example,Jos\xe9\n"])
def test_names_are_read_in_utf8_and_in_cp1252(data: bytes) -> None:
    assert read(data)[0][1]["name"] == "José"


def test_a_line_is_named_by_where_it_begins_also_behind_one_that_runs_over_several() -> None:
    assert [line for line, _ in read(b'a,b\n"x\ny",1\n\nz,2\n')] == [2, 5]


def test_a_line_that_is_too_short_has_nothing_in_the_rest() -> None:
    assert read(b"a,b\nx\n") == [(2, {"a": "x", "b": ""})]


@pytest.mark.parametrize(
    ("data", "code", "evidence"),
    [
        (b"email\n\x81\n", "sheet_no_text", {"line": "2"}),
        (b"email\nx\0y\n", "sheet_no_text", {"line": "2"}),
        (b"\xff\xfee\0m\0", "sheet_no_text", {"line": "1"}),
        (b"email,Email\n", "sheet_column_twice", {"column": "email"}),
        (b"name\nJane\n", "sheet_column_missing", {"column": "email", "known": "name"}),
        (b"", "sheet_column_missing", {"column": "email", "known": "-"}),
        (b"email\n" + b"x" * 200_000, "sheet_unreadable", {"line": "2"}),
    ],
)
def test_what_is_no_table_is_told_with_its_place(data: bytes, code: str, evidence: dict[str, str]) -> None:
    with pytest.raises(BadValue) as wrong:
        read(data, "email")
    assert wrong.value.reason.code == code
    assert evidence.items() <= dict(wrong.value.reason.evidence).items()
