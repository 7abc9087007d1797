"""The documents printed with --json: a promise to other people's scripts, so never the store's own types.

A field may be added; one that is there keeps its name, type and meaning as long as `schema_version` is 1.
Times are UTC in RFC 3339, spans are seconds, addresses are as they are sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Person:
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an address stands ("out": left out) and why."""

    address: str
    role: Literal["to", "cc", "bcc", "out"]
    why: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was or would be written, with every recipient, the blind ones too."""

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    subject: str
    text: str
    hold: str = ""


@dataclass(frozen=True, slots=True)
class ConversationLine:
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


@dataclass(frozen=True, slots=True)
class MessageLine:
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


@dataclass(frozen=True, slots=True)
class DraftLine:
    id: str
    desk: str
    conversation: str
    state: str
    subject: str
    to: tuple[str, ...]
    author: str
    created_at: datetime
    stale: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    recipient: str
    state: str
    reply: str


@dataclass(frozen=True, slots=True)
class TaskLine:
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


@dataclass(frozen=True, slots=True)
class StepLine:
    """One action that was asked for: what it did or would do, or why it withheld itself."""

    rule: str
    action: str
    parameters: str
    withheld: str
    did: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
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


@dataclass(frozen=True, slots=True)
class Conversations:
    conversations: tuple[ConversationLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class ConversationShown:
    conversation: ConversationLine
    messages: tuple[MessageLine, ...]
    drafts: tuple[DraftLine, ...]
    tasks: tuple[TaskLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Acted:
    """What an action did; `dry_run` says that nothing of it happened."""

    conversation: ConversationLine
    steps: tuple[StepLine, ...]
    letters: tuple[Letter, ...]
    tasks: tuple[TaskLine, ...]
    outbox: dict[str, int]
    problems: tuple[str, ...]
    dry_run: bool
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Drafts:
    drafts: tuple[DraftLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class DraftShown:
    draft: DraftLine
    letter: Letter
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Tasks:
    tasks: tuple[TaskLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class TaskShown:
    """`content` is the mail as transmitted, each byte as the character with its number (latin-1)."""

    task: TaskLine
    sender: str = ""
    recipients: tuple[str, ...] = ()
    content: str = ""
    dry_run: bool = False
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Receipts:
    receipts: tuple[ReceiptLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that needs a person: `why`, and the command to begin with."""

    urgency: Literal["in_doubt", "urgent", "high", "normal", "low"]
    why: str
    command: str
    since: datetime
    conversation: str = ""
    subject: str = ""
    customer: Person | None = None


@dataclass(frozen=True, slots=True)
class Todo:
    todo: tuple[TodoLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class DeskStatus:
    desk: str
    address: str
    open: int
    waiting: int
    needing: int
    drafts: int
    outbox: dict[str, int]
    cursors: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Status:
    configuration: str
    store: str
    desks: tuple[DeskStatus, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with a value each, as the store or a server tells them."""

    facts: dict[str, str]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of rules or templates found; `problems` empty means it is fine."""

    name: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class TemplateLine:
    name: str
    languages: tuple[str, ...]
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    templates: tuple[TemplateLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Rendered:
    name: str
    language: str
    subject: str
    text: str
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class KindOfReply:
    """Whom one kind of answer would address; `outcome` is send, hold or no_reply."""

    operation: str
    outcome: str
    reason: str
    sender: str
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    message: MessageLine
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    machine_may_answer: bool
    reason: str
    evidence: str
    language: str
    size: int
    defects: tuple[str, ...]
    replies: tuple[KindOfReply, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with the condition that settled it (`on`) and the value `seen` there; `why` when it was passed over."""

    name: str
    hit: bool
    on: str = ""
    seen: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedShown:
    message: MessageLine
    rules: tuple[RuleLine, ...]
    steps: tuple[StepLine, ...]
    letters: tuple[Letter, ...]
    notes: tuple[str, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of `csmail poll --json`: a message that was taken in."""

    desk: str
    message: MessageLine
    conversation: ConversationLine | None
    receipt: ReceiptLine
    event: Literal["arrived"] = "arrived"
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of `csmail poll --json`: what became of one desk; `error` says why it broke off."""

    desk: str
    taken_in: int = 0
    known_already: int = 0
    quarantined: int = 0
    started: tuple[str, ...] = ()
    outbox: dict[str, int] | None = None
    problems: tuple[str, ...] = ()
    error: str = ""
    exit_code: int = 0
    event: Literal["passed"] = "passed"
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """One line of `csmail store export`."""

    kind: str
    id: str
    document: dict[str, object]
    schema_version: Literal[1] = 1
