"""A table as spreadsheets write it: UTF-8 or cp1252, commas or semicolons or tabs, a heading over each column.

| what is wrong | what is said |
| --- | --- |
| a byte that neither UTF-8 nor cp1252 has, or a NUL | the line |
| no heading, a heading twice, one that is needed is missing | which |
| a cell of more than 128 KiB, a quote without its end | the line, in the words of the csv module |
| more than LARGEST octets | that |
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from csmail.reason import BadValue, Reason

SEPARATORS = ",;\t"
LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file (`line` counts from 1, the heading being the first) by the headings in lower case."""

    line: int
    cells: dict[str, str]


def read(path: Path) -> bytes:
    """What the file holds. Raises BadValue, OSError."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadValue(Reason.of("sheet_too_large", file=path.name))
    return data


def rows(name: str, data: bytes, needed: Sequence[str]) -> Iterator[Row]:
    """The lines that are not empty, one after the other. Raises BadValue, at the first one where the heading is wrong.

    `name` is what the file is called in what is said of it, `needed` are columns that have to be there.
    """
    text = _text(name, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        _check(name, head, needed)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num  # a cell may run over several lines
            if any(cell.strip() for cell in cells):
                named = {title: cell.strip() for title, cell in zip(head, cells, strict=False) if title}
                yield Row(line, dict.fromkeys((title for title in head if title), "") | named)
    except csv.Error as error:
        raise BadValue(Reason.of("sheet_unreadable", file=name, line=reader.line_num, said=error)) from None


def _check(name: str, head: Sequence[str], needed: Sequence[str]) -> None:
    twice = next((title for title, count in Counter(head).items() if title and count > 1), "")
    if twice:
        raise BadValue(Reason.of("sheet_column_twice", file=name, column=twice))
    missing = next((title for title in needed if title.lower() not in head), "")
    if missing:
        known = ", ".join(filter(None, head)) or "-"
        raise BadValue(Reason.of("sheet_column_missing", file=name, column=missing, known=known))


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _text(name: str, data: bytes) -> str:
    at = data.find(b"\0")
    for charset in ("utf-8-sig", "cp1252") if at < 0 else ():
        try:
            return data.decode(charset)
        except UnicodeDecodeError as error:
            at = error.start
    raise BadValue(Reason.of("sheet_no_text", file=name, line=data.count(b"\n", 0, at) + 1))
