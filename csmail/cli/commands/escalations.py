"""Who was told of a question that waited: list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.commands import _lists
from csmail.cli.input import selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Part
from csmail.cli.terminal.times import moment, now
from csmail.cli.typer_support.groups import Listing
from csmail.cli.typer_support.options import new_app, prints
from csmail.model.conversation import Conversation
from csmail.wording.spoken import phrase, spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace

app = new_app("Who was told of a question that waited for its answer, and who has not reacted.", Listing)
HEAD = ("TOLD AT", "STEP", worded("TOLD"), "CONVERSATION", "STATE", gives("SUBJECT"))
State = Literal["waiting", "answered", "away", "passed_over"]
STATES: dict[State, str] = {
    "waiting": phrase("no reaction"), "answered": phrase("over"), "away": phrase("away"),
    "passed_over": phrase("passed over, not told"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """One step: `to` was told at `at`, or it was passed over because a higher one was due; `by` took it.

    State "waiting": the customer has no answer yet, and `to` has written nothing; "away": `to` is absent, or his
    address failed.
    """

    conversation: str
    desk: str
    at: datetime
    step: str
    to: str
    by: str
    state: State
    subject: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalations:
    """Those asked for, the newest first."""

    escalations: tuple[EscalationLine, ...]
    schema_version: Literal[1] = 1


@app.callback()
def _group() -> None:
    """A group, although it has one command."""


@app.command("list", epilog="Example: csmail escalations list --open")
@prints(Escalations)
def list_(
    context: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="only those that wait for a reaction")] = False,
    desk: _lists.Desk = "",
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List the steps of the ladder that were taken in conversations that are not closed, the newest first.

    --where asks for the conversation, as in `csmail conversations list --help`.
    """
    asked = selection.asked(where or (), Conversation, now())
    with opened(context, rules=False) as wiring:
        places = [place for name, place in wiring.desks.items() if desk in ("", name)]
        fits = selection.fitting(wiring, asked.whens, asked.fields)
        every = [line for place in places for line in _lines(place) if fits(line.conversation)]
    found = sorted((one for one in every if not open_ or one.state == "waiting"), key=lambda one: one.at, reverse=True)
    some, more = _lists.first(found, limit)
    ends = _lists.ends(len(some), limit, more, "nobody was told of anything")
    _lists.show(context, Escalations(some), HEAD, lambda: map(_row, some), ends)


def _lines(place: Workspace) -> Iterator[EscalationLine]:
    from csmail.model.filters import ConversationFilter

    for one in place.store.conversations(ConversationFilter(place.desk.name, ("open", "waiting"))):
        if one.escalations:
            yield from _of(place, one)


def _of(place: Workspace, conversation: Conversation) -> Iterator[EscalationLine]:
    from csmail.mail.address import key

    wrote = {
        key(author.spec): message.received_at
        for message in place.store.newest(conversation.id)
        if message.direction != "out"
        for author in message.originators
    }
    answered = max((turn.at for turn in conversation.turns if turn.kind == "answered"), default=None)
    for up in conversation.escalations:
        reacted = wrote.get(key(up.to))
        state: State = "waiting"
        if up.passed_over:
            state = "passed_over"
        elif (answered is not None and answered > up.at) or (reacted is not None and reacted > up.at and not up.absent):
            state = "answered"
        elif up.absent or key(up.to) in conversation.bounced:
            state = "away"
        yield EscalationLine(
            conversation.id, conversation.desk, up.at, up.step, up.to, up.by, state, conversation.subject, up.due_at
        )


def _row(one: EscalationLine) -> list[Part]:
    return [moment(one.at, one.desk), one.step or "-", one.to, one.conversation, spoken(STATES[one.state]), one.subject]
