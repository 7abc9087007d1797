"""What a folder is for, by its SPECIAL-USE (RFC 6154), else by what mail programs and providers call it."""

from __future__ import annotations

import re
from collections.abc import Collection

from csmail.ports import Use

ATTRIBUTES: dict[bytes, Use] = {b"\\archive": "archive", b"\\junk": "junk", b"\\trash": "trash", b"\\all": "all"}
VIEWS = frozenset({b"\\flagged", b"\\important", b"\\noselect", b"\\nonexistent"})
"""Folders in which no mail lies of its own."""
NAMES: dict[str, Use] = {
    **dict.fromkeys(("junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail", "bulk"), "junk"),
    **dict.fromkeys(("email sampah", "surat sampah", "email spam"), "junk"),
    **dict.fromkeys(("trash", "deleted", "deleted items", "deleted messages", "bin", "sampah"), "trash"),
    **dict.fromkeys(("tempat sampah", "kotak sampah", "item terhapus", "item yang dihapus", "pesan terhapus"), "trash"),
    **dict.fromkeys(("archive", "archives", "arsip"), "archive"),
    **dict.fromkeys(("all mail", "semua email", "semua surat"), "all"),
}
LAST = re.compile(r"[^/.]*\Z")


def use(name: str, attributes: Collection[bytes]) -> Use:
    """By what the server says it is for, by its name where it says nothing."""
    found = next((ATTRIBUTES[one] for one in map(bytes.lower, attributes) if one in ATTRIBUTES), None)
    return found or named(name)


def named(name: str) -> Use:
    """By the last part of its name, whatever stands between the parts."""
    last = LAST.search(name)
    return NAMES.get(last[0].strip().casefold(), "") if last else ""


def is_view(attributes: Collection[bytes]) -> bool:
    """Whether no mail lies there, or only what lies elsewhere too: Gmail's Starred and Important."""
    return not VIEWS.isdisjoint(map(bytes.lower, attributes))
