"""Looks at what tells a mail from any other, and at the flags that it has, without reading it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from csmail.errors import Refused
from csmail.mailboxes.imap.fetch_response import UNKNOWN_DATE
from csmail.mailboxes.imap.folders import MESSAGE_ID, message_id_of
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import chunks
from csmail.ports import Look

LOOKS_AT_ONCE = 500


def looks(session: Session, uids: Sequence[int]) -> dict[int, Look]:
    """What tells each mail from others; those in the selected folder that are there."""
    seen: dict[int, Look] = {}
    for some in chunks(uids, LOOKS_AT_ONCE):
        items = ["RFC822.SIZE", "INTERNALDATE", MESSAGE_ID]
        answer = session.ask("comparing mails", session.client.fetch, list(some), items)
        for uid, said in answer.items():
            at = said.get(b"INTERNALDATE")
            received_at = at.astimezone(UTC) if isinstance(at, datetime) else UNKNOWN_DATE
            seen[uid] = Look(message_id_of(said), int(said.get(b"RFC822.SIZE", 0)), received_at)
    return seen


def marked(session: Session, uids: Sequence[int], has: Collection[str], lacks: Collection[str]) -> frozenset[int]:
    """Which of the mails in the selected folder have the one flags and lack the others, as the server says now.

    STORE is OK for mails that are gone too (RFC 3501 section 6.4.8). All of them, when it does not let us look.
    """
    if not has and not lacks:
        return frozenset(uids)
    wanted, unwanted = ({flag.lower().encode() for flag in flags} for flags in (has, lacks))
    found: set[int] = set()
    for some in chunks(uids, LOOKS_AT_ONCE):
        try:
            answer = session.ask("looking at marks", session.client.fetch, list(some), ["FLAGS"])
        except Refused:
            return frozenset(uids)
        for uid, said in answer.items():
            flags = {flag.lower() for flag in said.get(b"FLAGS", ())}
            if wanted <= flags and not unwanted & flags:
                found.add(uid)
    return frozenset(found & set(uids))
