"""A message: inspect."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from csmail.cli import documented, documents, mail_file
from csmail.cli.lazy import new_app
from csmail.cli.opened import configuration
from csmail.cli.options import prints
from csmail.cli.output import Styled, emit, line
from csmail.cli.times import now
from csmail.errors import NotFound, UsageError
from csmail.model.audience import Audience
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk
from csmail.model.message import Message

app = new_app("How a mail is read.")

DeskName = Annotated[str, typer.Option("--desk", help="as this desk reads it; needed when there are several")]
MailFile = Annotated[Path, typer.Argument(metavar="FILE.eml", help="the mail as a file; - is stdin")]
ForwardedTo = Annotated[str, typer.Option("--forward-to", help="whom a forward would go to")]


@dataclass(frozen=True, slots=True)
class KindOfReply:
    """Whom one kind of answer would address; `outcome` is send, hold or no_reply."""

    operation: str
    outcome: str
    reason: str
    sender: str
    recipients: tuple[documents.Recipient, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    message: documents.MessageLine
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


@app.command(epilog="Example: csmail message inspect odd.eml")
@prints(Inspected)
def inspect(context: typer.Context, file: MailFile, desk: DeskName = "", forward_to: ForwardedTo = "") -> None:
    """Show how we read a mail: who, what kind, may a machine answer, whom each kind of answer would go to."""
    from csmail.mail.parse import parse

    home = _desk(context, desk)
    message = parse(mail_file.read(file, now()), home)
    document = _document(message, home, forward_to)
    if not emit(context, document):
        _show(document)


@app.callback(hidden=True)
def _nothing() -> None:
    """A group of one command stays a group."""


def _desk(context: typer.Context, name: str) -> Desk:
    desks = configuration(context, rules=False).desks
    if not name and len(desks) > 1:
        raise UsageError(f"there are several desks: {', '.join(desks)}", "say which one with --desk NAME")
    if not name and desks:
        name = next(iter(desks))
    if name not in desks:
        raise NotFound(f"there is no desk {name!r}", f"desks here: {', '.join(desks)}")
    desk: Desk = desks[name].desk
    return desk


def _document(message: Message, desk: Desk, forward_to: str) -> Inspected:
    verdict = message.verdict
    return Inspected(
        message=documented.message(message), message_id=message.message_id, in_reply_to=message.in_reply_to,
        references=message.references, machine_may_answer=verdict.allowed, reason=verdict.reason,
        evidence=verdict.evidence, language=message.language, size=message.size, defects=message.defects,
        replies=tuple(_kinds(message, desk, forward_to)),
    )  # fmt: skip


def _kinds(message: Message, desk: Desk, forward_to: str) -> list[KindOfReply]:
    from csmail.mail import recipients

    customer = message.originators[0] if message.originators else None
    conversation = Conversation("000000", desk.name, message.received_at, message.received_at, customer=customer)
    audiences = {
        "acknowledgement": recipients.acknowledgement(message, desk),
        "reply": recipients.reply(message, (), desk, conversation),
        "reply to all": recipients.reply_all(message, (), desk, conversation),
    }
    if forward_to:
        audiences["forward"] = recipients.forward((forward_to,), message, desk)
    return [_kind(operation, audience) for operation, audience in audiences.items()]


def _kind(operation: str, audience: Audience) -> KindOfReply:
    sender = documented.named(audience.sender)
    return KindOfReply(operation, audience.outcome, audience.reason, sender, documented.recipients(audience))


def _show(document: Inspected) -> None:
    message = document.message
    for title, people in (("From", message.sender), ("To", message.to), ("Cc", message.cc)):
        line(Styled(f"{title:>8}: ", "bold"), ", ".join(map(documented.spoken, people)))
    line(Styled(f"{'Subject':>8}: ", "bold"), message.subject)
    line(f"    kind: {message.kind}, language: {document.language or 'not known'}, {document.size} octets")
    line(f"      id: {document.message_id or 'none'}")
    may = "may answer" if document.machine_may_answer else "must not answer"
    line(f" machine: {may} ({document.reason}{': ' if document.evidence else ''}{document.evidence})")
    for name in message.attachments:
        line(f"attached: {name}")
    for defect in document.defects:
        line(f"  defect: {defect}")
    for one in document.replies:
        _show_kind(one)


def _show_kind(one: KindOfReply) -> None:
    outcome = {"send": "", "hold": f": a person decides ({one.reason})", "no_reply": f": no mail ({one.reason})"}
    line("")
    line(Styled(one.operation, "bold"), outcome.get(one.outcome, ""), f"  from {one.sender}")
    for recipient in one.recipients:
        title = "not" if recipient.role == "out" else recipient.role.capitalize()
        line(f"{title:>8}: {recipient.address}  ", Styled(f"({recipient.why})", "dim"))
