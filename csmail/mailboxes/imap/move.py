"""Moves one mail between folders, and finds out where it is then.

| what happens | the answer |
| --- | --- |
| moved, the server names the new UID (COPYUID) | the new place |
| moved, the server names none | the newest mail in the target with the Message-ID; None without an id |
| gone already, a mail with the Message-ID lies in the target | its place: a repeat after a lost connection |
| gone already, nothing in the target | NotFound: somebody moved or removed it |
| another mail has the UID now | as if it were gone; that mail stays where it is |
| no MOVE | COPY, mark, remove; a copy that is there already is not made twice |
"""

from __future__ import annotations

import contextlib
import re

from csmail.errors import NotFound, Refused
from csmail.mailboxes.imap import folders
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.shared.whereabouts import gone, is_of
from csmail.model.message import Place

COPIED = re.compile(rb"\s*(\d+) [\d:,]+ (\d+)\s*")


def move(session: Session, folder: str, uid: int, target: str, message_id: str) -> Place | None:
    """Moves one mail; where it is now, None when that cannot be told. What is there already counts as moved.

    Raises NotFound when the mail is neither where it was nor in the target.
    """
    target = folders.located(session, target)
    session.select(folder)
    if not _is_there(session, uid, message_id):
        return _found_moved(session, folder, target, message_id)
    if target == folder:
        return session.place(folder, uid)
    command = "MOVE" if "MOVE" in session.offers else "COPY"
    if command == "COPY" and (copy := _arrived(session, uid, target, message_id)):
        session.select(folder)
    else:
        copy = _carry(session, folder, command, uid, target)
    if command == "COPY":
        folders.remove(session, [uid])
    return copy or _newest(session, target, message_id)


def _is_there(session: Session, uid: int, message_id: str) -> bool:
    items = session.ask("looking for a mail", session.client.fetch, [uid], [folders.MESSAGE_ID]).get(uid)
    return items is not None and is_of(message_id, folders.message_id_of(items))


def _found_moved(session: Session, folder: str, target: str, message_id: str) -> Place:
    with contextlib.suppress(NotFound):
        if found := _newest(session, target, message_id):
            return found
    raise NotFound(*gone(folder, target))


def _newest(session: Session, folder: str, message_id: str) -> Place | None:
    at = session.select(folder)
    alike = folders.with_id(session, message_id)
    return Place(folder, at.uidvalidity, alike[-1]) if alike else None


def _arrived(session: Session, uid: int, target: str, message_id: str) -> Place | None:
    # A stranger may reuse a Message-ID to make a mail vanish, so the copy must have the size of the original too.
    answer = session.ask("asking for a size", session.client.fetch, [uid], ["RFC822.SIZE"])
    size = answer.get(uid, {}).get(b"RFC822.SIZE")
    try:
        at = session.select(target)
    except NotFound:
        return None
    alike = folders.with_id(session, message_id)
    if not alike:
        return None
    there = session.ask("asking for a size", session.client.fetch, alike, ["RFC822.SIZE"])
    same = [uid for uid, items in there.items() if items.get(b"RFC822.SIZE") == size]
    return Place(target, at.uidvalidity, max(same)) if same else None


def _carry(session: Session, folder: str, command: str, uid: int, target: str) -> Place | None:
    session.select(folder)
    name = session.client._normalise_folder(target).decode("ascii")
    try:
        session.uid(f"moving to {target}", command, str(uid), name)
    except (NotFound, Refused):
        if session.ask("listing folders", session.client.list_folders, "", target):
            raise
        folders.make(session, target)
        session.uid(f"moving to {target}", command, str(uid), name)
    for said in session.wire.untagged_responses.get("COPYUID", ()):
        if found := COPIED.fullmatch(said or b""):  # RFC 4315 section 3; MOVE says it untagged (RFC 6851 section 4.3)
            return Place(target, int(found[1]), int(found[2]))
    return None
