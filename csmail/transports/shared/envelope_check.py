"""The gate an outgoing mail passes, whichever way it goes: nothing in it may be read as something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csmail.errors import Refused
from csmail.model.task import Mail
from csmail.reason import Reason

# RFC 5321 section 2.3.8: CR and LF only as a pair. A lone one is where readers differ on the end of a mail (smuggling).
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")
# A quoted local part may hold anything visible, a plain one nothing that ends or splits the path (RFC 5321 4.1.2).
ADDRESS = re.compile(
    r'(?:"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[\x20-\x7e])*"|[^\s"<>(),:;@\\\x00-\x1f\x7f-\x9f]+)'
    r'@[^\s@<>"(),;\\\x00-\x1f\x7f-\x9f]+'
)
INVALID = "address_invalid"
ADDRESS_OCTETS = 320  # RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain


def admit(mail: Mail, recipients: Sequence[str]) -> None:
    """Raises Refused when the bytes, or an address, could smuggle; also when there is nobody to send to."""
    if not recipients:
        raise Refused(Reason("nobody_to_send_to"), "csmail outbox drop", code="no_recipient")
    for address in (*filter(None, [mail.sender]), *recipients):
        path(address)
    found = BARE.search(mail.data)
    if found:
        what = {b"\x00": "NUL", b"\r": "a bare CR", b"\n": "a bare LF"}[found.group()]
        why = Reason.of("mail_not_safe", message_id=mail.message_id, what=what, start=found.start())
        raise Refused(why, Reason("advice_compose_again"), code="content_invalid")


def path(address: str) -> str:
    """The address as it stands between < and >: an ASCII local part takes its domain as A-labels (RFC 5891).

    Raises Refused when it could break out of the command (a control, a space, a bracket), or is no address.
    """
    if len(address.encode("utf-8", "replace")) > ADDRESS_OCTETS or not ADDRESS.fullmatch(address):
        raise Refused(
            Reason.of("cannot_be_sent_to", address=address[:80]), Reason("advice_correct_address"), code=INVALID
        )
    local, _, domain = address.rpartition("@")
    if not local.isascii() or domain.isascii():
        return address
    import idna

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise Refused(
            Reason.of("not_a_domain", domain=domain[:80]), Reason("advice_correct_address"), code=INVALID
        ) from None
