"""Finds the folder for drafts or sent mail, takes mails out of it.

Everything here may be repeated after a lost connection: a mail is searched by its Message-ID before it is written
again. Plain EXPUNGE is never sent: it would remove what another client marked \\Deleted.
"""

from __future__ import annotations

from collections.abc import Sequence

from csmail.errors import NotFound, Refused
from csmail.mailboxes.imap.session import Session
from csmail.mailboxes.imap.syntax import quoted, sets
from csmail.model.message import Place
from csmail.ports import Role

SPECIAL_USE = {"drafts": b"\\drafts", "sent": b"\\sent"}
# What mail programs and providers call them where SPECIAL-USE (RFC 6154) is missing; the first is made when none is.
NAMES = {
    "drafts": ("Drafts", "Draft", "Konsep", "Draf"),
    "sent": ("Sent", "Sent Items", "Sent Mail", "Sent Messages", "Terkirim", "Item Terkirim", "Pesan Terkirim"),
}
MOST_ALIKE = 200
MESSAGE_ID = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


def found(session: Session, role: Role, configured: str) -> str:
    """The folder for `role`, "" when there is none yet."""
    if configured:
        return located(session, configured)
    if role not in session.roles:
        session.roles[role] = _by_use(session, role) or _by_name(session, role)
    return session.roles[role]


def prepared(session: Session, role: Role, configured: str) -> str:
    """The folder for `role`, made and subscribed when missing."""
    name = found(session, role, configured)
    if not name:
        name = session.roles[role] = _prefix(session) + NAMES[role][0]
        make(session, name)
    return name


def make(session: Session, name: str) -> None:
    """Creates and subscribes the folder; fine when it exists. Raises Refused."""
    doing = f"making folder {name}"
    try:
        session.ask(doing, session.client.create_folder, name)
    except Refused:
        if not session.ask("listing folders", session.client.list_folders, "", name):
            raise
    try:
        session.ask(doing, session.client.subscribe_folder, name)
    except (Refused, NotFound):
        return  # only a convenience for people's mail programs


def unfile(session: Session, folder: str, message_id: str, upto: Place | None = None) -> None:
    """Removes the mails with exactly this Message-ID, up to this place; fine when there is none."""
    try:
        at = session.select(folder)
    except NotFound:
        return
    last = None if upto is None else upto.uid if upto.uidvalidity == at.uidvalidity else 0
    remove(session, [uid for uid in with_id(session, message_id) if last is None or uid <= last])


def holds(session: Session, folder: str, message_id: str) -> bool:
    """Whether a mail with exactly this Message-ID is there; no folder holds nothing."""
    try:
        return bool(folder) and session.select(folder) is not None and bool(with_id(session, message_id))
    except NotFound:
        return False


def remove(session: Session, uids: Sequence[int]) -> None:
    """Marks \\Deleted and expunges only these; without UIDPLUS the mark is all (RFC 4315 section 2.1)."""
    session.store(uids, "+FLAGS", ["\\Deleted"])
    if "UIDPLUS" in session.offers:
        for line in sets(uids):
            session.uid("removing mails", "EXPUNGE", line)


def with_id(session: Session, message_id: str) -> list[int]:
    """UIDs in the selected folder whose Message-ID is exactly this; none when it cannot be searched for.

    SEARCH HEADER finds substrings, and an empty one finds everything (RFC 3501 section 6.4.4).
    """
    try:
        wanted = quoted(message_id.strip())
    except ValueError:
        return []
    if len(wanted) <= 4:
        return []
    hits = session.search("NOT", "DELETED", "HEADER", "Message-ID", wanted)[:MOST_ALIKE]
    if not hits:
        return []
    answer = session.ask("comparing Message-IDs", session.client.fetch, hits, [MESSAGE_ID])
    return [uid for uid in hits if message_id_of(answer.get(uid, {})) == message_id.strip()]


def message_id_of(items: dict[bytes, object]) -> str:
    for name, value in items.items():
        if name.upper().startswith(b"BODY[") and isinstance(value, bytes):
            unfolded = " ".join(value.decode("latin-1").split())
            return unfolded.partition(":")[2].strip()
    return ""


def located(session: Session, name: str) -> str:
    """The folder that a person calls `name`: itself where there is one, else within the namespace that is ours."""
    if name not in session.located:
        session.located[name] = _located(session, name)
    return session.located[name]


def _located(session: Session, name: str) -> str:
    if name.upper() == "INBOX" or session.ask("listing folders", session.client.list_folders, "", name):
        return name
    prefix, delimiter = _namespace(session)
    inner = name if delimiter in ("", "/") else name.replace("/", delimiter)
    return inner if inner.upper().startswith(prefix.upper()) else prefix + inner


def _by_use(session: Session, role: Role) -> str:
    for flags, _, name in every(session):
        if SPECIAL_USE[role] in {flag.lower() for flag in flags}:
            return name
    return ""


def _by_name(session: Session, role: Role) -> str:
    prefix = _prefix(session)
    there = {name.lower(): name for flags, _, name in every(session) if b"\\Noselect" not in flags}
    for name in NAMES[role]:
        for candidate in (prefix + name, name, f"INBOX/{name}", f"INBOX.{name}"):
            if candidate.lower() in there:
                return there[candidate.lower()]
    return ""


def every(session: Session) -> list[tuple[tuple[bytes, ...], bytes, str]]:
    """The folders of the account: attributes, what stands between levels, name."""
    listing: list[tuple[tuple[bytes, ...], bytes, str]]
    listing = session.ask("listing folders", session.client.list_folders)
    return [(flags, delimiter, name) for flags, delimiter, name in listing if isinstance(name, str)]


def _prefix(session: Session) -> str:
    return _namespace(session)[0]


def _namespace(session: Session) -> tuple[str, str]:
    """What the names of our folders begin with, `INBOX.` or "", and what stands between the levels."""
    if "NAMESPACE" not in session.offers:
        return _guessed(session)
    personal = session.ask("asking for the namespace", session.client.namespace).personal
    return (str(personal[0][0]), str(personal[0][1] or "")) if personal else ("", "")


def _guessed(session: Session) -> tuple[str, str]:
    """Without the word of the server: every folder lies below INBOX on servers of Courier's kind."""
    listing = every(session)
    delimiter = next((one.decode("ascii", "replace") for _, one, _ in listing if one), "")
    others = [name for _, _, name in listing if name.upper() != "INBOX"]
    below = bool(delimiter and others) and all(name.upper().startswith(f"INBOX{delimiter}") for name in others)
    return (f"INBOX{delimiter}" if below else "", delimiter)
