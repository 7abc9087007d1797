"""Reads what a domain says of its mail servers, in the format of Thunderbird's autoconfig."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from csmail.setup.mail_servers import Server, Servers, Tls

LARGEST = 64 * 1024
HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
ENCRYPTED: dict[str, Tls] = {"SSL": "implicit", "STARTTLS": "starttls"}


def read(data: bytes, address: str) -> Servers | None:
    """The first encrypted IMAP and SMTP server it names; None when it names none, or cannot be read.

    The name to log in with is the address or the part before its @: what else is asked for is not filled in.
    """
    # A document type may name files and grow a line into gigabytes; the format has none.
    if len(data) > LARGEST or b"<!" in data.replace(b"<!--", b""):
        return None
    try:
        root = Xml.fromstring(data)  # noqa: S314  no document type, hence no entities
    except (Xml.ParseError, ValueError, LookupError):
        return None
    imap, smtp = (next(_servers(root, kind), None) for kind in ("imap", "smtp"))
    if imap is None or smtp is None:
        return None
    local = address.partition("@")[0]
    return Servers(imap[0], smtp[0], local if imap[1] == "%EMAILLOCALPART%" else address, "autoconfig")


def _servers(root: Xml.Element, kind: str) -> Iterator[tuple[Server, str]]:
    tag = "incomingServer" if kind == "imap" else "outgoingServer"
    for found in root.iter(tag):
        host, port, tls, username = (
            (found.findtext(name) or "").strip() for name in ("hostname", "port", "socketType", "username")
        )
        usable = HOST.fullmatch(host) and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536
        if found.get("type") == kind and tls in ENCRYPTED and usable:
            yield Server(host.lower(), int(port), ENCRYPTED[tls]), username
