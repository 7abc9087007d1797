"""Reads one FETCH response, whatever the order and the spelling of its items.

Literals, literal8 (RFC 3516), quoted strings and NIL are all the same to us; pymap sends UID last (measured).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from csmail.mailboxes.imap.syntax import flag_names, internal_date, number
from csmail.model.message import Place, RawMessage

# A header block beyond this is no header block (threat 8: hostile sizes).
HEADER_OCTETS = 256 * 1024
# Beyond what a mail can be, and within what a store can hold.
LARGEST_SIZE = 2**53
LONGEST_SIZE = 12
UNKNOWN_DATE = datetime(1970, 1, 1, tzinfo=UTC)

FETCHED = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
ITEM = re.compile(
    rb" ?([A-Z0-9.\-]+(?:\[[^\]]*\](?:<\d+>)?)?) "
    rb'(?:(NIL)|"((?:[^"\\\r\n]|\\.)*)"|\(([^()\r\n]*)\)|(\d+)|~?\{(\d+)\+?\}\r\n)',
    re.IGNORECASE,
)
# As Dovecot answers our FETCH: five items at once, 7 us a mail instead of 10.
USUAL = re.compile(
    rb'UID (\d+) RFC822\.SIZE (\d+) INTERNALDATE "([^"\\\r\n]*)" FLAGS \(([^()\r\n]*)\) '
    rb"BODY\[HEADER\]<0> \{(\d+)\}\r\n\Z"
)
USUAL_ITEMS = (b"UID", b"RFC822.SIZE", b"INTERNALDATE", b"FLAGS", b"BODY[HEADER]")
LITERAL = re.compile(rb"~?\{(\d+)\+?\}\r\n\Z")
ESCAPED = re.compile(rb"\\(.)")
END = re.compile(rb" *\) *\r\n\Z")
NIL, QUOTED, LITERALLY = 2, 3, 6

Items = dict[bytes, bytes]


class Octets(Protocol):
    """What is read from."""

    def readline(self) -> bytes: ...
    def read(self, size: int) -> bytes: ...


class Odd(Exception):
    """The server said something that this reader does not know."""


def fetched(line: bytes, at: int, wire: Octets, largest: int) -> Items:
    """The items of one FETCH response whose first line is `line`, after its parenthesis. Raises Odd.

    Names are in upper case, without the origin octet of a partial.
    """
    items: Items = {}
    if usual := USUAL.match(line, at):
        items = dict(zip(USUAL_ITEMS, usual.groups(), strict=True))
        items[b"BODY[HEADER]"], line = _literally(usual[5], wire, largest)
        at = 0
    while found := ITEM.match(line, at):
        kind = found.lastindex or 0
        value = found[kind]
        at = found.end()
        if kind == LITERALLY:
            value, line = _literally(value, wire, largest)
            at = 0
        elif kind == QUOTED:
            value = ESCAPED.sub(rb"\1", value)
        items[_name(found[1])] = b"" if kind == NIL else value
    if not END.match(line, at):
        raise Odd(repr(line[at : at + 80]))
    return items


def _literally(size: bytes, wire: Octets, largest: int) -> tuple[bytes, bytes]:
    """A literal, and the line that goes on behind it."""
    data = literal(size, wire, largest)
    line = wire.readline()
    if not line:
        raise ConnectionError("the connection ended inside an answer")
    return data, line


def literal(size: bytes, wire: Octets, largest: int) -> bytes:
    if len(size) > LONGEST_SIZE:
        raise Odd("a literal without end")
    octets = int(size)
    if octets > largest:
        raise Odd(f"a literal of {octets} octets")
    data = wire.read(octets)
    if len(data) != octets:
        raise ConnectionError("the connection ended inside a mail")
    return data


def raw_message(place: Place, items: Items, octets: int | None) -> RawMessage:
    size = number(items.get(b"RFC822.SIZE"), LARGEST_SIZE)
    try:
        received_at = internal_date(items[b"INTERNALDATE"])
    except (KeyError, ValueError) as error:
        raise Odd(str(error)) from None
    if not size and items.get(b"RFC822.SIZE") != b"0":
        raise Odd("no size")
    header, body = items[b"BODY[HEADER]"], items[b"BODY[TEXT]"]
    flags = _flags(items.get(b"FLAGS", b""))
    complete = whole(header, body, octets)
    return RawMessage(place, received_at, size, header[:HEADER_OCTETS], body[:octets], complete, flags)


def cut(raw: RawMessage, octets: int | None) -> RawMessage:
    """No more of the mail than `octets` of its body and what a header may be, whatever the server sent."""
    complete = whole(raw.header, raw.body, octets)
    return replace(raw, header=raw.header[:HEADER_OCTETS], body=raw.body[:octets], complete=complete)


def whole(header: bytes, body: bytes, octets: int | None) -> bool:
    # Some servers only estimate RFC822.SIZE: a body is whole when no more came than is wanted, one more being asked.
    return len(header) < HEADER_OCTETS and (octets is None or len(body) <= octets)


@lru_cache(maxsize=1024)
def _name(spelled: bytes) -> bytes:
    return spelled.upper().partition(b"<")[0]


@lru_cache(maxsize=1024)
def _flags(text: bytes) -> frozenset[str]:
    return flag_names(text.split())
