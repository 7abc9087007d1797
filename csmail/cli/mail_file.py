"""A mail from a file, as if it arrived now."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path

from csmail.errors import UsageError
from csmail.model.message import Place, RawMessage

LARGEST = 25 * 1024 * 1024
ENVELOPE = re.compile(rb"\AFrom [^\r\n]*\r?\n")  # the separator of an mbox
BREAK = re.compile(rb"(?<!\r)\n")
GAP = re.compile(rb"\r\n\r\n")


def read(path: Path, at: datetime) -> RawMessage:
    """The mail in `path` ("-" is stdin), received `at`. Raises UsageError when it is too large, OSError."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST // 1024 // 1024} MB")
    return raw(data, at)


def raw(data: bytes, at: datetime) -> RawMessage:
    """`data` with CRLF line ends, split where RFC 5322 splits it."""
    # A lone CR ends no line on the wire either, except in a file that knows no other line end.
    lines = ENVELOPE.sub(b"", data)
    whole = BREAK.sub(b"\r\n", lines) if b"\n" in lines else lines.replace(b"\r", b"\r\n")
    if whole.startswith(b"\r\n"):
        return RawMessage(Place("", 0, 0), at, len(whole), b"\r\n", whole[2:])
    gap = GAP.search(whole)
    end = gap.end() if gap else len(whole)
    return RawMessage(Place("", 0, 0), at, len(whole), whole[:end], whole[end:])
