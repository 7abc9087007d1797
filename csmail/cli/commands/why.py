"""Why csmail did what it did, or did not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Literal

import typer

from csmail.cli.commands import _clock_lines
from csmail.cli.documents import build, clocks, explained, shapes
from csmail.cli.documents.clocks import ClockLine
from csmail.cli.input import identify
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Styled, emit, line, note
from csmail.cli.terminal.times import moment, now
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.desk.customers.places import receipt_place
from csmail.errors import NotFound
from csmail.model.receipt import Receipt
from csmail.model.task import MoveMessage, SetFlags, SetKeywords, State, Task
from csmail.ports import Outbox, Store
from csmail.reason import Reason
from csmail.wiring import Wiring
from csmail.wording.spoken import spoken

app = new_app()
LIMIT = 100
CLOCKS_OF = 3
"""Conversations whose clocks are told: a message that was moved has receipts in two."""
CUSTOMER = re.compile(r"c[0-9a-hjkmnp-tv-z]{6}", re.IGNORECASE)
"""An id of a customer: one letter longer than one of a conversation."""
UNDONE: tuple[State, ...] = ("queued", "deferred", "refused", "dropped")


@dataclass(frozen=True, slots=True)
class Receipts:
    """The newest, oldest first; `older` says whether there are older ones. `undone` are deeds on the mailbox that they
    speak of and that are not done: still to do, or refused. `clocks` are those of the conversations they speak of."""

    receipts: tuple[shapes.ReceiptLine, ...]
    older: bool = False
    undone: tuple[shapes.TaskLine, ...] = ()
    clocks: tuple[ClockLine, ...] = ()
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail why K7F3Q2")
@prints(Receipts)
def why(
    context: typer.Context,
    about: Annotated[
        str, typer.Argument(metavar="MESSAGE|CONVERSATION|CUSTOMER", help="id of one of these, or a Message-ID")
    ],
    limit: Annotated[int, typer.Option("--limit", **COUNTED, help="how many receipts at most, the newest")] = LIMIT,
) -> None:
    """Print the receipts of a message or a conversation: rules hit and missed, what was done, what was withheld."""
    with opened(context, rules=False) as wiring:
        receipts = _receipts(wiring.store, about, tuple(wiring.config.desks), limit + 1)
        undone = tuple(_undone(wiring.store, receipts))
        shown = explained.shown(wiring.store, receipts[-limit:])
        running = tuple(_clocks(wiring, receipts))
    document = Receipts(shown, len(receipts) > limit, tuple(map(build.task, undone)), running)
    if not emit(context, document):
        for one in document.receipts:
            show(one)
        for task in document.undone:
            pending = {"work": task.work, "state": spoken(task.state), "why": task.note}
            line(Styled("  " + spoken("not done: {work}: {state}[, {why}]", **pending), "yellow"))
        for clock in document.clocks:
            for told in _clock_lines.told(clock):
                line(Styled(told, "yellow") if clock.late else told)
        if document.older:
            note(context, spoken("the newest {limit}; more with --limit", limit=limit))


def _clocks(wiring: Wiring, receipts: tuple[Receipt, ...]) -> Iterator[ClockLine]:
    spoken_of = dict.fromkeys(receipt.conversation for receipt in receipts if receipt.conversation)
    for id in islice(spoken_of, CLOCKS_OF):
        conversation = wiring.store.conversation(id)
        if conversation is not None and conversation.desk in wiring.desks:
            yield from clocks.lines(conversation, wiring.desks[conversation.desk].desk, now())


def _undone(store: Outbox, receipts: tuple[Receipt, ...]) -> Iterator[Task]:
    spoken_of = {receipt.conversation for receipt in receipts} - {""}
    for desk in dict.fromkeys(receipt.desk for receipt in receipts):
        for task in store.tasks(desk, UNDONE):
            if task.conversation in spoken_of and isinstance(task.work, MoveMessage | SetFlags | SetKeywords):
                yield task


def _receipts(store: Store, about: str, desks: tuple[str, ...], limit: int) -> tuple[Receipt, ...]:
    found = store.receipts(about, limit)
    if found:
        return found
    if CUSTOMER.fullmatch(about):
        return store.receipts(receipt_place(about.upper()), limit)
    if "@" in about:
        wanted = about if about.startswith("<") else f"<{about}>"
        known = [store.known(desk, (wanted,)).get(wanted) for desk in desks]
        keys = [one.message for one in known if one is not None]
        if not keys:
            raise NotFound(Reason.of("no_such_message", wanted=wanted), "csmail conversations search WORDS")
        return tuple(receipt for key in keys for receipt in store.receipts(key))
    return store.receipts(identify.conversation(store, about).id, limit)


def show(one: shapes.ReceiptLine) -> None:
    """Print one receipt for people."""
    who = spoken("{on}, by {by}", on=spoken(one.on), by=one.by or spoken("the rules"))
    line(Styled(f"{moment(one.at, one.desk)}  {who}  {one.conversation}", "bold"))
    for step in one.steps:
        asked = f"{step.rule}: {step.action}" if step.rule and one.on != "hand" else step.action
        line(f"  {asked} {step.parameters}".rstrip())
        if step.withheld:
            line("    ", Styled(spoken("withheld: {why}", why=step.withheld), "yellow"))
        for deed in step.did:
            line(f"    {deed}")
    if one.hits:
        line("  ", spoken("rules that hit: "), ", ".join(one.hits))
    for rule, path in one.misses.items():
        line(Styled("  " + spoken("missed: {rule}, on {field}", rule=rule, field=path), "dim"))
    for field, value in one.seen.items():
        line(Styled("  " + spoken("seen: {field} = {value}", field=field, value=value), "dim"))
    if one.unexplained:
        line(Styled(f"  {one.unexplained.words}", "dim"))
    for remark in one.notes:
        line(f"  {remark}")
