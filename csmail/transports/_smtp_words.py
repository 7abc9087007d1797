"""What a server's reply means for a mail, in words fit for people."""

from __future__ import annotations

import re
from typing import Literal

REPLY_CHARACTERS = 400
BASE64 = re.compile(r"[A-Za-z0-9+/=]{16,}")

Ending = Literal["deferred", "refused", "in_doubt"]


def ending(code: int) -> Ending:
    """What a reply that is not a yes means. Anything but a well-formed 4yz or 5yz settles nothing."""
    if 400 <= code <= 499:
        return "deferred"
    return "refused" if 500 <= code <= 599 else "in_doubt"


def spoken(code: int, text: str) -> str:
    """A server's reply on one line, code first, without control characters or broken UTF-8."""
    flat = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return f"{code} {flat}".strip()[:REPLY_CHARACTERS]


def without_secret(reply: str, secret: str) -> str:
    """`reply` for an error message: servers echo the line they did not understand, ours holds the password."""
    return BASE64.sub("…", reply.replace(secret, "…") if secret else reply)
