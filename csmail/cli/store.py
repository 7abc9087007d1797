"""The store: info, export."""

from __future__ import annotations

import json

import typer

from csmail.cli import documents
from csmail.cli.lazy import new_app
from csmail.cli.opened import opened
from csmail.cli.options import prints
from csmail.cli.output import emit, plain, table

app = new_app("What csmail remembers: how it is, all of it as JSON lines.")


@app.command(epilog="Example: csmail store info")
@prints(documents.Facts)
def info(context: typer.Context) -> None:
    """Say how the store is: where it lies, how much it holds, whether it is whole."""
    with opened(context, rules=False) as wiring:
        document = documents.Facts(dict(wiring.store.report()))
    if not emit(context, document):
        table(("WHAT", "VALUE"), document.facts.items())


@app.command(epilog="Example: csmail store export > desk.jsonl")
@prints(documents.Exported)
def export(context: typer.Context) -> None:
    """Write everything as JSON lines, one document a line; this is the same with and without --json."""
    with opened(context, rules=False) as wiring:
        for one in wiring.store.export():
            print(json.dumps({"schema_version": 1, **plain(one)}))
