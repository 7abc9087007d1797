"""Bytes from a mailbox become a Message; no byte string makes it raise.

| what can be wrong | what comes back | kept |
| --- | --- | --- |
| fields broken, doubled or too long | the message with `defects` such as `to:malformed_address` | the mail |
| body cut, odd or too deep | what could be read, with `body_cut`, `parts_cut`, `structure_refused` | the mail |
| a fault of ours | an empty message with `unreadable`, which asks for a person | the mail on the server |
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from csmail.mail import autoreply, bounce, text
from csmail.mail.address import ADDRESSES, key, parse_list
from csmail.mail.autoreply.facts import Facts
from csmail.mail.mime import message_ids
from csmail.mail.mime.charset import clean, decode
from csmail.mail.mime.date import moment
from csmail.mail.mime.headers import BLOCK_OCTETS, Block
from csmail.mail.mime.headers import read as read_block
from csmail.mail.text import Body
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Kind, Message, RawMessage, Verdict

SUBJECT_CHARACTERS = 1000
SIGNS_CHARACTERS = 4000  # a machine comes to the point
KEY_OCTETS = 16 * 1024
NONE: tuple[str, ...] = ()
IDENTITY = ("from", "to", "cc", "date", "message-id", "subject")
PEOPLE = ("from", "reply-to", "to", "cc", "bcc")
SINGLE = ("from", "sender", "to", "cc", "message-id", "in-reply-to", "references", "subject", "date")
Fields = Mapping[str, tuple[str, ...]]
AUTOMATIC: frozenset[Kind] = frozenset({"autoreply", "bounce", "report", "notification"})


def parse(raw: RawMessage, desk: Desk) -> Message:
    """Everything we read from a mail. Total: what cannot be read is empty and named in `defects`."""
    try:
        return read(raw, desk)
    except Exception:  # the last line of defence: one mail must never stop the pass (P-5)
        return Message(
            key=_key(raw, desk.name, ""), desk=desk.name, direction="in", received_at=raw.received_at, size=raw.size,
            header=raw.header[:BLOCK_OCTETS].decode("latin-1"), place=raw.place, defects=("unreadable",),
            verdict=Verdict(False, "unreadable", "our reader failed on this mail"),
        )  # fmt: skip


def read(raw: RawMessage, desk: Desk) -> Message:
    """`parse` without its net: raises when there is a fault in our reader, so that tests see it."""
    header = raw.header[:BLOCK_OCTETS].decode("latin-1")
    block = read_block(header)
    fields = block.by_name
    body = text.body_of(fields, raw.body, raw.complete)
    people, defects = _people(fields)
    subject = clean(decode(_top(fields, "subject"), _charset(body)), SUBJECT_CHARACTERS)
    answers = message_ids.every(*fields["in-reply-to"]) if "in-reply-to" in fields else ()
    references = message_ids.every(*fields["references"]) if "references" in fields else ()
    facts = Facts(
        fields=fields, originators=people["from"], reply_to=people["reply-to"], to=people["to"], cc=people["cc"],
        subject=subject, answers=answers + references, types=tuple([part.type for part in body.parts]),
        doubts=tuple([note[5:] for note in defects if note.startswith("from:")]) if defects else (),
        calendar=body.calendar, text=body.text[:SIGNS_CHARACTERS],
    )  # fmt: skip
    verdict = autoreply.verdict(facts, desk)
    language = text.language(body.text, subject, (desk.display_name, desk.name), bool(answers or references))
    kind = autoreply.kind(facts, desk, verdict)
    return Message(
        key=_key(raw, desk.name, _identity(fields)), desk=desk.name, direction="in", received_at=raw.received_at,
        message_id=message_ids.one(_top(fields, "message-id")), in_reply_to=answers, references=references,
        originators=people["from"], reply_to=people["reply-to"], to=people["to"], cc=people["cc"], bcc=people["bcc"],
        subject=subject, date=moment(_top(fields, "date")), header=header, text=body.text,
        language=language, kind=kind, verdict=verdict, attachments=body.attachments,
        size=raw.size, place=raw.place, automatic=kind in AUTOMATIC, defects=(*defects, *_notes(raw, block, body)),
        report=bounce.read(header, body) if kind in ("bounce", "report") else None,
    )  # fmt: skip


def content_key(raw: RawMessage, desk_name: str) -> str:
    """The identity of a message at a desk: SHA-256, in hexadecimal, of what no second delivery changes.

    Desk name, the fields From, To, Cc, Date, Message-ID and Subject, the length of the body by RFC822.SIZE, its first
    16 KiB without CR. Trace fields differ from copy to copy and are left out. The same whether 16 KiB or the
    whole mail was fetched; a fetch of less than 16 KiB of a longer body gives another key.
    """
    return _key(raw, desk_name, _identity(read_block(raw.header[:BLOCK_OCTETS].decode("latin-1")).by_name))


def _top(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return found[0] if found else ""


def _charset(body: Body) -> str:
    """The charset of the first text: what writes raw octets into a header writes them as it writes the body."""
    return body.parts[0].charset if body.parts and body.parts[0].type.startswith("text/") else ""


def _identity(fields: Fields) -> str:
    """The raw identity fields as one string; the separators are controls that no field can hold."""
    values = [fields.get(name, NONE) for name in IDENTITY]
    return "\n".join([value[0] if len(value) == 1 else "\r".join(value) for value in values])


def _key(raw: RawMessage, desk_name: str, identity: str) -> str:
    length = max(raw.size - len(raw.header), 0)
    beginning = raw.body[:KEY_OCTETS].replace(b"\r", b"")
    words = f"{desk_name}\n{identity}\n{length}\0"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass") + beginning).hexdigest()


def _people(fields: Fields) -> tuple[dict[str, tuple[Address, ...]], list[str]]:
    """The addresses of each address field, doubled To and Cc united (F-2), with the defects named `field:defect`."""
    people: dict[str, tuple[Address, ...]] = {}
    notes: list[str] = []
    for name in PEOPLE:
        found: tuple[Address, ...] = ()
        for value in fields.get(name, ()):
            addresses, defects = parse_list(value)
            found += addresses
            if defects:
                notes += [f"{name}:{defect}" for defect in defects]
        people[name] = found[:ADDRESSES]
    if (
        "reply-to" in fields
        and len(fields["reply-to"]) > 1
        and len({key(address.spec) for address in people["reply-to"]}) > 1
    ):
        notes.append("duplicate_reply-to")
    return people, notes


def _notes(raw: RawMessage, block: Block, body: Body) -> tuple[str, ...]:
    cut = ("header_cut",) if len(raw.header) > BLOCK_OCTETS and "header_cut" not in block.defects else ()
    doubled = [f"duplicate_{name}" for name in SINGLE if name in block.repeated] if block.repeated else ()
    return (*doubled, *cut, *block.defects, *body.defects)
