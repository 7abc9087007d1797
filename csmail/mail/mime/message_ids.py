"""Message ids found in whatever stands in Message-ID, In-Reply-To or References (T-7)."""

from __future__ import annotations

import re

from csmail.mail.mime.charset import decode

IDS = 1000
SHORTEST = 8

BRACKETED = re.compile(r"<[ \t]*([^<>\s]{1,998})[ \t]*>")
BARE = re.compile(r"[^\s<>\"(),;@]{1,250}@[^\s<>\"(),;@]{1,250}")
ORDINARY = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
PRINTABLE = re.compile(r"[!-~]+")
COMMENT = re.compile(r"\([^()]*\)")
BETWEEN = re.compile(r"[\s,;]+")
BESIDE = re.compile(r"<[^<>]*>|\([^()]*\)|\"[^\"]*\"")
WORD = re.compile(r"[^\W_]")


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
        words = [word for word in BETWEEN.split(COMMENT.sub(" ", value)) if word]
        # Prose names whom it answers, and an address is no id: `joe@x.example's message of "Tue, 4 Nov"` (Gnus).
        return words if all(map(BARE.fullmatch, words)) else []
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


def is_certain(value: str) -> bool:
    """Whether what stands in brackets in `value` can only be ids: no word stands beside them.

    Without brackets, or in prose (`Joe <joe@x.example>'s message of Monday`), it may as well be an address.
    """
    return "<" in value and WORD.search(BESIDE.sub(" ", value)) is None
