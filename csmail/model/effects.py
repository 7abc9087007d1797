"""What an action asks for: a closed union of values that the desk turns into changes, nothing done yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from csmail.model.audience import Audience
from csmail.model.clock import ClockName
from csmail.model.conversation import MoodName, Priority, Reminder, Status
from csmail.model.department import Inquiry
from csmail.model.duration import Span
from csmail.model.follow_up import FollowUp
from csmail.model.reason import Reason

Purpose = Literal[
    "acknowledgement", "reply", "reminder", "escalation", "forward", "announcement", "closing", "survey", "incident",
    "report", "inquiry",
]  # fmt: skip
INTERNAL: frozenset[Purpose] = frozenset({"escalation", "forward", "inquiry"})
"""What only our own people read: no customer sees it, and it begins a thread of its own."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail still to be rendered and composed.

    Either `template` (a name, its language chosen when rendered) or `text` (final words) is set. `automatic` means
    no person saw it: it carries the marks of RFC 3834. `original` attaches the message answered. `promise` is what
    it promises instead of the desk's own target, in a sentence below the words that do not say it themselves.
    `incident` is the name of the incident that it tells of.
    """

    purpose: Purpose
    audience: Audience
    template: str = ""
    text: str = ""
    subject: str = ""
    automatic: bool = False
    original: bool = False
    attachments: tuple[Path, ...] = ()
    promise: Span | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """Put words on the conversation, take others off."""

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Say where the conversation stands."""

    status: Status


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Say how urgent the conversation is."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class SetTarget:
    """Promise this conversation alone to be answered so soon."""

    clock: ClockName
    span: Span


@dataclass(frozen=True, slots=True)
class SetMood:
    """Say how the customer feels; it stands against what his words show."""

    mood: MoodName


@dataclass(frozen=True, slots=True)
class Snooze:
    """Leave the conversation out of `csmail todo` until then; None lists it again."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Remind:
    """Tell somebody at a moment; None lets go of all that waits, and of what has come."""

    reminder: Reminder | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Do something later, unless the conversation is opened again."""

    follow_up: FollowUp


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the conversation to an agent; an empty `to` takes it from everybody. `why` says how he was chosen."""

    to: str
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Let the desk `to` serve the conversation from now on; `why` is what somebody said about it."""

    to: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write down something that no customer sees."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Send:
    """Queue the letter; it leaves when the outbox is next worked off. With a reason in `hold` a person releases it.

    `counted` says whether an automatic answer uses up the limits of acknowledgements.
    """

    letter: Letter
    hold: Reason | None = None
    counted: bool = True

    @property
    def spends(self) -> bool:
        """Whether a machine writes to a customer, and the limits of acknowledgements count it."""
        return self.counted and self.letter.automatic and self.letter.purpose in ("acknowledgement", "reply")


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """Keep the letter for a person to approve; nothing leaves. `reminds`: it asks for an answer that is owed.
    `assist`: a model is asked for better words, later.
    """

    letter: Letter
    author: str
    reminds: bool = False
    assist: bool = False


@dataclass(frozen=True, slots=True)
class Escalate:
    """Record that the conversation went up to `to`; the mail that says so is a Send beside it.

    `step` and `run` are as in `model.conversation.Escalation`; `passed_over`: a higher step is taken instead.
    """

    to: str
    due_at: datetime | None = None
    by: str = ""
    step: str = ""
    run: str = ""
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Inquire:
    """Keep a question to a department, in the place of the one that waits there; its mail is a Send beside it."""

    inquiry: Inquiry


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a chat that somebody should look."""

    channel: str


@dataclass(frozen=True, slots=True)
class Mark:
    """IMAP system flags on the message, without the backslash and in lower case: seen, flagged, answered."""

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """Move the message to a folder of the same account, made when missing."""

    folder: str


@dataclass(frozen=True, slots=True)
class AskPerson:
    """The conversation needs a person; `reason` is shown in `csmail todo`."""

    reason: Reason


StateEffect = SetStatus | SetPriority | SetTarget | SetMood | Assign | Transfer
PutOff = Snooze | Remind | Plan
Effect = (
    StateEffect | PutOff | Tag | AddNote | Send | WriteDraft | Escalate | Inquire | Notify | Mark | Move | AskPerson
)
