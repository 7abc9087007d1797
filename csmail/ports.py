"""What the desk asks of the world: a mailbox to read, a transport to send, a store to remember, templates to write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from csmail.model.changes import Account, Attempt, Changes, Cursor, Standing
from csmail.model.conversation import Conversation
from csmail.model.message import Message, Place, RawMessage, Trace
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt
from csmail.model.task import Delivery, Draft, Mail, State, Task

Role = Literal["drafts", "sent"]
Claim = Literal["won", "lost", "gone", "unavailable"]
"""Whether we set a keyword first, somebody else did, the mail is there no more, or the server cannot tell."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What SELECT said. `keywords` is whether new keywords may be made (`\\*` in PERMANENTFLAGS).

    `counted`: the server names no UIDNEXT, `uidnext` is the one after the last mail that is there.
    """

    name: str
    uidvalidity: int
    uidnext: int
    keywords: bool = True
    writable: bool = True
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a mail from any other without reading it: the Message-ID field as written ("" without one), octets,
    when it was received."""

    message_id: str
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """How much of each mail to fetch: the header block always, `body` octets of the rest (None: all of it)."""

    body: int | None = 16384
    largest: int = 25 * 1024 * 1024


Report = Mapping[str, str | Reason]
"""What an adapter says of its server, for `csmail check`: plain facts as text, what it can or cannot do as a reason."""


class Mailbox(Protocol):
    """One IMAP account or its like. Raises Unreachable, LoginRefused, NotFound (no such folder), Refused.

    `keywords` and `flags` answer with the UIDs on which it is so now; `move` with where the mail is now, None when
    that cannot be told, and raises NotFound when it is neither where it was nor in the target. `look` leaves out what
    is not there.
    """

    folders: tuple[str, ...]

    def open_folder(self, name: str) -> Folder: ...
    def uids(self, folder: str, above: int, since: datetime | None = None) -> Sequence[int]: ...
    def fetch(self, folder: str, uids: Sequence[int], need: Need) -> Iterator[RawMessage]: ...
    def look(self, folder: str, uids: Sequence[int]) -> Mapping[int, Look]: ...
    def keywords(
        self, folder: str, uids: Sequence[int], add: Collection[str], remove: Collection[str]
    ) -> Collection[int]: ...
    def flags(
        self, folder: str, uids: Sequence[int], add: Collection[str], remove: Collection[str]
    ) -> Collection[int]: ...
    def claim(self, at: Place, keyword: str) -> Claim: ...
    def move(self, folder: str, uid: int, target: str, message_id: str) -> Place | None: ...
    def file(self, role: Role, mail: Mail, at: datetime) -> None: ...
    def unfile(self, role: Role, message_id: str) -> None: ...
    def holds(self, role: Role, message_id: str) -> bool: ...
    def wait(self, folder: str, timeout: timedelta) -> bool: ...
    def report(self) -> Report: ...
    def close(self) -> None: ...


class Prepared(Protocol):
    """A mail whose envelope the server took; nothing of its content was sent yet."""

    deliveries: tuple[Delivery, ...]

    def transmit(self) -> Delivery: ...
    def abandon(self) -> None: ...


class Transport(Protocol):
    """A way out. `prepare` raises Unreachable, LoginRefused or Refused before anything irrevocable happened.

    `report` says too what becomes of mail from `senders`, "" being the null one. Two things a way out may have
    besides: `interrupt()` ends, from another thread, what waits for a server before a content is under way; and
    `null_refused` of what it prepared says that its server takes no mail without a sender (see `null_sender`).
    """

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> Prepared: ...
    def report(self, senders: Sequence[str] = ()) -> Report: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled template: `subject` "" keeps the conversation's; `language` is the one that was found."""

    text: str
    subject: str = ""
    language: str = ""


class Templates(Protocol):
    """Raises ConfigurationError: no such template, an undefined name (which, where), too long."""

    def render(self, name: str, language: str, variables: Mapping[str, Any]) -> Rendered: ...
    def names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Known:
    """Where a message id was seen: the conversation, and the content key of the message."""

    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a message was seen last; `size` in octets."""

    message: str
    place: Place
    size: int
    message_id: str = field(default="", compare=False)
    received_at: datetime | None = field(default=None, compare=False)


Span = tuple[datetime, datetime]
"""From the first moment to the second, both of them in it."""


Counted = tuple[str, Standing]
"""Whom acknowledgements are counted for (an address key), and which of his."""


class Store(Protocol):
    """The memory. Every method raises StoreError. What `commit` returned from survives kill -9 and power loss."""

    def key(self) -> bytes: ...
    def commit(self, changes: Changes) -> None: ...
    def attempting(self, attempt: Attempt | None, of: Cursor) -> None: ...
    def attempted(self, desk: str, folder: str) -> Attempt | None: ...
    def cursor(self, desk: str, folder: str) -> Cursor | None: ...
    def known(self, desk: str, message_ids: Iterable[str]) -> Mapping[str, Known]: ...
    def traces(self, message_ids: Iterable[str]) -> tuple[Trace, ...]: ...
    def sighted(self, keys: Iterable[str]) -> frozenset[str]: ...
    def taken(self, conversation_ids: Iterable[str]) -> frozenset[str]: ...
    def conversation(self, id: str) -> Conversation | None: ...
    def conversations(self, **where: Any) -> Iterator[Conversation]: ...
    def of_customer(self, desk: str, address_key: str) -> tuple[Conversation, ...]: ...
    def message(self, key: str) -> Message | None: ...
    def messages(self, conversation: str) -> tuple[Message, ...]: ...
    def newest(self, conversation: str) -> Iterator[Message]: ...
    def mail(self, key: str) -> Mail | None: ...
    def acknowledged(self, desk: str, sender: str, span: Span) -> int: ...
    def acknowledgements(self, desk: str, span: Span) -> Mapping[Counted, int]: ...
    def task(self, id: str) -> Task | None: ...
    def tasks(self, desk: str = "", states: Collection[State] = ()) -> Iterator[Task]: ...
    def due(self, desk: str, now: datetime, limit: int = 100) -> tuple[Task, ...]: ...
    def advance(self, task: Task, expected: State) -> bool: ...
    def draft(self, id: str) -> Draft | None: ...
    def drafts(self, conversation: str = "", waiting: bool = False) -> Iterator[Draft]: ...
    def receipts(self, about: str, newest: int = 0) -> tuple[Receipt, ...]: ...
    def search(self, text: str) -> Iterator[Conversation]: ...
    def lease(self, name: str, wait: timedelta = timedelta(0)) -> AbstractContextManager[None]: ...
    def accounts(self, desk: str, folder: str) -> tuple[Account, ...]: ...
    def sightings(self, desk: str) -> Iterator[Sighting]: ...
    def fact(self, name: str) -> str: ...
    def remember(self, name: str, value: str) -> None: ...
    def faults(self) -> tuple[str, ...]: ...
    def backup(self, target: Path) -> int: ...
    def export(self) -> Iterator[Mapping[str, Any]]: ...
    def report(self) -> Mapping[str, str]: ...
    def close(self) -> None: ...
