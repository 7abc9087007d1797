"""Writes the octets of an outgoing mail: once, before anything is sent (correct-mail section 7)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from csmail.mail.autoreply.loop_mark import FIELD, mark_of
from csmail.mail.compose import second_reader
from csmail.mail.compose.header_fields import mailbox, mailboxes, spelled, unstructured
from csmail.mail.compose.mime_parts import Part, file_part, multipart, original_part, text_part
from csmail.model.audience import Audience
from csmail.model.desk import Desk
from csmail.model.effects import INTERNAL, Purpose
from csmail.model.message import Message
from csmail.model.task import Mail

MESSAGE_ID = re.compile(r"<[!-;=?-~]*[!-;=?A-~]@[!-;=?A-~]+>", re.ASCII)
LONGEST_ID = 800
MOST_REFERENCES = 20
REFERENCES_OCTETS = 2000
FRESH = INTERNAL
UNSUBSCRIBE = "berhenti"
"""The subject of a mail that asks to be left alone, see `mail.opt_out`."""
GENERATED = FRESH | {"reminder", "closing", "survey", "incident", "report"}
"""What no mail of the recipient set off (RFC 3834 section 5)."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach; `type` is its media type."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything an outgoing mail says. `subject` is final; `date` is aware; `parent` is the message answered.

    `original` is a whole raw message to carry along. `loop` marks automatic mail so that we know it when it returns.
    `unsubscribe` is the address that one writes to who wants no more of it: only mails to many have one.
    """

    audience: Audience
    subject: str
    text: str
    message_id: str
    date: datetime
    purpose: Purpose = "reply"
    parent: Message | None = None
    automatic: bool = False
    original: bytes | None = None
    attachments: tuple[File, ...] = ()
    html: str = ""
    loop: str = ""
    unsubscribe: str = ""


def compose(letter: Outgoing) -> bytes:
    """The mail with CRLF line ends. There is no Bcc field: blind recipients are in the envelope alone (B-1)."""
    return _written(letter)[0]


def as_mail(letter: Outgoing, desk: Desk) -> Mail:
    """The mail as a task transmits it. Raises Refused when a second reader does not find exactly what was meant."""
    data, names = _written(letter if letter.loop else replace(letter, loop=mark_of(desk)))
    second_reader.check(data, letter.audience, names)
    null = letter.purpose == "acknowledgement" and desk.null_sender
    envelope = tuple(map(spelled, letter.audience.envelope))
    sender = spelled(letter.audience.sender.spec)
    shown = (*envelope, sender, *(spelled(address.spec) for address in letter.audience.reply_to))
    return Mail(
        key=hashlib.sha256(data).hexdigest(),
        message_id=letter.message_id,
        sender="" if null else sender,
        recipients=envelope,
        content=data.decode("latin-1"),
        smtputf8=not all(spec.isascii() for spec in shown),
        fallback_sender=sender if null else "",
    )


def _written(letter: Outgoing) -> tuple[bytes, tuple[str, ...]]:
    """The octets of the mail, and the names of the header fields that they are meant to have."""
    part, fields = _content(letter), _fields(letter)
    lines = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in fields)
    data = b"%sMIME-Version: 1.0\r\n%s\r\n%s" % (lines, part.header, part.body)
    single = not (letter.html or letter.attachments or letter.original is not None)
    coding = ("Content-Transfer-Encoding",) if single else ()
    return data, (*(name for name, _ in fields), "MIME-Version", "Content-Type", *coding)


def references(parent: Message) -> tuple[str, ...]:
    """The thread for an answer to `parent`: its ids, its own last; the first and the newest when it is long (H-1..H-3).

    Unbounded chains are refused ("550 References header is too long", zammad #3691).
    """
    chain = parent.references or (parent.in_reply_to if len(parent.in_reply_to) == 1 else ())
    own = parent.message_id
    valid = [one for one in dict.fromkeys(chain) if one != own and _sound(one)] + [own] * _sound(own)
    kept: list[str] = []
    room = REFERENCES_OCTETS - (len(valid[0]) + 1 if valid else 0)
    for one in reversed(valid[1:]):
        room -= len(one) + 3
        if room < 0 or len(kept) == MOST_REFERENCES - 1:
            break
        kept.append(one)
    return (*valid[:1], *reversed(kept))


def _sound(message_id: str) -> bool:
    return len(message_id) <= LONGEST_ID and MESSAGE_ID.fullmatch(message_id) is not None


def _fields(letter: Outgoing) -> list[tuple[str, bytes]]:
    audience = letter.audience
    fields = [("Date", spelled_date(letter.date).encode()), ("From", mailbox(audience.sender))]
    if audience.reply_to:
        fields.append(("Reply-To", mailboxes(audience.reply_to)))
    if audience.to or not audience.cc:
        fields.append(("To", mailboxes(audience.to) or b"undisclosed-recipients:;"))
    if audience.cc:
        fields.append(("Cc", mailboxes(audience.cc)))
    fields.append(("Subject", unstructured(letter.subject)))
    fields.append(("Message-ID", letter.message_id.encode()))
    return fields + _thread(letter) + _marks(letter) + _to_many(letter)


def _to_many(letter: Outgoing) -> list[tuple[str, bytes]]:
    """RFC 2369 section 3.2, by mail: a scanner that opens links takes nobody off. `bulk` keeps absence notes away."""
    if not letter.unsubscribe:
        return []
    where = quote(spelled(letter.unsubscribe), safe="@.+-_=")
    return [("List-Unsubscribe", f"<mailto:{where}?subject={UNSUBSCRIBE}>".encode()), ("Precedence", b"bulk")]


def _thread(letter: Outgoing) -> list[tuple[str, bytes]]:
    """In-Reply-To and References, one id a line and never encoded: the standard library encodes long ones (H-4)."""
    if letter.parent is None or letter.purpose in FRESH:
        return []
    fields = []
    if _sound(letter.parent.message_id):
        fields.append(("In-Reply-To", letter.parent.message_id.encode()))
    chain = references(letter.parent)
    if chain:
        fields.append(("References", "\r\n ".join(chain).encode()))
    return fields


def _marks(letter: Outgoing) -> list[tuple[str, bytes]]:
    """The marks of RFC 3834; a mail that a person saw carries none (H-7)."""
    if not letter.automatic:
        return []
    kind = b"auto-generated" if letter.purpose in GENERATED else b"auto-replied"
    loop = letter.loop or spelled(letter.audience.sender.spec)
    return [
        ("Auto-Submitted", kind),
        ("X-Auto-Response-Suppress", b"All"),
        (FIELD, unstructured(loop)),
    ]


def _content(letter: Outgoing) -> Part:
    part = text_part(letter.text)
    if letter.html:
        part = multipart(b"alternative", (part, text_part(letter.html, b"html")), f"a{letter.message_id}")
    files = [file_part(one.name, one.type, one.data) for one in letter.attachments]
    if letter.original is not None:
        files.append(original_part(letter.original))
    return multipart(b"mixed", (part, *files), f"m{letter.message_id}") if files else part


def spelled_date(moment: datetime) -> str:
    """RFC 5322 section 3.3 in UTC; strftime would follow the locale."""
    utc = moment.astimezone(UTC)
    return f"{DAYS[utc.weekday()]}, {utc.day:02} {MONTHS[utc.month - 1]} {utc.year:04} {utc:%H:%M:%S} +0000"
