"""A message: inspect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from csmail.cli.documents import build, reasons
from csmail.cli.documents.inspected import Inspected, Operation, Several, Unread, inspected
from csmail.cli.input import mail_files
from csmail.cli.input.configuration import configuration, one_of
from csmail.cli.input.mail_files import Found, found
from csmail.cli.main import NO_INPUT, shown
from csmail.cli.terminal.output import Styled, emit, line, note, plain
from csmail.cli.terminal.times import now
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import ConfigurationError, NotFound
from csmail.model.desk import Desk
from csmail.model.message import RawMessage
from csmail.model.reason import Reason
from csmail.wording.spoken import phrase, spoken

app = new_app("How a mail is read.")

# Where the server that took a mail in says whom it was for; else its first recipient.
DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
NOBODY = "desk@desk.invalid"
REASONS = {"send": "", "hold": phrase("a person decides"), "no_reply": phrase("no mail")}
TITLES = {
    "reply": phrase("reply"), "reply_all": phrase("reply to all"), "acknowledge": phrase("acknowledgement"),
    "forward": phrase("forward"),
}  # fmt: skip

DeskName = Annotated[str, typer.Option("--desk", help="as this desk reads it; needed when there are several")]
MailFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="mails, mbox files, Maildirs, folders of .eml files; - is stdin")
]
MailFile = Annotated[Path, typer.Argument(metavar="FILE.eml", help="the mail as a file; - is stdin")]
ForwardedTo = Annotated[str, typer.Option("--forward-to", help="whom a forward would go to")]
Address = Annotated[str, typer.Option("--address", help="read it for a desk of this address, without rules.yaml")]
Aliases = Annotated[list[str] | None, typer.Option("--alias", help="another address of that desk; may be repeated")]
Lines = Annotated[bool, typer.Option("--jsonl", help="print a line of JSON for each mail")]


@app.command(epilog="Example: csmail message inspect odd.eml\n\nExample: csmail message inspect Maildir --jsonl")
@prints(Inspected | Several)
def inspect(  # noqa: PLR0913  one parameter an option
    context: typer.Context, files: MailFiles, desk: DeskName = "", address: Address = "", alias: Aliases = None,
    forward_to: ForwardedTo = "", jsonl: Lines = False,
) -> None:  # fmt: skip
    """Show how we read mails: who, what kind, may a machine answer, whom each kind of answer would go to.

    Without a configuration and without --address each mail is read as if its first recipient were the desk.
    """
    home = Desk("desk", address, aliases=tuple(alias or ())) if address else _desk(context, desk)
    if home is None:
        how = phrase("no rules.yaml and no --address: each mail is read as if its first recipient were the desk")
        note(context, spoken(how))
    unread: list[Unread] = []
    documents = _read(files, home, forward_to, unread)
    if jsonl:
        for one in documents:
            print(json.dumps(plain(one)))
    elif chosen(context).json:
        _emit(context, tuple(documents), unread)
    else:
        _show_all(documents)
    if unread:
        raise typer.Exit(NO_INPUT)


@app.callback(hidden=True)
def _nothing() -> None:
    """A group of one command stays a group."""


def _desk(context: typer.Context, name: str) -> Desk | None:
    """The desk of the configuration, None where there is no configuration and none was asked for."""
    from csmail.config.yaml.source import NO_FILE

    try:
        desks = configuration(context, rules=False).desks
    except ConfigurationError as error:
        if name or error.code != NO_FILE:
            raise
        return None
    desk: Desk = one_of(desks, name).desk
    return desk


def _read(files: Sequence[Path], desk: Desk | None, forward_to: str, unread: list[Unread]) -> Iterator[Inspected]:
    from csmail.mail.parse import parse

    for one in found(files):
        if one.fault:
            unread.append(_unread(one))
            continue
        raw = mail_files.raw(one.data, now())
        home = desk or _guessed(raw)
        yield inspected(parse(raw, home), home, forward_to, (one.file, one.position))


def _unread(one: Found) -> Unread:
    shown(
        NotFound(Reason.of("mail_file_unreadable", place=one.place, fault=one.fault), Reason("advice_path_then_again"))
    )
    return Unread(one.file, one.position, one.fault)


def _guessed(raw: RawMessage) -> Desk:
    """A desk whose address is the one this mail was for."""
    from csmail.mail import address
    from csmail.mail.mime import headers

    header = raw.header.decode("latin-1")
    for name in (*DELIVERED, "To", "Cc"):
        for value in headers.values(header, name):
            specs = [one.spec for one in address.parse_list(value)[0]]
            if specs:
                return Desk("desk", specs[0])
    return Desk("desk", NOBODY)


def _emit(context: typer.Context, documents: tuple[Inspected, ...], unread: list[Unread]) -> None:
    """One mail is its own document, several are a list."""
    if len(documents) == 1 and not unread:
        emit(context, documents[0])
    elif documents or len(unread) > 1:
        emit(context, Several(documents, tuple(unread)))


def _show_all(documents: Iterator[Inspected]) -> None:
    for number, one in enumerate(documents):
        if number:
            line("")
        _show(one)


def _show(one: Inspected) -> None:
    where = {"file": one.file, "position": one.position}
    name = spoken("{file}, mail {position}", **where) if one.position else one.file
    line(Styled(name, "bold"))
    people = (
        (phrase("From"), one.originators),
        ("Reply-To", one.reply_to),
        (phrase("To"), one.to),
        ("Cc", one.cc),
        ("Bcc", one.bcc),
    )
    for title, some in people:
        if some or title in ("From", "To"):
            line(f"{spoken(title):>10}  ", ", ".join(map(build.person_shown, some)) or spoken("nobody"))
    line(f"{spoken('Subject'):>10}  ", one.subject or spoken("none"))
    facts = {"kind": _kind(one.kind), "size": one.size, "language": _language(one.language)}
    line(f"{spoken('read as'):>10}  ", spoken("{kind}, {size:octet|octets}, language {language}", **facts))
    line(f"{spoken('mood'):>10}  ", one.mood.line)
    may = one.automatic_reply
    why = {"why": reasons.words(Reason(may.reason)), "evidence": may.evidence}
    machine = spoken("may answer") if may.allowed else spoken("must not answer: {why}[, seen in {evidence}]", **why)
    line(f"{spoken('machine'):>10}  ", machine)
    for file in one.attachments:
        name = file.name or spoken("a part without a name")
        size = spoken("{size:octet|octets}", size=str(file.size))
        line(f"{spoken('attached'):>10}  ", f"{name} ({file.type}, {size})")
    if one.report is not None:
        line(f"{spoken('reports'):>10}  ", _reported(one))
    for defect in one.defects:
        line(f"{spoken('odd'):>10}  ", defect)
    for name, operation in one.operations.items():
        if name != "forward" or operation.recipients:
            _show_operation(spoken(TITLES[name]), operation)


def _show_operation(title: str, one: Operation) -> None:
    line("")
    outcome = f": {spoken(REASONS[one.outcome])}, {reasons.words(Reason(one.reason))}" if one.outcome != "send" else ""
    line(f"  {title}{outcome}")
    if one.recipients:
        line(f"{spoken('From'):>10}  ", one.sender)
    for recipient in one.recipients:
        line(f"{spoken(recipient.role.capitalize()):>10}  {recipient.address}  ", Styled(f"({recipient.why})", "dim"))
    for left in one.left_out:
        line(f"{spoken('not'):>10}  {left.address}  ", Styled(f"({left.why})", "dim"))


def _kind(kind: str) -> str:
    kinds = {
        "human": phrase("a person's mail"), "autoreply": phrase("an automatic reply"), "list": phrase("mail of a list"),
    }  # fmt: skip
    return spoken(kinds.get(kind, kind))


def _language(code: str) -> str:
    return spoken({"id": phrase("Indonesian"), "en": phrase("English")}.get(code, phrase("not known")))


def _reported(one: Inspected) -> str:
    report = one.report
    assert report is not None
    addresses = ", ".join(report.failed)
    said = phrase("{addresses} failed for good") if report.permanent else phrase("{addresses} failed")
    failed = spoken(said, addresses=addresses) if addresses else spoken("nothing failed for good")
    about = report.original_id or spoken("a mail it does not name")
    return spoken("{failed}; about {mail}[; {words}]", failed=failed, mail=about, words=report.diagnostic)
