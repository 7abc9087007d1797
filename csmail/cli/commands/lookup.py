"""Look a fact up, as a draft would; see whether its owner would be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import typer

from csmail.cli.documents.reasons import words
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Styled, emit, line
from csmail.cli.terminal.times import moment
from csmail.cli.typer_support.options import new_app, prints
from csmail.errors import NotFound, UsageError
from csmail.model.address import key
from csmail.reason import Reason
from csmail.wording.spoken import spoken

app = new_app()


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`fields` are what templates may say; `owner` is the address of whom they belong to, "" when they are public.

    `told` says whether the address of --for would be told, None when none was given. `code` and `why` say why there is
    nothing, both "" when there is a row.
    """

    lookup: str
    value: str
    source: str
    fields: Mapping[str, str]
    owner: str = ""
    told: bool | None = None
    at: datetime | None = None
    code: str = ""
    why: str = ""
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail lookup order 48213 --for rina@cust.example")
@prints(LookedUp)
def lookup(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="which lookup of rules.yaml", show_default=False)],
    value: Annotated[str, typer.Argument(help="what is looked up: the number of an order", show_default=False)],
    address: Annotated[str, typer.Option("--for", metavar="ADDRESS", help="would this customer be told?")] = "",
) -> int:
    """Look a fact up, as a draft would; see whether its owner would be told."""
    with opened(context, rules=False) as wiring:
        if wiring.lookups is None or name not in wiring.lookups.sources:
            known = ", ".join(wiring.config.lookups) or "-"
            raise NotFound(Reason.of("no_such_lookup", name=name), Reason.of("advice_lookups_here", known=known))
        if address and "@" not in address:
            raise UsageError(Reason.of("not_a_recipient", written=address))
        from csmail.desk.lookups.facts import anybody

        source = wiring.lookups.sources[name]
        found = anybody(wiring.lookups, name, value)
    terms, row = source.terms, found.row or {}
    owner = row.get(terms.owner.lower(), "") if terms.owner else ""
    told = (terms.public or key(owner) == key(address)) if address and found.row is not None else None
    fields = {field: row.get(column.lower(), "") for field, column in terms.fields.items()} if row else {}
    document = LookedUp(
        name, value, source.lookup.asks, fields, owner, told, found.at, found.why.code if found.why else "",
        words(found.why) if found.why else "",
    )  # fmt: skip
    if not emit(context, document):
        _show(document, address)
    return 0 if found.why is None else NotFound.exit_code


def _show(document: LookedUp, address: str) -> None:
    at = f", {moment(document.at)}" if document.at else ""
    line(Styled(f"{document.lookup} {document.value}", "bold"), f"  {document.source}{at}")
    if document.why:
        line("  ", Styled(document.why, "yellow"))
    for field, value in document.fields.items():
        line(f"  {field}: {value}")
    if document.owner:
        line("  ", spoken("owner: {owner}", owner=document.owner))
    if document.told is not None:
        would = spoken("{address} would be told", address=address)
        line("  ", would if document.told else Styled(spoken("{address} would not be told", address=address), "yellow"))
