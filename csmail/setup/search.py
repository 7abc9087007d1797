"""Looks for the servers of an address without ever keeping anybody waiting for long."""

from __future__ import annotations

import threading

from csmail.setup import mail_servers
from csmail.setup.find_servers import find
from csmail.setup.internet import SECONDS, Internet
from csmail.setup.mail_servers import Servers

GRACE = 2.0


def found(address: str, offline: bool = False) -> Servers | None:
    """Both servers, or None. `offline`: only what is in our table, and nothing is asked."""
    domain = address.rpartition("@")[2].lower()
    known = mail_servers.of_domain(domain)
    usual = Servers(known.imap, known.smtp, address, "provider", known) if known else None
    if offline:
        return usual
    answers: list[Servers | None] = []
    # In a thread: the system's resolver knows no limit of ours.
    looking = threading.Thread(target=lambda: answers.append(find(address, Internet())), daemon=True)
    looking.start()
    looking.join(SECONDS + GRACE)
    return answers[0] if answers else usual
