"""IMAP keywords for our tags, the names of system flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

KEYWORD_OCTETS = 100


NOT_ATOM = re.compile(r"[^A-Za-z0-9$_.:+@-]")


SYSTEM_FLAGS = {name: "\\" + name.title() for name in ("seen", "answered", "flagged", "deleted", "draft")}


def keywords(tags: Iterable[str]) -> set[str]:
    """The IMAP keywords for our tags: what is no plain ASCII word character becomes `_`.

    Tags may hold words captured from a stranger's mail, so nothing of them may end a list or a line
    (RFC 3501 section 9, flag-keyword is an atom).
    """
    return {NOT_ATOM.sub("_", tag)[:KEYWORD_OCTETS] for tag in tags if tag}


def system_flag(name: str) -> str:
    """`\\Seen` for `seen`. Raises KeyError for what is no system flag."""
    return SYSTEM_FLAGS[name]
