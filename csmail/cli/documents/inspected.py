"""The document of `message inspect`: how a mail is read, whom each kind of answer would address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.cli.documents import build, shapes
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message

PEOPLE = ("originators", "reply_to", "to", "cc", "bcc")


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """May a machine answer? `reason` is a code (correct-mail section 10.2), `evidence` what was seen."""

    allowed: bool
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`code` and `evidence` are those of `why`."""

    address: str
    why: str
    code: str
    evidence: dict[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of answer. `outcome` is send, hold or no_reply; each recipient says where its address came from."""

    outcome: Literal["send", "hold", "no_reply"]
    reason: str
    sender: str
    recipients: tuple[shapes.Recipient, ...]
    left_out: tuple[LeftOut, ...]
    reply_to: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a report says about a mail of ours."""

    original_id: str
    original_envelope_id: str
    failed: tuple[str, ...]
    permanent: bool
    diagnostic: str


@dataclass(frozen=True, slots=True)
class MoodShown:
    """How the customer feels; `tags` are all that hold, `evidence` the words that show it, `line` both for people."""

    name: str
    tags: tuple[str, ...]
    evidence: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """`position` counts from 1 within an mbox, 0 is a file of its own; `own_text` is what was written anew."""

    file: str
    position: int
    kind: str
    automatic_reply: AutomaticReply
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    originators: tuple[shapes.Person, ...]
    reply_to: tuple[shapes.Person, ...]
    to: tuple[shapes.Person, ...]
    cc: tuple[shapes.Person, ...]
    bcc: tuple[shapes.Person, ...]
    subject: str
    date: datetime | None
    language: str
    text: str
    own_text: str
    attachments: tuple[AttachedFile, ...]
    report: Bounced | None
    size: int
    defects: tuple[str, ...]
    operations: dict[str, Operation]
    mood: MoodShown
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a mail within one, that could not be read."""

    file: str
    position: int
    fault: str


@dataclass(frozen=True, slots=True)
class Several:
    """What more than one mail comes to."""

    messages: tuple[Inspected, ...]
    unread: tuple[Unread, ...]
    schema_version: Literal[1] = 1


def inspected(message: Message, desk: Desk, forward_to: str, place: tuple[str, int]) -> Inspected:
    """How `message` is read; `place` is its file with its position there. Raises UsageError for `forward_to`."""
    from csmail.mail.text import without_quotes

    verdict = message.verdict
    people = {name: tuple(map(build.person, getattr(message, name))) for name in PEOPLE}
    return build.copied(
        message,
        Inspected,
        file=place[0],
        position=place[1],
        automatic_reply=build.copied(verdict, AutomaticReply),
        own_text=without_quotes(message.text) if message.text else "",
        attachments=tuple(build.copied(one, AttachedFile) for one in message.attachments),
        report=build.copied(message.report, Bounced) if message.report else None,
        operations=_operations(message, desk, forward_to),
        mood=_mood(message, desk),
        **people,
    )


def _mood(message: Message, desk: Desk) -> MoodShown:
    from csmail.tone import asked

    found = asked.mood_of(message, desk)
    return MoodShown(found.name, found.tags, tuple(one.words for one in found.evidence), found.line)


def _operations(message: Message, desk: Desk, forward_to: str) -> dict[str, Operation]:
    from csmail.mail import recipients

    customer = message.originators[0] if message.originators else None
    conversation = Conversation("000000", desk.name, message.received_at, message.received_at, customer=customer)
    targets = (forward_to,) if forward_to else ()
    audiences = {
        "reply": recipients.reply(message, (), desk, conversation),
        "reply_all": recipients.reply_all(message, (), desk, conversation),
        "acknowledge": recipients.acknowledgement(message, desk),
        "forward": recipients.forward(targets, message, desk),
    }
    return {name: _operation(audience) for name, audience in audiences.items()}


def _operation(audience: Audience) -> Operation:
    every = build.recipients(audience)
    return Operation(
        outcome=audience.outcome, reason=audience.reason, sender=build.named(audience.sender),
        recipients=tuple(one for one in every if one.role != "out"),
        left_out=tuple(LeftOut(one.address, one.why, one.code, one.evidence) for one in every if one.role == "out"),
        reply_to=build.specs(audience.reply_to), flags=audience.flags,
    )  # fmt: skip
