"""Message ids found in whatever stands in Message-ID, In-Reply-To or References (T-7)."""

from __future__ import annotations

import re

from csmail.mail.words import decode

IDS = 1000
SHORTEST = 8

BRACKETED = re.compile(r"<[ \t]*([^<>\s]{1,998})[ \t]*>")
BARE = re.compile(r"[^\s<>\"(),;@]{1,250}@[^\s<>\"(),;@]{1,250}")
ORDINARY = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
PRINTABLE = re.compile(r"[!-~]+")


def every(*values: str) -> tuple[str, ...]:
    """All ids in raw unfolded values, in order, each once, in angle brackets."""
    found: dict[str, None] = {}
    for value in values:
        if "<" not in value and "=?" in value:
            value = decode(value)  # neomutt #2315, cpython #79986: somebody encoded the whole field
        for id in _candidates(value):
            if PRINTABLE.fullmatch(id):
                found.setdefault(f"<{id}>")
        if len(found) >= IDS:
            break
    return tuple(found)[:IDS]


def _candidates(value: str) -> list[str]:
    if "<" not in value:
        return BARE.findall(value)
    # Some writers leave the @ out; shorter words in brackets are prose.
    return [id for id in BRACKETED.findall(value) if "@" in id or len(id) >= SHORTEST]


def one(value: str) -> str:
    """The first id in `value`, "" without one."""
    if ORDINARY.fullmatch(value):
        return value
    found = every(value)
    return found[0] if found else ""


def last(value: str) -> str:
    """The last id in `value`, "" without one."""
    found = every(value)
    return found[-1] if found else ""
