"""Looks for mails in folders that the desk does not read: by Message-ID, by size where that cannot be searched for.

| what happens | the answer |
| --- | --- |
| a huge folder | its newest NEWEST mails are searched: whoever moves a mail puts it at the end (RFC 6851) |
| SEARCH HEADER finds substrings | each hit is compared |
| an id that cannot be quoted, or has no end | the mails of exactly this size |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csmail.mailboxes.imap import folders
from csmail.mailboxes.imap.look import looks
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import LINE_OCTETS, quoted
from csmail.mailboxes.shared import folder_uses
from csmail.mailboxes.shared.whereabouts import is_meant
from csmail.ports import FolderUse, Look

NEWEST = 5_000
MOST_ALIKE = 200
ID_OCTETS = 900


def listing(session: Session) -> list[FolderUse]:
    """The folders in which mails lie. Raises what the connection raises."""
    return [
        FolderUse(name, folder_uses.use(name, flags))
        for flags, _, name in folders.every(session)
        if not folder_uses.is_view(flags)
    ]


def find(session: Session, folder: str, wanted: Sequence[Look]) -> list[int]:
    """UIDs in the folder that may be one of those wanted. Raises NotFound, Refused, Lost."""
    there = session.select(folder, again=True).exists
    if not there or not wanted:
        return []
    newest = f"{max(1, there - NEWEST + 1)}:*"
    hits = {uid for line in _criteria(wanted) for uid in session.search(newest, "NOT", "DELETED", line)[:MOST_ALIKE]}
    seen = looks(session, sorted(hits)[-MOST_ALIKE:]) if hits else {}
    return [uid for uid, one in seen.items() if any(is_meant(want, one.message_id, one.size) for want in wanted)]


def _criteria(wanted: Sequence[Look]) -> Iterator[str]:
    """One SEARCH for as many as a command line holds."""
    line = ""
    for one in dict.fromkeys(map(_criterion, wanted)):
        longer = f"OR {one} {line}" if line else one
        if len(longer) > LINE_OCTETS - 200:
            yield line
            longer = one
        line = longer
    yield line


def _criterion(one: Look) -> str:
    try:
        wanted = quoted(one.message_id.strip())
    except ValueError:
        wanted = ""
    if 4 < len(wanted) <= ID_OCTETS:
        return f"HEADER Message-ID {wanted}"
    return f"(LARGER {max(0, one.size - 1)} SMALLER {one.size + 1})"
