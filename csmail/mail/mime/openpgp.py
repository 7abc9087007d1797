"""Opens what PGP only signed: `gpg --sign --armor` compresses the words and hides nothing (RFC 9580 section 10.3).

Nothing is verified. What is encrypted, damaged, cut, or larger than 1 MB when unpacked stays closed.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import re
import zlib

LARGEST = 1024 * 1024
BLOCKS = 4
"""Blocks of one text that are opened: each kilobyte of it may unpack to a megabyte."""
PACKETS = 50
LAYERS = 4
COMPRESSED, LITERAL = 8, 11
BLOCK = re.compile(
    r"^-----BEGIN PGP MESSAGE-----[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]{0,200}\n)*[ \t]*\n?"
    r"((?:[A-Za-z0-9+/=]{1,76}[ \t]*\n){1,30000}?)(?:=[A-Za-z0-9+/]{4}[ \t]*\n)?-----END PGP MESSAGE-----[ \t]*$",
    re.MULTILINE,
)


def words(armoured: str) -> bytes | None:
    """The octets that were signed, in the base64 text of an armoured message; None where they cannot be read."""
    try:
        return _literal(base64.b64decode(armoured), 0)
    except (binascii.Error, IndexError, ValueError, OSError, zlib.error):
        return None


def _literal(data: bytes, layer: int) -> bytes | None:
    """The literal data among these packets, from within compressed ones as well."""
    at = 0
    for _ in range(PACKETS):
        if at >= len(data) or layer > LAYERS:
            return None
        tag, content, at = _packet(data, at)
        if tag == COMPRESSED:
            return _literal(_unpacked(content), layer + 1)
        if tag == LITERAL:
            # Format, length of the file name, the name, four octets of date (section 5.9).
            return content[2 + content[1] + 4 :]
    return None


def _unpacked(content: bytes) -> bytes:
    algorithm, packed = content[0], content[1:]
    if algorithm in (1, 2):
        return zlib.decompressobj(-15 if algorithm == 1 else 15).decompress(packed, LARGEST)
    if algorithm == 3:
        return bz2.BZ2Decompressor().decompress(packed, LARGEST)
    return packed


def _packet(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Tag, content and end of the packet at `at` (section 4.2); its length in either form, or in pieces."""
    head = data[at]
    if not head & 0x80:
        raise ValueError("no packet begins here")
    if head & 0x40:
        content, end = _pieces(data, at + 1)
        return head & 0x3F, content, end
    sort = head & 3
    if sort == 3:
        return head >> 2 & 0xF, data[at + 1 :], len(data)
    start = at + 1 + (1 << sort)
    end = start + int.from_bytes(data[at + 1 : start], "big")
    return head >> 2 & 0xF, data[start:end], end


def _pieces(data: bytes, at: int) -> tuple[bytes, int]:
    found: list[bytes] = []
    while True:
        first = data[at]
        if 224 <= first < 255:
            size, start = 1 << (first & 0x1F), at + 1
        elif first < 192:
            size, start = first, at + 1
        elif first < 224:
            size, start = (first - 192 << 8) + data[at + 1] + 192, at + 2
        else:
            size, start = int.from_bytes(data[at + 1 : at + 5], "big"), at + 5
        found.append(data[start : start + size])
        at = start + size
        if not 224 <= first < 255:
            return b"".join(found), at
