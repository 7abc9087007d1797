"""Changes: all that one pass or one command writes, committed to the store in one atomic write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.receipt import Receipt, StoredRules
from csmail.model.record import Record
from csmail.model.task import Draft, Mail, Task
from csmail.model.uid_ranges import Spans


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was taken in: every message with a UID up to `uid` is accounted for under `uidvalidity`."""

    desk: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Written before a batch is parsed, cleared by its commit: what is left after a death is tried one by one."""

    desk: str
    folder: str
    uidvalidity: int
    first: int
    last: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class UidAccount:
    """UIDs of one folder that no message in the store names, and why: they lay there "before" the desk began, are a
    "copy" of a message known already, or "vanished" between the list and the fetch. One entry a batch, few have any.
    """

    desk: str
    folder: str
    uidvalidity: int
    why: Literal["before", "copy", "vanished"]
    uids: Spans


Standing = Literal["", "known", "held"]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One automatic answer for this sender (address key): what the limits of acknowledgements count.

    `standing`: "known" when it took of what is kept for customers to whom a person of ours wrote, "held" when the
    breaker holds it, so that it is demand and no mail; "" for the others, and for all that an older csmail counted.
    """

    desk: str
    sender: str
    at: datetime
    conversation: str
    purpose: str = "acknowledgement"
    standing: Standing = ""


@dataclass(frozen=True, slots=True)
class Rehomed:
    """Messages (content keys) that belong to `conversation` from now on; else they stay as they are stored.

    By key, because those of a conversation of 10,000 messages are too much to hold at once.
    """

    messages: tuple[str, ...]
    conversation: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Conversations, drafts and customers carry the version they were read with; a commit raises Conflict when one is
    stale.

    Tasks and rules whose id is known already are left as they are. `updated` holds tasks changed on purpose, `facts`
    small facts by name with their new value. Of who is forgotten, `overwritten` are mails that lose their bytes, and of
    the address keys `unacknowledged` nothing counts any more. `records` are those of deeds of which no receipt tells;
    the store works out the others, and chains them all (`stores.shared.recorded`).
    """

    conversations: tuple[Conversation, ...] = ()
    messages: tuple[Message, ...] = ()
    mails: tuple[Mail, ...] = ()
    tasks: tuple[Task, ...] = ()
    updated: tuple[Task, ...] = ()
    drafts: tuple[Draft, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    cursors: tuple[Cursor, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    accounts: tuple[UidAccount, ...] = ()
    rehomed: tuple[Rehomed, ...] = ()
    rules: tuple[StoredRules, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    customers: tuple[Customer, ...] = ()
    overwritten: tuple[Mail, ...] = ()
    unacknowledged: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()


NOTHING = Changes()


def together(some: Iterable[Changes]) -> Changes:
    """All of them in one commit. What two of them change may be no conversation and no draft."""
    members: dict[str, list[Any]] = {field.name: [] for field in fields(Changes)}
    for one in some:
        for name, found in members.items():
            found.extend(getattr(one, name))
    return Changes(**{name: tuple(found) for name, found in members.items()})
