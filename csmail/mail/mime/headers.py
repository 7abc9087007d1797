"""The header block of a mail, read tolerantly from its raw text.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| block over 256 KB or 2,000 lines | the fields that fit, defect `header_cut` | the mail on the server |
| a value over 16 KB | its first 16 KB, defect `field_cut` | the same |
| a line that is no field | left out, defect `header_junk` | the block as it came |
| bare CR, NUL, other controls | stay in the raw value; `clean` removes them | the block as it came |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from csmail.mail.mime.charset import LONE_CR
from csmail.mail.mime.charset import clean as clean
from csmail.mail.mime.charset import decode as decode

BLOCK_OCTETS = 256 * 1024
LINES = 2000
FIELD_OCTETS = 16 * 1024

# A name is printable US-ASCII without the colon (RFC 5322 section 2.2); white space before the colon is the obsolete
# form of section 4.5.
NAME = re.compile(r"([!-9;-~]+)[ \t]*")
Pair = tuple[str, str, str]
"""The name of a field in lower case, as it is written, and the value."""


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one block in order, the same by lower-case name, the names that occur more than once, and what
    was wrong."""

    pairs: tuple[tuple[str, str], ...]
    by_name: dict[str, tuple[str, ...]]
    repeated: frozenset[str]
    defects: tuple[str, ...]


def fields(header: str) -> tuple[tuple[str, str], ...]:
    """Every field in order: the name as written, the value unfolded but not decoded. `header` is latin-1 text."""
    return block(header).pairs


def values(header: str, name: str) -> tuple[str, ...]:
    """The raw unfolded values of every field called `name`, case ignored, in order."""
    return block(header).by_name.get(name.lower(), ())


def first(header: str, name: str) -> str:
    """The topmost value of `name`, "" when there is none."""
    found = block(header).by_name.get(name.lower())
    return found[0] if found else ""


@lru_cache(maxsize=32)
def block(header: str) -> Block:
    """The whole block, kept for a while: rules and recipients ask about the same message many times."""
    return read(header)


def read(header: str) -> Block:
    """The whole block, read anew."""
    pairs, lines = _pairs(header.replace("\r", "").strip("\n"))
    defects: tuple[str, ...] = ()
    # One field a line, nothing large, no lone CR: nearly every mail, and half the time of the careful way.
    lone = header.count("\r") != header.count("\r\n")
    if len(pairs) != lines or len(header) > FIELD_OCTETS or header.count("\n") > LINES or lone:
        pairs, defects = _careful(header)
    by_name: dict[str, tuple[str, ...]] = {}
    repeated: set[str] = set()
    for lower, _, value in pairs:
        if lower in by_name:
            by_name[lower] += (value,)
            repeated.add(lower)
        else:
            by_name[lower] = (value,)
    return Block(tuple([(name, value) for _, name, value in pairs]), by_name, frozenset(repeated), defects)


def _pairs(text: str) -> tuple[list[Pair], int]:
    """The fields of `text`, whose line end is LF, and how many lines they should have come from."""
    # Unfolding removes the line end and keeps the white space after it (RFC 5322 section 2.2.3).
    lines = text.replace("\n ", " ").replace("\n\t", "\t").split("\n")
    found: list[Pair] = []
    for line in lines:
        written, colon, value = line.partition(":")
        lower, name = _name(written)
        if name and colon:
            found.append((lower, name, value.strip(" \t")))
    return found, len(lines)


@lru_cache(maxsize=512)
def _name(written: str) -> tuple[str, str]:
    """What stands before a colon as a name, in lower case and as written; "" when it is none. Mails repeat a few."""
    match = NAME.fullmatch(written)
    return (match[1].lower(), match[1]) if match else ("", "")


def _careful(header: str) -> tuple[list[Pair], tuple[str, ...]]:
    """The fields within all limits, with what is wrong in them."""
    text, defects = _lines(header)
    pairs, lines = _pairs(text)
    if any(len(value) > FIELD_OCTETS for _, _, value in pairs):
        pairs = [(lower, name, value[:FIELD_OCTETS].rstrip(" \t")) for lower, name, value in pairs]
        defects.append("field_cut")
    if text and len(pairs) != lines:
        defects.append("header_junk")
    return pairs, tuple(defects)


def _lines(header: str) -> tuple[str, list[str]]:
    """The block with LF as line end, within the limits."""
    text = header[:BLOCK_OCTETS]
    # A lone CR ends no line (RFC 5322 section 2.2), except in a block that knows no other line end.
    text = LONE_CR.sub(" ", text).replace("\r", "") if "\n" in text else text.replace("\r", "\n")
    text = text.partition("\n\n")[0].strip("\n")
    cut = len(header) > BLOCK_OCTETS
    if text.count("\n") > LINES:
        text, cut = "\n".join(text.split("\n", LINES)[:LINES]), True
    return text, ["header_cut"] if cut else []
