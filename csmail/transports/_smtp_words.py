"""What a server's reply means for a mail, in words fit for people."""

from __future__ import annotations

import os
import re
from typing import Literal

from csmail import redaction

REPLY_CHARACTERS = 400
READ_CHARACTERS = 2000  # more than is shown: a secret must not be cut before it is known for one
BASE64 = re.compile(r"[A-Za-z0-9+/=]{16,}")

Ending = Literal["deferred", "refused", "in_doubt"]


def ending(code: int) -> Ending:
    """What a reply that is not a yes means. Anything but a well-formed 4yz or 5yz settles nothing."""
    if 400 <= code <= 499:
        return "deferred"
    return "refused" if 500 <= code <= 599 else "in_doubt"


def spoken(code: int, text: str) -> str:
    """A server's reply on one line, code first, harmless."""
    return f"{code} {harmless(text)}".strip()[:REPLY_CHARACTERS]


def harmless(text: str) -> str:
    """Words of a server on one line, without control characters, broken UTF-8 or a secret of ours."""
    flat = "".join(char if char.isprintable() else " " for char in text[:READ_CHARACTERS])
    return " ".join(redaction.hidden(flat).split())


def without_codes(reply: str) -> str:
    """`reply` to a login, for an error message: what it echoes cut short or garbled is still of our secret."""
    return BASE64.sub("…", reply)


def why(error: BaseException) -> str:
    """Why a step failed. `error` is the library's; its kinds are also Python's own (TimeoutError, ConnectionError)."""
    code, cause = getattr(error, "code", 0), error.__cause__
    if code:
        said = spoken(code, str(getattr(error, "message", "")))
        return said if code > 0 else f"an answer we cannot read: {said.partition(' ')[2]}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(cause, OSError) and cause.strerror:
        # asyncio writes "Connect call failed" over every reason; those of the resolver are below zero.
        return os.strerror(cause.errno) if cause.errno and cause.errno > 0 else cause.strerror
    if isinstance(error, ConnectionError):
        return "the connection was cut"
    return spoken(0, str(error) or type(error).__name__).removeprefix("0 ")
