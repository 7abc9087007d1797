"""Appends copies of mails to a folder, many in one command where the server can (MULTIAPPEND, RFC 3502).

Everything here may be repeated after a lost connection: the mails are looked for by Message-ID before they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from csmail.errors import NotFound
from csmail.mailboxes.imap import folders
from csmail.mailboxes.imap.bounded_socket import ORDINARY_OCTETS
from csmail.mailboxes.imap.errors import refused
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import quoted
from csmail.model.task import Mail
from csmail.ports import Role

Copies = Sequence[tuple[Mail, datetime]]
FLAGS = {"drafts": (b"\\Draft",), "sent": (b"\\Seen",)}
SOUGHT_OCTETS = 6000  # RFC 7162 section 4 asks for at most 8,192 octets a line


def file(session: Session, folder: str, role: Role, mails: Copies) -> None:
    """Appends each mail unless it is there already. Raises like `Session.ask`; some may be there then."""
    try:
        session.select(folder)
    except NotFound:
        folders.make(session, folder)
        session.select(folder)
    there = _there(session, [mail.message_id for mail, _ in mails])
    missing = {mail.message_id: (mail, at) for mail, at in mails if mail.message_id not in there}
    new = tuple(missing.values())
    doing = f"filing into {folder}"
    if len(new) > 1 and "MULTIAPPEND" in session.offers:
        _append_together(session, folder, role, new)
        return
    for mail, at in new:
        session.ask(doing, session.client.append, folder, mail.data, FLAGS[role], at)


def _append_together(session: Session, folder: str, role: Role, mails: Copies) -> None:
    copies = [{"msg": mail.data, "flags": FLAGS[role], "date": at} for mail, at in mails]

    def multiappend() -> tuple[str, list[bytes]]:
        session.wire.octets.begin(ORDINARY_OCTETS)
        answer: tuple[str, list[bytes]] = session.client.multiappend(folder, copies)
        return answer

    doing = f"filing into {folder}"
    said, data = session.ask(doing, multiappend)
    if said != "OK":
        raise refused(data[-1] or b"", session.where, doing, "APPEND")


def _there(session: Session, message_ids: Sequence[str]) -> frozenset[str]:
    """Which of these ids the selected folder has; one search for many, because each reads the whole folder."""
    if len(message_ids) == 1:
        return frozenset(message_ids if folders.with_id(session, message_ids[0]) else ())
    found: set[str] = set()
    for some in _lines(message_ids):
        hits = session.search("NOT", "DELETED", *_either(some))[: folders.MOST_ALIKE]
        if hits:
            answer = session.ask("comparing Message-IDs", session.client.fetch, list(hits), [folders.MESSAGE_ID])
            found.update(folders.message_id_of(items) for items in answer.values())
    return frozenset(id for id in message_ids if id.strip() in found)


def _either(words: Sequence[str]) -> list[str]:
    """OR takes two keys (RFC 3501 section 6.4.4)."""
    alone = [("HEADER", "Message-ID", word) for word in words]
    return [part for number, one in enumerate(alone, 1) for part in (*(("OR",) if number < len(alone) else ()), *one)]


def _lines(message_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids that can be searched for, as the words of commands that are not too long."""
    line: list[str] = []
    for id in message_ids:
        try:
            word = quoted(id.strip())
        except ValueError:
            continue
        if len(word) <= 4:
            continue
        if line and sum(map(len, line)) + 24 * len(line) + len(word) > SOUGHT_OCTETS:
            yield line
            line = []
        line.append(word)
    if line:
        yield line
