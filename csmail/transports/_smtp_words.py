"""The gates an outgoing mail passes before a server sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from csmail.errors import Refused
from csmail.model.task import Mail

REPLY_CHARACTERS = 400
# RFC 5321 section 2.3.8: CR and LF only as a pair. A lone one is where readers differ on the end of a mail (smuggling).
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")
# A quoted local part may hold anything visible, a plain one nothing that ends or splits the path (RFC 5321 4.1.2).
ADDRESS = re.compile(
    r'(?:"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[\x20-\x7e])*"|[^\s"<>(),:;@\\\x00-\x1f\x7f-\x9f]+)'
    r'@[^\s@<>"(),;\\\x00-\x1f\x7f-\x9f]+'
)
ADDRESS_OCTETS = 320  # RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain
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


def path(address: str) -> str:
    """The address as it stands between < and >: an ASCII local part takes its domain as A-labels (RFC 5891).

    Raises Refused when it could break out of the command (a control, a space, a bracket), or is no address.
    """
    if len(address.encode("utf-8", "replace")) > ADDRESS_OCTETS or not ADDRESS.fullmatch(address):
        raise Refused(f"address_invalid: {address[:80]!r} cannot stand in an envelope", "correct the address")
    local, _, domain = address.rpartition("@")
    if not local.isascii() or domain.isascii():
        return address
    import idna

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise Refused(f"address_invalid: {domain[:80]!r} is no domain name", "correct the address") from None


def gate(mail: Mail) -> None:
    """Raises Refused when the bytes could be read as more than one mail."""
    found = BARE.search(mail.data)
    if found:
        what = {b"\x00": "NUL", b"\r": "a bare CR", b"\n": "a bare LF"}[found.group()]
        raise Refused(f"content_invalid: {what} at byte {found.start()} of {mail.message_id}", "compose it again")


def needs_utf8(mail: Mail, paths: Iterable[str]) -> bool:
    """Whether the server has to know SMTPUTF8 (RFC 6531 section 3.4)."""
    return mail.smtputf8 or not all(each.isascii() for each in paths)
