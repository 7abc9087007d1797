"""A message as we read it: parsed once, kept in the store with its header block, its text and where it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.model.address import Address
from csmail.model.replacing import quick

Kind = Literal["human", "bounce", "autoreply", "list", "notification", "calendar", "report", "spam"]
Direction = Literal["in", "out", "note"]
Outcome = Literal["", "failed", "delayed", "delivered", "relayed", "expanded"]
Visibility = Literal["customer", "internal", "unsent"]
"""`unsent`: a mail of ours that waits in the outbox, or never left; it is shown to nobody before it is transmitted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was seen on a server. A sighting, never an identity: UIDs change with UIDVALIDITY."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """What a mailbox hands over. `body` may be cut (`complete` says so); `size` is RFC822.SIZE in octets."""

    place: Place
    received_at: datetime
    size: int
    header: bytes
    body: bytes
    complete: bool = True
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached part; `size` in octets after decoding, 0 when the part was not fetched."""

    name: str
    type: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """May a machine answer this message? `reason` is a code of correct-mail section 10.2, `evidence` what was seen."""

    allowed: bool
    reason: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a bounce or delivery report says about a mail of ours (RFC 3464).

    `outcome` is the gravest Action of any recipient (section 2.3.3), "" where the report has no structure that says it.
    """

    original_id: str = ""
    original_envelope_id: str = ""
    failed: tuple[str, ...] = ()
    permanent: bool = False
    diagnostic: str = ""
    outcome: Outcome = ""


@quick
@quick
@dataclass(frozen=True, slots=True)
class Message:
    """One mail, or one internal note (`direction` "note"), of a conversation.

    `key` is the content key: a hash of identity headers and body, the identity of a message. `header` is the raw
    header block decoded as latin-1, so that every byte survives. `text` is plain text with quotes, at most 64 KiB.
    `further_ids` are other ids of the same mail: what a provider made of ours (SES), the envelope id of its delivery.
    `unseen` are ids it cites that no message here had when it came. `quarantined`: its sender is no participant.
    `weak`: anybody could have made up what joined it to its conversation, so it brings nobody in (`mail.proof`).
    `author` is the person who wrote a note, "" for a rule's.
    `found_at`: of an answer of ours that another program had sent, when we learned of it, if none was newer then.
    """

    key: str
    desk: str
    direction: Direction
    received_at: datetime
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    originators: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    header: str = ""
    text: str = ""
    language: str = ""
    kind: Kind = "human"
    verdict: Verdict = Verdict(True, "human")
    attachments: tuple[Attachment, ...] = ()
    size: int = 0
    place: Place | None = None
    conversation: str = ""
    visibility: Visibility = "customer"
    automatic: bool = False
    report: Report | None = None
    defects: tuple[str, ...] = ()
    further_ids: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    quarantined: bool = False
    weak: bool = False
    found_at: datetime | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One place in the store where an id stands, spelled as there: as the Message-ID of a message ("own"), as another
    id of it ("further"), as one that it cites and nobody has seen ("unseen"). `message` is the content key."""

    id: str
    kind: Literal["own", "further", "unseen"]
    desk: str
    conversation: str
    message: str
