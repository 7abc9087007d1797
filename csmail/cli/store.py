"""The store: info, export."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

import typer

from csmail.cli.lazy import new_app
from csmail.cli.opened import opened
from csmail.cli.options import prints
from csmail.cli.output import emit, plain, table

app = new_app("What csmail remembers: how it is, all of it as JSON lines.")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with a value each, as the store or a server tells them."""

    facts: dict[str, str]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """One line of `csmail store export`."""

    kind: str
    id: str
    document: dict[str, object]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail store info")
@prints(Facts)
def info(context: typer.Context) -> None:
    """Say how the store is: where it lies, how much it holds, whether it is whole."""
    with opened(context, rules=False) as wiring:
        document = Facts(dict(wiring.store.report()))
    if not emit(context, document):
        table(("WHAT", "VALUE"), document.facts.items())


@app.command(epilog="Example: csmail store export > desk.jsonl")
@prints(Exported)
def export(context: typer.Context) -> None:
    """Write everything as JSON lines, one document a line; this is the same with and without --json."""
    with opened(context, rules=False) as wiring:
        for one in wiring.store.export():
            print(json.dumps({"schema_version": 1, **plain(one)}))
