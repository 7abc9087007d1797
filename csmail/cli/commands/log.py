"""Who changed what, when, by which command or rule."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import typer

from csmail.cli.commands import _lists
from csmail.cli.commands._record_lines import changed, done
from csmail.cli.input import identify, people
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import emit, note
from csmail.cli.terminal.tables import table
from csmail.cli.terminal.times import moment, since
from csmail.cli.typer_support.options import COUNTED, chosen, new_app, prints
from csmail.desk.customers.places import receipt_place
from csmail.errors import NotFound
from csmail.model.customer import RECEIPTS
from csmail.model.record import Record, RecordFilter
from csmail.ports import Store
from csmail.wording.spoken import spoken

app = new_app()
HEAD = ("AT", worded("WHO"), worded("ABOUT"), worded("DID"), worded("CHANGED"))
LIMIT = 50
CUSTOMER = re.compile(r"c[0-9a-hjkmnp-tv-z]{6}", re.IGNORECASE)
"""An id of a customer: one letter longer than one of a conversation."""


@dataclass(frozen=True, slots=True)
class Log:
    """The oldest first. `hash` is the SHA-256 of the rest of the record as JSON: keys sorted, no spaces, ASCII alone;
    `previous` is that of the record before it in the same desk."""

    records: tuple[Record, ...]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail log K7F3Q2")
@prints(Log)
def log(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    about: Annotated[
        str,
        typer.Argument(metavar="ID", help="only of this conversation, customer, agent (an address) or bulk"),
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="AGENT", help="only what this one did: a name, me")] = "",
    after: Annotated[str, typer.Option("--since", metavar="DATE", help="only since then")] = "",
    desk: _lists.Desk = "",
    limit: Annotated[
        int | None, typer.Option("--limit", **COUNTED, help=f"the newest so many; {LIMIT}, with --json all")
    ] = None,
) -> None:
    """Show who changed what: every change by a person, and what rules changed beside tags, oldest first.

    Records are only ever added; each holds the hash of the one before, which `csmail store check` reckons again.
    """
    with opened(context, rules=False) as wiring:
        who = people.meant(by, "", (entry.desk for entry in wiring.config.desks.values())) if by else ""
        wanted = RecordFilter(desk, _place(wiring.store, about) if about else "", who, since(after) if after else None)
        most = limit or (None if chosen(context).json else LIMIT)
        found = deque(wiring.store.records(wanted), most and most + 1)
    older = most is not None and len(found) > most
    if older:
        found.popleft()
    if emit(context, Log(tuple(found))):
        return
    table(HEAD, map(_row, found))
    if older:
        note(context, spoken("the newest {limit}; more with --limit", limit=most))


def _place(store: Store, about: str) -> str:
    if CUSTOMER.fullmatch(about):
        return receipt_place(about.upper())
    try:
        return identify.conversation(store, about).id
    except NotFound:
        wanted = about.casefold() if "@" in about else about.upper()
        if next(iter(store.records(RecordFilter(about=wanted))), None) is None:
            raise
        return wanted


def _row(one: Record) -> list[str]:
    return [moment(one.at, one.desk), one.by, one.about.removeprefix(RECEIPTS), done(one), "; ".join(_changes(one))]


def _changes(one: Record) -> Iterator[str]:
    for name in dict.fromkeys((*one.before, *one.after)):
        yield changed(name, one.before.get(name, ""), one.after.get(name, ""))
