"""What the desk asks of a mailbox: list, read, mark, move, file, wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from csmail.model.message import Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.task import Mail, SetFlags, SetKeywords

Role = Literal["drafts", "sent"]
Use = Literal["", "archive", "junk", "trash", "all"]
"""What a folder is for; "all" holds what lies in others as well (Gmail's All Mail)."""
Claim = Literal["won", "lost", "gone", "unavailable"]
"""Whether we set a keyword first, somebody else did, the mail is there no more, or the server cannot tell."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What SELECT said. `keywords` is whether new keywords may be made (`\\*` in PERMANENTFLAGS).

    `counted`: the server names no UIDNEXT, `uidnext` is the one after the last mail that is there. `exists` is how many
    mails there are, -1 unknown; `modseq` the number of the last change to any of them (RFC 7162), 0 without one;
    `connection` is another number after each new connection.
    """

    name: str
    uidvalidity: int
    uidnext: int
    keywords: bool = True
    writable: bool = True
    counted: bool = False
    exists: int = -1
    modseq: int = 0
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a mail from any other without reading it: the Message-ID field as written ("" without one), octets,
    when it was received."""

    message_id: str
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FolderUse:
    """A folder of the account, and what it is for."""

    name: str
    use: Use = ""


@dataclass(frozen=True, slots=True)
class Need:
    """How much of each mail to fetch: the header block always, `body` octets of the rest (None: all of it)."""

    body: int | None = 16384
    largest: int = 25 * 1024 * 1024


Report = Mapping[str, str | Reason]
"""What an adapter says of its server, for `csmail check`: plain facts as text, what it can or cannot do as a reason."""


class Mailbox(Protocol):
    """One IMAP account or its like. Raises Unreachable, LoginRefused, NotFound (no such folder), Refused.

    `mark` answers for each mark with the UIDs on which it is so now; `move` with where the mail is now, None when
    that cannot be told, and raises NotFound when it is neither where it was nor in the target. `look` leaves out what
    is not there. `file_all` does what `file` does for each mail with its time; when it raises, some may be there.
    `unfile` with a place takes out nothing of a higher UID there, and nothing where the folder was renumbered.
    `headers` answers with the fields of these names of each mail, as they stand, those aside that are marked for
    removal. `flags` answers with the keywords of each mail that is there, in lower case, with `since` of those alone
    that changed after that number (Folder.modseq), where the server can tell. `role_folder` answers with the folder of
    sent mail or of drafts, "" for none, and asks the server only when the remembered one will not do. `status` is
    `open_folder` without selecting it: the numbers, nothing else. `listing` are the folders of the account in which
    mails lie; `find` answers with the UIDs of the mails, among the newest of a folder and not marked for removal, that
    have the size of one that is wanted, and its Message-ID where it has one.
    """

    folders: tuple[str, ...]
    reads_sent: bool

    def open_folder(self, name: str) -> Folder: ...
    def status(self, name: str) -> Folder: ...
    def role_folder(self, role: Role, remembered: str = "") -> str: ...
    def uids(self, folder: str, above: int, since: datetime | None = None) -> Sequence[int]: ...
    def fetch(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]: ...
    def look(self, folder: str, uids: Sequence[int]) -> Mapping[int, Look]: ...
    def listing(self) -> Sequence[FolderUse]: ...
    def find(self, folder: str, wanted: Sequence[Look]) -> Sequence[int]: ...
    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> Mapping[int, bytes]: ...
    def flags(self, folder: str, uids: Sequence[int], since: int = 0) -> Mapping[int, frozenset[str]]: ...
    def mark(self, folder: str, marks: Sequence[SetKeywords | SetFlags]) -> Sequence[Collection[int]]: ...
    def claim(self, at: Place, keyword: str) -> Claim: ...
    def move(self, folder: str, uid: int, target: str, message_id: str) -> Place | None: ...
    def file(self, role: Role, mail: Mail, at: datetime) -> None: ...
    def file_all(self, role: Role, mails: Sequence[tuple[Mail, datetime]]) -> None: ...
    def unfile(self, role: Role, message_id: str, upto: Place | None = None) -> None: ...
    def holds(self, role: Role, message_id: str) -> bool: ...
    def wait(self, folder: str, timeout: timedelta) -> bool: ...
    def report(self) -> Report: ...
    def close(self) -> None: ...
