"""What needs a person now, by the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.commands._held import summary
from csmail.cli.commands._todo_lines import Scope, TodoLine, Work, due_articles, edited_elsewhere, kept, put_back
from csmail.cli.commands._todo_order import EXACT, Order
from csmail.cli.documents.reasons import words
from csmail.cli.input import people, selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Part, Styled, emit, note, terminal
from csmail.cli.terminal.tables import table
from csmail.cli.terminal.times import ago, moment, now, until
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.errors import UsageError
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.model.conversation import Conversation
    from csmail.model.desk import Desk
    from csmail.wiring import Wiring

app = new_app()
HEAD = ("DUE", worded("WHY"), "WHO", gives("WHAT"), "BEGIN WITH")
LOUD = {"in_doubt": "red", "urgent": "red", "high": "yellow"}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Todo:
    """`left_out` is how many lines more there are. `by_clock`: false for a list too long to be looked at line by line,
    which goes by priority and time alone. `snoozed` is how many conversations are left out because they are snoozed."""

    todo: tuple[TodoLine, ...]
    left_out: int = 0
    by_clock: bool = True
    snoozed: int = 0
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail todo --mine")
@prints(Todo)
def todo(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    desk: Annotated[str, typer.Option(help="only this desk")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="only what you have")] = False,
    of: Annotated[str, typer.Option("--of", metavar="AGENT", help="only what this agent has")] = "",
    unassigned: Annotated[bool, typer.Option("--unassigned", help="only what nobody has")] = False,
    where: where_option.Where = None,
    every: Annotated[bool, typer.Option("--all", help="all lines, on a terminal too, and what is snoozed")] = False,
    limit: Annotated[
        int | None,
        typer.Option(**COUNTED, show_default=False, help=f"how many at most; on a terminal {SHOWN}, else all"),
    ] = None,
) -> None:
    """List what needs a person: mails that wait for your word, then what is overdue, what is due soon, the rest.

    Within the rest the urgent and the upset come first. What waits for one and the same reason is one line; while a
    flood of mail goes on, senders nobody knows come last. --where asks for the conversation, as in `csmail
    conversations list --help`; what has none is left out then.
    """
    from csmail.model.conversation import Conversation

    asked = selection.asked(where or (), Conversation, now())
    whose = _whose(mine, of, unassigned)
    most = limit or (SHOWN if terminal() and not every else None)
    with opened(context, rules=False) as wiring:
        work, order = _work(wiring, desk, whose, every)
        fits = selection.fitting(wiring, asked.whens, asked.fields)
        some = [line for line in work.lines() if fits(line.conversation)] if asked else None
        count = work.count() if some is None else len(some)
        by_clock = count <= EXACT
        every_line = work.lines() if some is None else some
        lines = order.sorted(every_line) if by_clock else every_line
        found = tuple(islice(lines, most))
        snoozed = len(work.left_out) if some is None else 0
        left_out = max(count - snoozed - len(found), 0) if len(found) == most else 0
    if emit(context, Todo(found, left_out, by_clock, snoozed)):
        return
    at = now()
    table(HEAD, (_row(one, at) for one in found))
    for said in _ends(len(found), left_out, by_clock, snoozed):
        note(context, said)


def _ends(shown: int, left_out: int, by_clock: bool, snoozed: int) -> Iterator[str]:
    """What is said below the lines."""
    if left_out:
        yield spoken("the first {shown} of {all}; more with --limit", shown=shown, all=shown + left_out)
    if not by_clock:
        order = phrase(
            "more than {count} lines: by priority and time, not by the clock; --mine or --desk makes it shorter"
        )
        yield spoken(order, count=EXACT)
    if not shown:
        yield spoken("nothing needs you")
    if snoozed:
        yield spoken("{count} snoozed; --all lists them too", count=snoozed)


def _whose(mine: bool, of: str, unassigned: bool) -> str:
    if sum((mine, bool(of), unassigned)) > 1:
        raise UsageError(Reason("asked_together"), Reason("advice_leave_two_out"))
    return people.ME if mine else people.NOBODY if unassigned else of


def _work(wiring: Wiring, desk: str, whose: str, every: bool) -> tuple[Work, Order]:
    places = {name: place for name, place in wiring.desks.items() if desk in ("", name)}
    told = {name: summary(place, now()) for name, place in places.items()}
    about = [kept(name, one) for name, said in told.items() for one in said.lines]
    about += [line for place in places.values() for line in put_back(place)]
    about += [line for place in places.values() for line in edited_elsewhere(place)]
    about += [line for place in places.values() for line in due_articles(place)]
    desks = {name: place.desk for name, place in places.items()}
    agent = people.assignee(whose, "", desks.values())
    flooded = frozenset(name for name, one in told.items() if one.flooded)
    scope = Scope(desk, agent, None if every else partial(_is_snoozed, desks, now()))
    return Work(wiring.store, scope, told, about), Order(wiring.store, desks, flooded, now())


def _is_snoozed(desks: Mapping[str, Desk], at: datetime, one: Conversation) -> bool:
    from csmail.clocks import is_snoozed

    return one.desk in desks and is_snoozed(one, desks[one.desk], at)


def _row(one: TodoLine, at: datetime) -> list[Part]:
    style = "red" if one.group == "overdue" else LOUD.get(one.urgency)
    due = until(one.due_at, at, one.desk) if one.due_at else ""
    why: Part = Styled(one.why, style) if style else one.why  # type: ignore[arg-type]
    who = (one.customer.name or one.customer.address) if one.customer else ""
    what = ": ".join(filter(None, (who, one.subject)))
    snoozed = words(Reason.of("snoozed_until", at=moment(one.snoozed_until, one.desk))) if one.snoozed_until else ""
    what = f"{what} ({snoozed})" if snoozed else what
    waits = f"{ago(one.since, at)} {what}".rstrip()
    return [due, why, one.assignee.partition("@")[0], waits, one.command]
