"""The documents printed with --json: a promise to other people's scripts, so never the store's own types.

A field may be added; one that is there keeps its name, type and meaning as long as `schema_version` is 1.
Times are UTC in RFC 3339, spans are seconds, addresses are as they are sent.
Each has a docstring: without one `dataclass` makes it from the signature, which costs 0.2 ms at every start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from csmail.cli.documents.reasons import ProblemLine, ReasonLine


@dataclass(frozen=True, slots=True)
class Person:
    """An address with the name beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an address stands ("out": left out) and why; `code` and `evidence` are those of `why`."""

    address: str
    role: Literal["to", "cc", "bcc", "out"]
    why: str
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Beside the last mail we sent, of `sender` at `at`: addresses that come in, that fall away.

    `ours` is false before the first answer: then it is the mail that began the conversation.
    """

    sender: str
    at: datetime
    joining: tuple[str, ...]
    leaving: tuple[str, ...]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was or would be written, with every recipient, the blind ones too.

    `difference` is that of an answer to our last mail in its conversation. `code` and `evidence` are those of `hold`.
    `attachments` are the names of the files that go with it.
    """

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    subject: str
    text: str
    hold: str = ""
    difference: Difference | None = None
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """What `by` wants to be told of at `at`."""

    at: datetime
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation, without what was said in it; `reasons` are its `needs` with their codes.

    `served_by` is the desk that it was handed to, "" while the desk of its address serves it. `snoozed_until` is the
    end of its absence from `csmail todo`, `reminders` are what somebody wants to be told of.
    """

    id: str
    desk: str
    subject: str
    customer: Person | None
    status: str
    priority: str
    tags: tuple[str, ...]
    assignee: str
    opened_at: datetime
    changed_at: datetime
    needs: tuple[str, ...]
    merged_into: str = ""
    merged: tuple[str, ...] = ()
    reasons: tuple[ReasonLine, ...] = ()
    served_by: str = ""
    snoozed_until: datetime | None = None
    reminders: tuple[ReminderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message of a conversation; `weak`: anybody could have written it, so it brings nobody in. `department` is who
    of the house answered inside, "" for any other message."""

    key: str
    direction: str
    kind: str
    sender: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    received_at: datetime
    text: str
    attachments: tuple[str, ...]
    automatic: bool
    visibility: str
    quarantined: bool = False
    weak: bool = False
    department: str = ""


@dataclass(frozen=True, slots=True)
class AssistedLine:
    """A sentence that a model wrote; `sources` are ids of articles, names of facts, "question"."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What a colleague said of a draft."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft; `stale` says that something was said since it was written, `stale_because` what, with its code.

    `wording` are the files it was made of, where a text has several wordings.
    `claimed_by` has it in hand until `claimed_until`; `approved_by` stand behind this edition; `send_at` is when an
    approved one is to leave, where somebody named a moment. `assisted` are its sentences that a model wrote and nobody
    has changed.
    """

    id: str
    desk: str
    conversation: str
    state: str
    subject: str
    to: tuple[str, ...]
    author: str
    created_at: datetime
    stale: bool = False
    stale_because: str = ""
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    wording: tuple[str, ...] = ()
    edition: int = 1
    claimed_by: str = ""
    claimed_until: datetime | None = None
    approved_by: tuple[str, ...] = ()
    send_at: datetime | None = None
    comments: tuple[CommentLine, ...] = ()
    assisted: tuple[AssistedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What became of one recipient: `reply` in the server's words, `note` in ours, with its `code` and `evidence`."""

    recipient: str
    state: str
    reply: str
    note: str = ""
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An outward deed and how far it got; `flags` may say `partial_delivery`: some have it, others were refused.

    `code` and `evidence` are those of the `note`: why it is held, what a server replied, who decided. `purpose` is that
    of the mail it sends, "" for a deed.
    """

    id: str
    desk: str
    conversation: str
    state: str
    work: str
    attempt: int
    due_at: datetime
    changed_at: datetime
    note: str
    deliveries: tuple[DeliveryLine, ...]
    flags: tuple[str, ...] = ()
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One action that was asked for: what it did or would do, or why it withheld itself, with its code and facts.

    `deeds` are the sentences of `did` with their codes.
    """

    rule: str
    action: str
    parameters: str
    withheld: str
    did: tuple[str, ...]
    code: str = ""
    evidence: dict[str, str] = field(default_factory=dict)
    deeds: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was decided about one message or command, with what was seen and why not.

    `reasons` are the `notes` with their codes. `misses` and `seen` are worked out again from the rules and the mail;
    `unexplained` says why they cannot be.
    """

    id: str
    conversation: str
    message: str
    at: datetime
    on: str
    by: str
    hits: tuple[str, ...]
    misses: dict[str, str]
    seen: dict[str, str]
    steps: tuple[StepLine, ...]
    notes: tuple[str, ...]
    desk: str = ""
    reasons: tuple[ReasonLine, ...] = ()
    unexplained: ReasonLine | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action did; `dry_run` says that nothing of it happened. `problems` are the sentences of `reasons`."""

    conversation: ConversationLine
    steps: tuple[StepLine, ...]
    letters: tuple[Letter, ...]
    tasks: tuple[TaskLine, ...]
    outbox: dict[str, int]
    problems: tuple[str, ...]
    dry_run: bool
    reasons: tuple[ReasonLine, ...] = ()
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of rules or templates found; `problems` empty means it is fine, else `code` is that of the error."""

    name: str
    problems: tuple[ProblemLine, ...]
    warnings: tuple[ProblemLine, ...]
    code: str = ""
    schema_version: Literal[1] = 1
