"""What the program asks of its memory, one facet for each who asks; a store has them all.

Every method raises StoreError. A function takes the facet that it needs: what it cannot reach it cannot change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from csmail.model.changes import NOTHING, Attempt, Changes, Cursor, Standing, UidAccount
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.filters import EVERY, ConversationFilter
from csmail.model.message import Message, Place, Trace
from csmail.model.query import Condition
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StoredRules
from csmail.model.record import ALL, Record, RecordFilter
from csmail.model.task import Draft, Mail, State, Task


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


@dataclass(frozen=True, slots=True)
class Advance:
    """`task` in its next state, written only while the stored one is as `expected` (see `versions.may_advance`).

    `changes` are written together with it or not at all: a noun among them that was changed since it was read keeps the
    task as it is.
    """

    task: Task
    expected: State
    changes: Changes = NOTHING


Candidate = TypeVar("Candidate")
Span = tuple[datetime, datetime]
"""From the first moment to the second, both of them in it."""


Counted = tuple[str, Standing]
"""Whom acknowledgements are counted for (an address key), and which of his."""


@dataclass(slots=True)
class SearchLimit:
    """How many conversations a search may read, newest first; `reached` tells that there were more."""

    most: int
    reached: bool = False

    def cut(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """The first of `found`, as many as may be read."""
        for number, one in enumerate(found):
            if number == self.most:
                self.reached = True
                return
            yield one


Told = Callable[[int, int], None]
"""How much of a long work is done, and how much there is of it, in units of the store's own."""


def untold(done: int, whole: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that waits, or was approved and has not left, without its words: enough to tell what changed.

    `next_moment` is that of its conversation; `conversation_version` is 0 where that is not in the store.
    """

    id: str
    version: int
    conversation: str
    conversation_version: int
    state: str
    next_moment: datetime | None


Named = Literal["conversations", "tasks", "drafts", "customers"]


class Ids(Protocol):
    """Ids of one kind that begin with `text`, whatever the case of their letters, sorted: as people type them."""

    def beginning(self, kind: Named, text: str) -> tuple[str, ...]: ...


class Conversations(Ids, Protocol):
    """Conversations by id, by filter, by words; the newest change first, or the most urgent (`Conversation.urgency`).

    `due_conversations` are the ids of a desk's conversations whose `next_moment` is `until` or earlier, the earliest
    first; with `limit` not more than so many. `holders` are the agents who have open or waiting conversations of a
    desk, as they were written, and how many.
    """

    def conversation(self, id: str) -> Conversation | None: ...
    def conversations(
        self, wanted: ConversationFilter = EVERY, urgent_first: bool = False
    ) -> Iterator[Conversation]: ...
    def holders(self, desk: str) -> Mapping[str, int]: ...
    def count(self, wanted: ConversationFilter) -> int: ...
    def due_conversations(self, desk: str, until: datetime, limit: int = 0) -> tuple[str, ...]: ...
    def taken(self, conversation_ids: Iterable[str]) -> frozenset[str]: ...
    def search(self, text: str, limit: SearchLimit | None = None) -> Iterator[Conversation]: ...


class Messages(Protocol):
    """Messages by content key, by conversation (newest first), by their ids."""

    def message(self, key: str) -> Message | None: ...
    def newest(self, conversation: str) -> Iterator[Message]: ...
    def known(self, desk: str, message_ids: Iterable[str]) -> Mapping[str, Known]: ...
    def traces(self, message_ids: Iterable[str]) -> tuple[Trace, ...]: ...


class Customers(Ids, Protocol):
    """Records of customers: by id; by address keys, those of which there is none left out; all, the last seen first.

    `customers_taken` are those of the ids that a record has.
    """

    def customer(self, id: str) -> Customer | None: ...
    def customers_by(self, keys: Collection[str]) -> Mapping[str, Customer]: ...
    def customers_taken(self, ids: Collection[str]) -> frozenset[str]: ...
    def customers(self) -> Iterator[Customer]: ...


class Forgetting(Protocol):
    """What is forgotten. `forgotten` says so by a keyed hash of each address, beside the documents: a copy of the store
    that is put back knows it too, as far as it lies in the same place. `erase` commits, and leaves nothing to be found
    of what it writes over; `older_copies` are copies of the documents that the store knows of.
    """

    def forgotten(self) -> Mapping[str, datetime]: ...
    def note_forgotten(self, hashes: Iterable[str], at: datetime) -> None: ...
    def erase(self, changes: Changes) -> None: ...
    def older_copies(self) -> tuple[str, ...]: ...


class Outbox(Ids, Protocol):
    """Tasks and the mails they send, oldest first; `where` must hold besides desk and states. `due` tells those that
    were due when it was asked, read a page at a time; what is due no more when its page comes is left out.

    `advance` says whether the task was still as `expected`; `advance_all` writes the changes and, in the same commit,
    each of the tasks that still is, and says which (ids). A Conflict in the changes keeps the tasks from being written.
    `tasks_of` are those of these conversations, in whatever state; reads the whole outbox.
    `tally` counts the tasks of a desk in these states; a state in which there is none is left out.
    """

    def mail(self, key: str) -> Mail | None: ...
    def task(self, id: str) -> Task | None: ...
    def tasks(
        self, desk: str = "", states: Collection[State] = (), where: Sequence[Condition] = ()
    ) -> Iterator[Task]: ...
    def tasks_of(self, conversations: Collection[str]) -> tuple[Task, ...]: ...
    def tally(self, desk: str, states: Collection[State]) -> Mapping[State, int]: ...
    def due(self, desk: str, now: datetime, limit: int = 0) -> Iterator[Task]: ...
    def advance(self, task: Task, expected: State) -> bool: ...
    def advance_all(self, advances: Sequence[Advance], changes: Changes = NOTHING) -> frozenset[str]: ...


class Drafts(Ids, Protocol):
    """Drafts by id; those of one conversation, those that wait, or all, oldest first; `where` must hold besides.

    `waiting` counts those of a desk that wait for a person; `open_drafts` are those and the approved ones that have not
    left, in the order in which they were written: 10,000 of them are told without reading one.
    """

    def draft(self, id: str) -> Draft | None: ...
    def drafts(
        self, conversation: str = "", waiting: bool = False, where: Sequence[Condition] = ()
    ) -> Iterator[Draft]: ...
    def waiting(self, desk: str) -> int: ...
    def open_drafts(self, desk: str) -> tuple[OpenDraft, ...]: ...


class Receipts(Protocol):
    """Why something was done: the receipts about a message or a conversation, oldest first; the rules they name."""

    def receipts(self, about: str, newest: int = 0) -> tuple[Receipt, ...]: ...
    def rules(self, hash: str) -> StoredRules | None: ...


class Log(Protocol):
    """Who changed what: the records in the order in which they were written. They are written by commits alone."""

    def records(self, wanted: RecordFilter = ALL) -> Iterator[Record]: ...


class Acknowledgements(Protocol):
    """What the limits of acknowledgements count."""

    def acknowledged(self, desk: str, sender: str, span: Span) -> int: ...
    def acknowledgements(self, desk: str, span: Span) -> Mapping[Counted, int]: ...


class IntakeAccounts(Protocol):
    """What was read of a folder: how far, what is under way, what was seen, what was left out and why."""

    def cursor(self, desk: str, folder: str) -> Cursor | None: ...
    def attempting(self, attempt: Attempt | None, of: Cursor) -> None: ...
    def attempted(self, desk: str, folder: str) -> Attempt | None: ...
    def sighted(self, keys: Iterable[str]) -> frozenset[str]: ...
    def sightings(self, desk: str) -> Iterator[Sighting]: ...
    def accounts(self, desk: str, folder: str) -> tuple[UidAccount, ...]: ...


class Facts(Protocol):
    """Small facts by name, "" when there is none; `key` is the secret of this installation, 32 octets."""

    def key(self) -> bytes: ...
    def fact(self, name: str) -> str: ...
    def remember(self, name: str, value: str) -> None: ...
    def remember_all(self, facts: Mapping[str, str]) -> None: ...


class Upkeep(Protocol):
    """Whether the store is sound, what it holds, copies of it; `told` hears how far the work is.

    `commit_mark` is another word after each commit, whoever committed: it tells whether to look again.
    """

    def faults(self, told: Told = untold) -> tuple[Reason, ...]: ...
    def report(self) -> Mapping[str, str]: ...
    def commit_mark(self) -> str: ...
    def backup(self, target: Path, told: Told = untold) -> int: ...
    def export(self) -> Iterator[Mapping[str, Any]]: ...


class Store(
    Conversations,
    Messages,
    Customers,
    Forgetting,
    Outbox,
    Drafts,
    Receipts,
    Log,
    Acknowledgements,
    IntakeAccounts,
    Facts,
    Upkeep,
    Protocol,
):
    """The memory. What `commit` returned from survives kill -9 and power loss."""

    def commit(self, changes: Changes) -> None: ...
    def lease(self, name: str, wait: timedelta = timedelta(0)) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...
