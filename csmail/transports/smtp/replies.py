"""A server's reply, or what became of the connection, in words fit for people."""

from __future__ import annotations

import os
import re
import ssl

from csmail import redaction

REPLY_CHARACTERS = 400
READ_CHARACTERS = 2000  # more than is shown: a secret must not be cut before it is known for one
BASE64 = re.compile(r"[A-Za-z0-9+/=]{16,}")


def spoken(code: int, text: str) -> str:
    """A server's reply on one line, code first, harmless."""
    return f"{code} {harmless(text)}".strip()[:REPLY_CHARACTERS]


def harmless(text: str) -> str:
    """Words of a server on one line, without control characters, broken UTF-8 or a secret of ours."""
    flat = "".join(char if char.isprintable() else " " for char in text[:READ_CHARACTERS])
    return " ".join(redaction.hidden(flat).split())


def count(said: str) -> int:
    """The number of octets that a server says; 0 when it is none (RFC 1870 section 4: up to 20 digits)."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 20 else 0


def without_codes(reply: str) -> str:
    """`reply` to a login, for an error message: what it echoes cut short or garbled is still of our secret."""
    return BASE64.sub("…", reply)


def why(error: BaseException) -> str:
    """Why a step failed. `error` is the library's; its kinds are also Python's own (TimeoutError, ConnectionError)."""
    code, cause = getattr(error, "code", 0), error if isinstance(error, ssl.SSLError) else error.__cause__
    if code:
        said = spoken(code, str(getattr(error, "message", "")))
        return said if code > 0 else f"an answer we cannot read: {said.partition(' ')[2]}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(cause, ssl.SSLError):
        # Its errno counts in OpenSSL's own way; as one of the system's, 1 would be "Operation not permitted".
        return f"no TLS: {(cause.reason or cause.strerror or 'failed').replace('_', ' ').lower()}"
    if isinstance(cause, OSError) and cause.strerror:
        # asyncio writes "Connect call failed" over every reason; those of the resolver are below zero.
        return os.strerror(cause.errno) if cause.errno and cause.errno > 0 else cause.strerror
    if isinstance(error, ConnectionError):
        return "the connection was cut"
    return spoken(0, str(error) or type(error).__name__).removeprefix("0 ")
