"""Looks at what tells a mail from any other, without reading it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

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


def fields(session: Session, uids: Sequence[int], names: Sequence[str]) -> dict[int, bytes]:
    """Header fields as they stand, of the mails in the selected folder that are there and not marked \\Deleted."""
    item = f"BODY.PEEK[HEADER.FIELDS ({' '.join(name.upper() for name in names)})]"
    seen: dict[int, bytes] = {}
    for some in chunks(uids, LOOKS_AT_ONCE):
        answer = session.ask("reading headers", session.client.fetch, list(some), ["FLAGS", item])
        for uid, said in answer.items():
            flags = {bytes(flag).lower() for flag in said.get(b"FLAGS", ())}
            header = next((value for name, value in said.items() if name.upper().startswith(b"BODY[")), None)
            if isinstance(header, bytes) and b"\\deleted" not in flags:
                seen[uid] = header
    return seen


def flags(session: Session, uids: Sequence[int], since: int) -> dict[int, frozenset[str]]:
    """The keywords of the mails in the selected folder, of those alone that changed after `since` where that can be."""
    modifiers = [f"CHANGEDSINCE {since}"] if since and "CONDSTORE" in session.offers else None
    seen: dict[int, frozenset[str]] = {}
    for some in chunks(uids, LOOKS_AT_ONCE):
        answer = session.ask("reading keywords", session.client.fetch, list(some), ["FLAGS"], modifiers)
        for uid, said in answer.items():
            words = (bytes(flag).decode("latin-1") for flag in said.get(b"FLAGS", ()))
            seen[uid] = frozenset(word.lower() for word in words if not word.startswith("\\"))
    return seen
