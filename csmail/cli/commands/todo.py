"""What needs a person now, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Literal

import typer

from csmail.cli.commands._held import summary
from csmail.cli.commands._todo_lines import TodoLine, Work, kept, put_back
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Part, Styled, emit, note, table, terminal
from csmail.cli.terminal.times import ago, now
from csmail.cli.typer_support.options import COUNTED, new_app, prints

app = new_app()
HEAD = ("URGENCY", "SINCE", "WHY", "BEGIN WITH")
LOUD = {"in_doubt": "red", "urgent": "red", "high": "yellow"}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Todo:
    """`left_out` is how many lines more there are."""

    todo: tuple[TodoLine, ...]
    left_out: int = 0
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail todo")
@prints(Todo)
def todo(
    context: typer.Context,
    desk: Annotated[str, typer.Option(help="only this desk")] = "",
    limit: Annotated[
        int | None,
        typer.Option(**COUNTED, show_default=False, help=f"how many at most; on a terminal {SHOWN}, else all"),
    ] = None,
) -> None:
    """List what needs a person: mails in doubt, conversations that ask, drafts that wait; most urgent first.

    What waits for one and the same reason is one line. Customers you have written to come before senders nobody knows.
    """
    most = limit or (SHOWN if terminal() else None)
    with opened(context, rules=False) as wiring:
        places = {name: place for name, place in wiring.desks.items() if desk in ("", name)}
        told = {name: summary(place, now()) for name, place in places.items()}
        about = [kept(name, one) for name, said in told.items() for one in said.lines]
        about += [line for place in places.values() for line in put_back(place)]
        work = Work(wiring.store, desk, told, about)
        found = tuple(islice(work.lines(), most))
        left_out = max(work.count() - len(found), 0) if len(found) == most else 0
    if emit(context, Todo(found, left_out)):
        return
    at = now()
    table(HEAD, (_row(one, at) for one in found))
    if left_out:
        note(context, f"the first {len(found)} of {len(found) + left_out}; more with --limit")
    if not found:
        note(context, "nothing needs you")


def _row(one: TodoLine, at: datetime) -> list[Part]:
    style = LOUD.get(one.urgency)
    urgency: Part = Styled(one.urgency, style) if style else one.urgency  # type: ignore[arg-type]
    who = (one.customer.name or one.customer.address) if one.customer else ""
    about = ": ".join(filter(None, (who, one.subject)))
    return [urgency, ago(one.since, at), f"{one.why} ({about})" if about else one.why, one.command]
