"""Uuencoded files, as a transfer encoding and as they stand within a text (POSIX uuencode)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

ENCODINGS = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
MARK = b"begin "
FILES = 50
# The first line of data is told by its length octet: "begin 644 times" in a sentence is followed by none.
BEGIN = re.compile(rb"^begin (?:0?[0-7]{3}) ([^\r\n]{1,200}?)[ \t]*\r?\n(?=[ -`][ -`]*[ \t]*\r?$)", re.MULTILINE)
END = re.compile(rb"^[` ]?[ \t]*\r?\n?^end[ \t]*\r?$\n?", re.MULTILINE)
LINE_OCTETS = 45


@dataclass(frozen=True, slots=True)
class File:
    """A file within a text: between which octets it stands, how it is called, what it holds."""

    start: int
    end: int
    name: bytes
    content: bytes


def decoded(data: bytes) -> bytes:
    """A body in this transfer encoding, as far as it decodes; as it stands where no file begins."""
    begin = BEGIN.search(data)
    if begin is None:
        return data
    end = END.search(data, begin.end())
    return _lines(data[begin.end() : end.start() if end else len(data)])


def holds_file(data: bytes) -> bool:
    """Whether a text holds a file that begins."""
    return MARK in data and BEGIN.search(data) is not None


def files(data: bytes) -> list[File]:
    """The files in a text, each from its `begin` to its `end`; one that never ends is left in the text."""
    found: list[File] = []
    at = 0
    while MARK in data and len(found) < FILES:
        begin = BEGIN.search(data, at)
        end = END.search(data, begin.end()) if begin else None
        if begin is None or end is None:
            break
        found.append(File(begin.start(), end.end(), begin[1], _lines(data[begin.end() : end.start()])))
        at = end.end()
    return found


def _lines(data: bytes) -> bytes:
    out = bytearray()
    for line in data.split(b"\n"):
        out += _line(line.rstrip(b"\r"))
    return bytes(out)


def _line(line: bytes) -> bytes:
    """One line; its first octet says how many it holds. Editors cut spaces at the end, some writers add a checksum."""
    octets = (line[0] - 32) & 63 if line else 0
    if not octets or octets > LINE_OCTETS + 18:
        return b""
    characters = (octets * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[: 1 + characters].ljust(1 + characters))
    except binascii.Error:
        return b""
