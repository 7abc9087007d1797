"""Turns what the store holds into the documents of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Literal, TypeVar

from csmail.cli.documents import shapes
from csmail.cli.documents.reasons import reason, sentences
from csmail.cli.documents.reasons import words as told
from csmail.desk.history import lately
from csmail.mail.address import key
from csmail.mail.transcript import why_stale
from csmail.model.address import Address
from csmail.model.assist import marked
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.department import Inquiry
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import (
    Delivery,
    Draft,
    FileMail,
    MoveMessage,
    SendMail,
    SendNotice,
    SetFlags,
    SetKeywords,
    Task,
    UnfileMail,
    Work,
)
from csmail.now import now
from csmail.ports import Messages
from csmail.wording.spoken import spoken

Role = Literal["to", "cc", "bcc", "out"]
UNKNOWN = Reason("origin_unknown")

Document = TypeVar("Document")


def copied(one: Any, into: type[Document], **others: Any) -> Document:
    """The fields that `one` and the document have in common, and these others."""
    common = {each.name for each in fields(one)} & {each.name for each in fields(into)}  # type: ignore[arg-type]
    return into(**{name: getattr(one, name) for name in common - others.keys()}, **others)


def person(address: Address) -> shapes.Person:
    return shapes.Person(address.spec, address.name)


def specs(addresses: Iterable[Address]) -> tuple[str, ...]:
    return tuple(address.spec for address in addresses)


def named(address: Address) -> str:
    """An address for people: `Name <local@domain>`."""
    return f"{address.name} <{address.spec}>" if address.name else address.spec


def person_shown(one: shapes.Person | None) -> str:
    """A person of a document for people."""
    return (f"{one.name} <{one.address}>" if one.name else one.address) if one else spoken("unknown")


def words(reason: Reason | None) -> str:
    """A reason for people, "" for none."""
    return told(reason) if reason else ""


def _coded(one: Reason | None) -> tuple[str, dict[str, str]]:
    return (one.code, dict(one.evidence)) if one else ("", {})


def conversation(one: Conversation) -> shapes.ConversationLine:
    return copied(
        one,
        shapes.ConversationLine,
        customer=person(one.customer) if one.customer else None,
        tags=tuple(sorted(one.tags)),
        needs=tuple(map(words, one.needs)),
        reasons=tuple(map(reason, one.needs)),
        reminders=tuple(copied(each, shapes.ReminderLine) for each in one.reminders),
    )


def message(one: Message, asked: Iterable[Inquiry] = ()) -> shapes.MessageLine:
    """`asked` are the questions to departments in its conversation."""
    authors = {key(each.spec) for each in one.originators} if one.direction == "note" else set()
    return copied(
        one,
        shapes.MessageLine,
        sender=tuple(map(person, one.originators)),
        to=tuple(map(person, one.to)),
        cc=tuple(map(person, one.cc)),
        attachments=tuple(file.name for file in one.attachments),
        department=next((each.department for each in asked if key(each.to) in authors), ""),
    )


def letter(audience: Audience, subject: str, text: str, hold: Reason | None = None) -> shapes.Letter:
    if not hold and audience.outcome != "send":
        hold = Reason(audience.reason or audience.outcome)
    code, evidence = _coded(hold)
    return shapes.Letter(
        sender=named(audience.sender), to=specs(audience.to), cc=specs(audience.cc), bcc=specs(audience.bcc),
        recipients=recipients(audience), subject=subject, text=text, hold=words(hold),
        code=code, evidence=evidence,
    )  # fmt: skip


def recipients(audience: Audience) -> tuple[shapes.Recipient, ...]:
    """Every address with its reason; one whose origin is missing says so instead of vanishing."""
    whys = {(origin.role, origin.spec): origin.why for origin in audience.origins}
    fields: dict[Role, tuple[Address, ...]] = {"to": audience.to, "cc": audience.cc, "bcc": audience.bcc}
    lines = [
        recipient(address.spec, role, whys.get((role, address.spec), UNKNOWN))
        for role, addresses in fields.items()
        for address in addresses
    ]
    lines += [recipient(one.spec, "out", one.why) for one in audience.origins if one.role == "out"]
    return tuple(lines)


def recipient(spec: str, role: Role, why: Reason) -> shapes.Recipient:
    return shapes.Recipient(spec, role, words(why), why.code, dict(why.evidence))


def draft(one: Draft, store: Messages) -> shapes.DraftLine:
    because = why_stale(one, lately(store, one))
    code, evidence = _coded(because)
    return copied(
        one, shapes.DraftLine, to=specs(one.audience.to), stale=because is not None, stale_because=words(because),
        code=code, evidence=evidence, **_life(one),
    )  # fmt: skip


def _life(one: Draft) -> dict[str, Any]:
    held = one.claim if one.state == "waiting" and one.claim and one.claim.until > now() else None
    return {
        "claimed_by": held.by if held else "",
        "claimed_until": held.until if held else None,
        "approved_by": tuple(each.by for each in one.approvals),
        "assisted": tuple(shapes.AssistedLine(each.text, each.sources) for each in marked(one.text, one.assisted)),
        "comments": tuple(shapes.CommentLine(each.by, each.at, each.text) for each in one.comments),
    }


def task(one: Task) -> shapes.TaskLine:
    code, evidence = _coded(one.reason)
    return copied(
        one,
        shapes.TaskLine,
        work=work(one.work),
        note=words(one.reason),
        deliveries=tuple(map(_delivery, one.deliveries)),
        flags=one.flags,
        code=code,
        evidence=evidence,
        purpose=one.purpose,
    )


def _delivery(one: Delivery) -> shapes.DeliveryLine:
    code, evidence = _coded(one.reason)
    return copied(one, shapes.DeliveryLine, note=words(one.reason), code=code, evidence=evidence)


def work(one: Work) -> str:
    """The deed in a few words."""
    match one:
        case SendMail(_, purpose, _):
            return spoken("send the {purpose}", purpose=spoken(purpose))
        case SetKeywords(folder, _, uids, add, remove):
            return spoken("{signs} on {count} in {folder}", signs=_signs(add, remove), count=len(uids), folder=folder)
        case SetFlags(folder, _, uids, add, remove):
            marks = {"signs": _signs(add, remove), "count": len(uids), "folder": folder}
            return spoken("mark {signs} on {count} in {folder}", **marks)
        case MoveMessage(folder, _, _, target, _):
            return spoken("move from {folder} to {target}", folder=folder, target=target)
        case FileMail(_, role):
            return spoken("file in {role}", role=role)
        case UnfileMail(_, role):
            return spoken("take out of {role}", role=role)
        case SendNotice(channel, why):
            return spoken("tell {channel}: {why}", channel=channel, why=why)


def step(one: StepRecord) -> shapes.StepLine:
    code, evidence = _coded(one.withheld)
    return shapes.StepLine(
        one.rule, one.action, one.parameters, words(one.withheld), sentences(one.did), code, evidence,
        deeds=tuple(map(reason, one.did)),
    )  # fmt: skip


def receipt(one: Receipt, **explained: Any) -> shapes.ReceiptLine:
    """The receipt; `explained` holds members that were worked out again."""
    told = {"misses": dict(one.misses), "seen": dict(one.seen), **explained}
    return copied(
        one, shapes.ReceiptLine, **told, steps=tuple(map(step, one.steps)),
        notes=sentences(one.notes), reasons=tuple(map(reason, one.notes)),
    )  # fmt: skip


def _signs(add: Iterable[str], remove: Iterable[str]) -> str:
    return " ".join([*(f"+{sign}" for sign in add), *(f"-{sign}" for sign in remove)])
