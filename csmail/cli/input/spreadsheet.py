"""Reads a file of addresses as spreadsheets write it.

| what it may be | what is wrong with it |
| --- | --- |
| UTF-8, with or without a byte order mark, or cp1252 | a byte that neither has: the line |
| `,` `;` or tabs between the cells, quotes around them, any line ends | a cell of more than 128 KiB |
| columns in any order, in any case | a column twice, the one of the addresses missing |
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from csmail.desk.bulk.addresses import Row
from csmail.errors import UsageError
from csmail.mail.mime.charset import clean
from csmail.reason import Reason

SEPARATORS = ",;\t"
LARGEST = 64 * 1024 * 1024
LONGEST_VALUE = 500
NAME = re.compile(r"[^a-z0-9]+")


def rows(path: Path, column: str) -> list[Row]:
    """Every line with its address, which may be "". Raises UsageError, OSError."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        head = [_named(cell) for cell in next(reader, [])]
        _check(path, head, _named(column), column)
        return list(_rows(reader, head, _named(column)))
    except csv.Error as error:
        raise UsageError(Reason.of("spreadsheet_unreadable", file=path, line=reader.line_num, said=error)) from None


def _rows(reader: Iterator[list[str]], head: Sequence[str], column: str) -> Iterator[Row]:
    before = 1
    for cells in reader:
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]  # a cell may run over several lines
        if any(cell.strip() for cell in cells):
            values = {name: clean(cell, LONGEST_VALUE) for name, cell in zip(head, cells, strict=False) if name}
            named = dict.fromkeys((name for name in head if name), "") | values
            spec = named.pop(column).strip()
            yield Row(line, spec, tuple(named.items()))


def _check(path: Path, head: Sequence[str], column: str, written: str) -> None:
    twice = next((name for name, count in Counter(head).items() if name and count > 1), "")
    if twice:
        raise UsageError(Reason.of("column_twice", file=path.name, column=twice))
    if column not in head:
        raise UsageError(
            Reason.of("column_missing", file=path.name, column=written, known=", ".join(filter(None, head)) or "-"),
            Reason.of("advice_write", example="--column NAME"),
        )


def _named(cell: str) -> str:
    """A heading as a template names it: `Order No.` is order_no."""
    return NAME.sub("_", cell.strip().lower()).strip("_")


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UsageError(Reason.of("spreadsheet_too_large", file=path, limit="64 MB"))
    for charset in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError as error:
            at = error.start
        else:
            if "\0" not in text:
                return text
            at = data.index(b"\0")
    raise UsageError(Reason.of("spreadsheet_no_text", file=path.name, line=data.count(b"\n", 0, at) + 1))
