"""Reads a table of addresses for a bulk send: its headings become names that a template can say."""

from __future__ import annotations

import re
from pathlib import Path

from csmail import sheet
from csmail.desk.bulk.addresses import Row
from csmail.errors import UsageError
from csmail.mail.mime.charset import clean
from csmail.reason import BadValue, Reason

LONGEST_VALUE = 500
UNNAMEABLE = re.compile(r"[^a-z0-9]+")


def rows(path: Path, column: str) -> list[Row]:
    """Every line with its address, which may be "". Raises UsageError, OSError."""
    wanted = column.strip().lower()
    try:
        found = [(one.line, dict(one.cells)) for one in sheet.rows(path.name, sheet.read(path), (wanted,))]
    except BadValue as error:
        hint = Reason.of("advice_write", example="--column NAME") if error.reason.code == MISSING else ""
        raise UsageError(error.reason, hint) from None
    return [Row(line, cells.pop(wanted), _named(cells)) for line, cells in found]


MISSING = "sheet_column_missing"


def _named(cells: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """`Order No.` is order_no in a template; a value is one line without control characters."""
    return tuple((UNNAMEABLE.sub("_", title).strip("_"), clean(cell, LONGEST_VALUE)) for title, cell in cells.items())
