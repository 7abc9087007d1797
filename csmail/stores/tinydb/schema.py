"""The index tables: what is looked up on the hot road without reading a document.

Each has one row a document, under the row number of the document, so that new rows are appended; only the few
columns that are searched lie in trees of their own. Measured at 20,000 mails: 41 us a document with texts as
primary keys, 26 us so. Moments are kept as whole microseconds, because "…:00Z" and "…:00.5Z" do not sort as text.

Every column that decides something stands in a tree as well: kept twice, it is compared by SQLite's own check, which
finds a garbled one before anything is written (`verify.torn`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from csmail.model.address import key
from csmail.model.changes import Acknowledged
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.receipt import Receipt
from csmail.model.record import Record
from csmail.model.task import Draft, Task
from csmail.stores.shared.codec import Noun

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "conversations": (
        "version",
        "desk",
        "status",
        "assignee",
        "customer",
        "needs",
        "changed_at",
        "priority",
        "since",
        "answered",
        "backlog",
        "next_moment",
    ),
    "messages": ("desk", "message_id", "conversation", "received_at"),
    "tasks": ("desk", "state", "attempt", "due_at"),
    "drafts": ("version", "conversation", "state", "desk"),
    "receipts": ("message", "conversation", "at"),
    "customers": ("version", "address", "seen_at"),
    "acknowledgements": ("desk", "sender", "at"),
    "records": ("desk", "about", "author", "at"),
}
TABLES = {
    "conversations": """\
CREATE TABLE conversations_index (row INTEGER PRIMARY KEY, version INTEGER NOT NULL, desk TEXT NOT NULL,
    status TEXT NOT NULL, assignee TEXT NOT NULL, customer TEXT NOT NULL, needs INTEGER NOT NULL,
    changed_at INTEGER NOT NULL, priority INTEGER NOT NULL, since INTEGER NOT NULL, answered INTEGER NOT NULL,
    backlog INTEGER NOT NULL, next_moment INTEGER)""",
    "drafts": """\
CREATE TABLE drafts_index (row INTEGER PRIMARY KEY, version INTEGER NOT NULL, conversation TEXT NOT NULL,
    state TEXT NOT NULL, desk TEXT NOT NULL)""",
    "customers": """\
CREATE TABLE customers_index (row INTEGER PRIMARY KEY, version INTEGER NOT NULL, address TEXT NOT NULL,
    seen_at INTEGER NOT NULL)""",
    "records": """\
CREATE TABLE records_index (row INTEGER PRIMARY KEY, desk TEXT NOT NULL, about TEXT NOT NULL, author TEXT NOT NULL,
    at INTEGER NOT NULL)""",
}
"""Those that had fewer columns in an older format, or were not there."""
SCHEMA = f"""
CREATE TABLE documents (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
                        sum INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, id));
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL, sum INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
{TABLES["conversations"]};
CREATE INDEX conversations_by_status ON conversations_index (status, changed_at, desk, assignee, version);
CREATE INDEX conversations_by_customer ON conversations_index (customer, desk, answered, needs);
CREATE INDEX conversations_in_need ON conversations_index (priority, since, desk, status, changed_at) WHERE needs = 1;
CREATE INDEX conversations_unanswered ON conversations_index (priority, since, desk)
    WHERE status = 'open' AND needs = 0 AND backlog = 0;
CREATE INDEX conversations_by_moment ON conversations_index (desk, next_moment) WHERE next_moment IS NOT NULL;
CREATE TABLE messages_index (row INTEGER PRIMARY KEY, desk TEXT NOT NULL, message_id TEXT NOT NULL,
    conversation TEXT NOT NULL, received_at INTEGER NOT NULL);
CREATE INDEX messages_by_conversation ON messages_index (conversation, received_at, desk);
CREATE TABLE tasks_index (row INTEGER PRIMARY KEY, desk TEXT NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL, due_at INTEGER NOT NULL);
CREATE INDEX tasks_by_state ON tasks_index (state, desk, attempt);
CREATE INDEX tasks_due ON tasks_index (desk, due_at) WHERE state IN ('queued', 'deferred');
{TABLES["drafts"]};
CREATE INDEX drafts_by_conversation ON drafts_index (conversation, version, state);
CREATE INDEX drafts_waiting ON drafts_index (desk) WHERE state = 'waiting';
{TABLES["customers"]};
CREATE INDEX customers_by_address ON customers_index (address, version);
CREATE INDEX customers_by_time ON customers_index (seen_at);
CREATE TABLE receipts_index (row INTEGER PRIMARY KEY, message TEXT NOT NULL, conversation TEXT NOT NULL,
    at INTEGER NOT NULL);
CREATE INDEX receipts_by_message ON receipts_index (message) WHERE message <> '';
CREATE INDEX receipts_by_conversation ON receipts_index (conversation, at);
CREATE TABLE acknowledgements_index (row INTEGER PRIMARY KEY, desk TEXT NOT NULL, sender TEXT NOT NULL,
    at INTEGER NOT NULL);
CREATE INDEX acknowledgements_by_sender ON acknowledgements_index (sender, desk, at);
CREATE INDEX acknowledgements_by_time ON acknowledgements_index (desk, at, sender);
{TABLES["records"]};
CREATE INDEX records_by_place ON records_index (about, desk);
CREATE INDEX records_by_author ON records_index (author, at);
"""


def moment(at: datetime) -> int:
    """Microseconds since 1970. Raises TypeError for a moment without time zone."""
    return (at - EPOCH) // MICROSECOND


def at(microseconds: int) -> datetime:
    """The moment that `moment` made a number of."""
    return EPOCH + microseconds * MICROSECOND


def columns(noun: Noun) -> tuple[Any, ...]:
    """What the index table of its kind says about `noun`, in the order of COLUMNS; () for a kind that has none."""
    match noun:
        case Conversation() as one:
            return _of_conversation(one)
        case Message() as one:
            return one.desk, one.message_id, one.conversation, moment(one.received_at)
        case Task() as one:
            return one.desk, one.state, one.attempt, moment(one.due_at)
        case Draft() as one:
            return one.version, one.conversation, one.state, one.desk
        case Customer() as one:
            return one.version, one.key, moment(one.last_seen_at)
        case Receipt() as one:
            return one.message, one.conversation, moment(one.at)
        case Acknowledged() as one:
            return one.desk, one.sender, moment(one.at)
        case Record() as one:
            return one.desk, one.about, one.by, moment(one.at)
        case _:
            return ()


def _of_conversation(one: Conversation) -> tuple[Any, ...]:
    priority, since = one.urgency
    return (
        one.version,
        one.desk,
        one.status,
        one.assignee,
        key(one.customer.spec) if one.customer else "",
        int(bool(one.needs)),
        moment(one.changed_at),
        priority,
        moment(since),
        int(one.answered_at is not None),
        int(one.backlog),
        None if one.next_moment is None else moment(one.next_moment),
    )
