"""Opens what is signed or compressed by S/MIME without any key: the content lies readable in the structure (RFC 5652).

Nothing is verified. BER with lengths of either form is read, because signing programs stream (RFC 8551 section 3.1.1),
and what was cut within the content is read as far as it goes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LARGEST = 1024 * 1024  # what a compressed content may grow to; a bomb of 1 MB would be 1 GB
CHUNKS = 100_000
DEPTH = 8
SEQUENCE, OBJECT, OCTETS, EXPLICIT = 0x30, 0x06, 0x04, 0xA0
CONSTRUCTED = 0x20

# Content types by the octets of their object identifiers.
SIGNED = bytes.fromhex("2a864886f70d010702")
ENCRYPTED = frozenset(
    map(bytes.fromhex, ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117"))
)  # enveloped-data, encrypted-data, auth-enveloped-data (RFC 5083)
COMPRESSED = bytes.fromhex("2a864886f70d0109100109")  # RFC 3274

Kind = Literal["content", "encrypted", "nothing", "unreadable"]


@dataclass(frozen=True, slots=True)
class Opened:
    """`kind` is content (in `octets`), encrypted, nothing (certificates, a detached signature) or unreadable."""

    kind: Kind
    octets: bytes = b""


@dataclass(frozen=True, slots=True)
class Element:
    """One BER element: its identifier octet and where its content lies; `end` is None for an indefinite length."""

    tag: int
    start: int
    end: int | None


def opened(data: bytes) -> Opened:
    """What lies in a ContentInfo. Total and linear: never raises."""
    try:
        return _content_info(data)
    except (IndexError, ValueError, zlib.error):
        return Opened("unreadable")


def _content_info(data: bytes) -> Opened:
    info = _element(data, 0, SEQUENCE)
    kind = _element(data, info.start, OBJECT)
    identifier = _octets(data, kind)
    if identifier in ENCRYPTED:
        return Opened("encrypted")
    if identifier not in (SIGNED, COMPRESSED):
        return Opened("unreadable")
    inner = _element(data, _element(data, _after(kind), EXPLICIT).start, SEQUENCE)
    for child in _children(data, inner):
        if child.tag == SEQUENCE and data[child.start : child.start + 1] == bytes((OBJECT,)):
            named = _element(data, child.start, OBJECT)
            found = _encapsulated(data, _after(named), child.end)
            # compressionAlgorithm is such a sequence too, without a content.
            if found is not None:
                return Opened("content", _grown(found) if identifier == COMPRESSED else found)
    return Opened("nothing")


def _encapsulated(data: bytes, at: int, end: int | None) -> bytes | None:
    """The octets of `[0] EXPLICIT OCTET STRING` at `at`, None where something else stands there."""
    if at >= len(data) or (end is not None and at >= end) or data[at] != EXPLICIT:
        return None
    pieces: list[bytes] = []
    try:
        for piece in _strings(data, _read(data, _read(data, at).start), 0):
            pieces.append(piece)
    except (IndexError, ValueError):
        if not pieces:
            raise
    return b"".join(pieces)


def _strings(data: bytes, element: Element, depth: int) -> Iterator[bytes]:
    """The chunks of an OCTET STRING, which may be put together of others."""
    if element.tag == OCTETS:
        yield _octets(data, element)
    elif element.tag == OCTETS | CONSTRUCTED and depth < DEPTH:
        for child in _children(data, element):
            yield from _strings(data, child, depth + 1)
    else:
        raise ValueError("no octet string")


def _children(data: bytes, parent: Element) -> Iterator[Element]:
    at = parent.start
    for _ in range(CHUNKS):
        if data[at : at + 2] == b"\0\0" or (parent.end is not None and at >= parent.end):
            return
        child = _read(data, at)
        yield child
        at = _after(child) if child.end is not None else _skipped(data, child, 0)


def _skipped(data: bytes, element: Element, depth: int) -> int:
    """Where the element of indefinite length ends, its end mark included."""
    if depth >= DEPTH:
        raise ValueError("nested too deeply")
    at = element.start
    while data[at : at + 2] != b"\0\0":
        child = _read(data, at)
        at = _after(child) if child.end is not None else _skipped(data, child, depth + 1)
    return at + 2


def _element(data: bytes, at: int, tag: int) -> Element:
    found = _read(data, at)
    if found.tag != tag:
        raise ValueError("another element than the standard has here")
    return found


def _read(data: bytes, at: int) -> Element:
    """The element at `at`. Raises IndexError at the end of the data, ValueError for lengths nobody means."""
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise ValueError("a tag of several octets, which CMS does not use")
    start = at + 2
    if length < 0x80:
        return Element(tag, start, start + length)
    count = length & 0x7F
    if not count:
        return Element(tag, start, None)
    if count > 4:
        raise ValueError("longer than any mail")
    end = start + count
    return Element(tag, end, end + int.from_bytes(data[start:end], "big"))


def _octets(data: bytes, element: Element) -> bytes:
    if element.end is None:
        raise ValueError("a string of indefinite length")
    return data[element.start : element.end]


def _after(element: Element) -> int:
    if element.end is None:
        raise ValueError("an element of indefinite length where none is followed")
    return element.end


def _grown(content: bytes) -> bytes:
    """A compressed content as far as it can be read, at most 1 MB of it."""
    return zlib.decompressobj().decompress(content, LARGEST)
