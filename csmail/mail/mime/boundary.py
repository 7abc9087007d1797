"""Finds the boundary that a multipart really uses where it announces none, or another."""

from __future__ import annotations

import re

MISSING = "boundary_missing"
# A delimiter with the fields of a part directly below it; somebody's own line of dashes has none.
USED = re.compile(rb"^--([^\r\n]{1,70}?)[ \t]*\r?\n(?=content-[a-z-]{1,40}[ \t]*:)", re.MULTILINE | re.IGNORECASE)
# What programs write above the first part, for readers that know no parts.
PREAMBLE = re.compile(r"\s*this (?:is|message) .{0,70}\b(?:mime|multi-?part)", re.IGNORECASE)
ESCAPED = re.compile(rb'([\\"])')


def used(content: bytes) -> bytes:
    """The boundary in the body of a multipart, b"" when no part begins in it."""
    found = USED.search(content)
    return found[1] if found else b""


def announced(kind: str, boundary: bytes, content: bytes) -> bytes:
    """`content` as a multipart of this type that announces `boundary`."""
    value = ESCAPED.sub(rb"\\\1", boundary)
    return b'Content-Type: %s; boundary="%s"\r\n\r\n%s' % (kind.encode("ascii", "replace"), value, content)


def is_preamble(text: str) -> bool:
    """Whether the words above the first part are a program's; others may be the sender's own."""
    return not text.strip() or PREAMBLE.match(text) is not None
