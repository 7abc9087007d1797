"""What there is about a customer as files, and its end: import, export, forget."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _customer_changes
from csmail.cli.documents import customers as documents
from csmail.cli.documents.reasons import ReasonLine, planned, reason, sentences, words
from csmail.cli.input import identify
from csmail.cli.terminal import streams
from csmail.cli.terminal.output import Styled, emit, line, plain
from csmail.cli.terminal.times import now
from csmail.desk.customers.by_hand import Asker, refuse_colleague
from csmail.errors import UsageError
from csmail.model.customer import Customer
from csmail.reason import BadValue, Reason
from csmail.wording.spoken import spoken

STDIN = "-"
SHOWN = 20
Yes = Annotated[bool, typer.Option("--yes", help="do it; without it you see what would happen")]


@dataclass(frozen=True, slots=True)
class CustomerExported:
    """`mails` counts the .eml files, beside which lies customer.json."""

    customer: str
    folder: str
    mails: int
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class CustomerForgotten:
    """`counts` are documents of each kind that hold no data any more. `places` are folders of the mail server in which
    mails of the customer lie, `copies` older copies of the store; neither is touched."""

    customer: str
    did: tuple[str, ...]
    deeds: tuple[ReasonLine, ...]
    counts: Mapping[str, int]
    places: Mapping[str, int]
    copies: tuple[str, ...]
    dry_run: bool = False
    schema_version: Literal[1] = 1


def take_in(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="a .csv file with the column email; - is standard input")],
    yes: Yes = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Take in customers from a table: new ones are made, known ones completed; nothing that is there is taken away.

    Columns: email (needed; several addresses of one person apart by spaces), name, language, tags, note, leave_alone.
    """
    from csmail.desk.customers import imports

    with _customer_changes.asking(context, by, dry_run or not yes) as asker:
        entries = _entries(asker, file)
        _customer_changes.tell(context, asker, imports.taken(asker, entries))


def _entries(asker: Asker, file: str) -> list[Any]:
    """Every line, when all of them are right. Raises UsageError for the first that is not, having told the others."""
    from csmail import sheet
    from csmail.desk.customers import imports

    name = spoken("standard input") if file == STDIN else Path(file).name
    try:
        data = sys.stdin.buffer.read() if file == STDIN else sheet.read(Path(file))
        found = [imports.entry(row.line, row.cells) for row in sheet.rows(name, data, ("email",))]
    except BadValue as error:
        raise UsageError(error.reason, Reason.of("advice_import_columns", known=", ".join(imports.COLUMNS))) from None
    except OSError as error:
        raise UsageError(Reason.of("file_fails", path=file, said=error.strerror)) from None
    entries = [one for one in found if isinstance(one, imports.Entry)]
    wrong = [one for one in found if isinstance(one, imports.Fault)] + list(imports.faults(asker, entries))
    said = [Reason.of("sheet_line", file=name, line=one.line).because(one.reason) for one in _in_order(wrong)]
    for one in said[1:SHOWN]:
        streams.say(f"csmail: {words(one)}")
    if len(said) > SHOWN:
        streams.say(spoken("csmail: and {count} more", count=len(said) - SHOWN))
    if said:
        raise UsageError(said[0], Reason("advice_import_again"))
    return entries


def _in_order(wrong: list[Any]) -> list[Any]:
    return sorted(wrong, key=lambda one: one.line)


def export(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="an address or an id", show_default=False)],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="a folder that is not there yet")],
) -> None:
    """Write everything that is known of a customer into a folder: customer.json, and every mail as an .eml file."""
    from csmail.desk.customers import export as exporting
    from csmail.desk.customers.dossier import dossier
    from csmail.desk.customers.forget import collected
    from csmail.desk.originals import whole

    with _customer_changes.asking(context, "", False) as asker:
        store = asker.places[0].store
        person = identify.customer(store, customer)
        places = {place.desk.name: place for place in asker.places}
        papers = collected(store, person)
        _make(to)
        known = documents.shown(
            dossier(store, person, len(papers.conversations)), {name: one.desk for name, one in places.items()}, now()
        )
        _write(to / "customer.json", json.dumps(plain(known), indent=2, ensure_ascii=False).encode())
        count = 0
        for name, data in exporting.mails(
            store, papers, lambda message: whole(places[message.desk], message, seek=False)
        ):
            _write(to / name, data)
            count += 1
    document = CustomerExported(person.id, str(to), count)
    if not emit(context, document):
        line(spoken("{to}: customer.json and {count:mail|mails}", to=to, count=count))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise UsageError(
            Reason.of("file_fails", path=folder, said=error.strerror), Reason("advice_new_folder")
        ) from None


def _write(path: Path, data: bytes) -> None:
    from csmail import disk

    try:
        with os.fdopen(disk.make_new(path), "wb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError(Reason.of("file_unwritable", filename=path, said=error.strerror)) from None


def forget(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="an address or an id", show_default=False)],
    yes: Yes = False,
    even_so: Annotated[bool, typer.Option("--even-so", help="also while she waits for an answer or a mail")] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> None:
    """Forget a customer: what she wrote, what was written to her, name, addresses and notes go; numbers stay.

    A keyed hash of each address stays beside the store, so that a copy that is put back, or the mailbox read anew, is
    made to forget as well. What is on the mail server is listed, and not touched.
    """
    from csmail.desk.customers.forget import forget

    with _customer_changes.asking(context, by, dry_run or not yes) as asker, _outboxes(asker):
        store = asker.places[0].store

        def find() -> Customer:
            if "@" in customer:
                refuse_colleague(asker, customer)
            return identify.customer(store, customer, identify.CHANGING)

        done = forget(asker, find, even_so)
        papers = done.papers
        document = CustomerForgotten(
            papers.records[0].id, sentences(done.did), tuple(map(reason, done.did)), papers.counts,
            dict(papers.places), done.copies, asker.dry_run,
        )  # fmt: skip
    if not emit(context, document):
        _show(document)


@contextmanager
def _outboxes(asker: Asker) -> Iterator[None]:
    """Held by us: a mail that leaves meanwhile would be one of somebody who is forgotten."""
    from csmail.outbox import lease_name

    with ExitStack() as held:
        if not asker.dry_run:
            for place in asker.places:
                held.enter_context(place.store.lease(lease_name(place.desk.name)))
        yield


def _show(document: CustomerForgotten) -> None:
    for did in document.did:
        line(planned(did) if document.dry_run else did)
    for place, count in sorted(document.places.items()):
        where = {"count": count, "place": place}
        line("  ", spoken("on the mail server, not touched: {count:mail|mails} in {place}", **where))
    for copy in document.copies:
        line("  ", spoken("an older copy still holds it: {copy}", copy=copy))
    if document.dry_run:
        line(Styled(spoken("Nothing of this has happened; with --yes it does."), "dim"))
