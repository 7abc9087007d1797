"""Asks where the numbers of a folder stand, without selecting it."""

from __future__ import annotations

from csmail.errors import Refused
from csmail.mailboxes.imap.session import LAST_CHANGE, Session
from csmail.mailboxes.imap.syntax import number
from csmail.mailboxes.imap.uid_listing import HIGHEST
from csmail.ports import Folder


def status(session: Session, name: str) -> Folder:
    """The folder by STATUS; selected where that will not do. Raises NotFound, Refused, Lost."""
    if session.selected and session.selected.name == name:
        # RFC 3501 section 6.3.10: STATUS is not for the selected folder, servers answer it with old numbers.
        return session.select(name, again=True)
    items = ["UIDVALIDITY", "UIDNEXT", "MESSAGES", *(["HIGHESTMODSEQ"] if "CONDSTORE" in session.offers else [])]
    try:
        said = session.ask(f"asking about folder {name}", session.client.folder_status, name, items)
    except Refused as error:
        raise session.absent(name) or error from None
    validity, uidnext = (number(said.get(word), HIGHEST) for word in (b"UIDVALIDITY", b"UIDNEXT"))
    if not validity or not uidnext:
        return session.select(name, again=True)
    exists, modseq = number(said.get(b"MESSAGES"), HIGHEST), number(said.get(b"HIGHESTMODSEQ"), LAST_CHANGE)
    return Folder(name, validity, uidnext, exists=exists if b"MESSAGES" in said else -1, modseq=modseq)
