"""What customers were told by when they are answered: list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from csmail.cli.commands import _lists
from csmail.cli.documents import shapes
from csmail.cli.input import selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.output import Part, Styled
from csmail.cli.terminal.times import ago, moment, now, past, since
from csmail.cli.typer_support.groups import Listing
from csmail.cli.typer_support.options import new_app, prints
from csmail.model.conversation import Conversation
from csmail.wording.spoken import spoken

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.model.promise import PromiseStanding

app = new_app("What customers were told by when they are answered, and what became of it.", Listing)
HEAD = ("DUE", "LEFT", "CONVERSATION", worded("SAID TO"), "STATE")
State = Literal["open", "kept", "broken", "replaced", "void"]
ANY = ", ".join(get_args(State))


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise that a mail carried: said at `said_at`, to be kept by `due_at`; `assignee` has the conversation.

    State "void": the matter was closed before its time. `warn_at` and `apologise_at` are set while it is open;
    `answered`: a broken one has its answer by now.
    """

    conversation: str
    desk: str
    clock: Literal["first_response", "next_response", "resolution"]
    state: State
    said_at: datetime
    due_at: datetime
    customer: shapes.Person | None = None
    assignee: str = ""
    warn_at: datetime | None = None
    apologise_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """Those asked for, the one that is due first at the top."""

    promises: tuple[PromiseLine, ...]
    schema_version: Literal[1] = 1


@app.callback()
def _group() -> None:
    """A group, although it has one command."""


@app.command("list", epilog="Example: csmail promises list --state broken --since 2026-11-01")
@prints(Promises)
def list_(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    state: Annotated[list[str] | None, typer.Option("--state", help=f"only {ANY}; several may be given")] = None,
    after: Annotated[str, typer.Option("--since", metavar="DATE", help="only those said since then")] = "",
    desk: _lists.Desk = "",
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List the promises that are owed: open ones, and broken ones that nobody has answered yet; soonest due first.

    --where asks for the conversation, as in `csmail conversations list --help`.
    """
    of_conversation = selection.asked(where or (), Conversation, now())
    asked = tuple(state or ())
    _lists.refuse_unknown(asked, get_args(State), "state")
    begins = since(after) if after else None
    with opened(context, rules=False) as wiring:
        places = [place for name, place in wiring.desks.items() if desk in ("", name)]
        every = (line for place in places for line in _lines(place, asked))
        fits = selection.fitting(wiring, of_conversation.whens, of_conversation.fields)
        since_then = (one for one in every if begins is None or one.said_at >= begins)
        found = sorted((one for one in since_then if fits(one.conversation)), key=lambda one: one.due_at)
    some, more = _lists.first(found, limit)
    at = now()
    ends = _lists.ends(len(some), limit, more, "no promise is owed" if not asked else "no promise like that")
    _lists.show(context, Promises(some), HEAD, lambda: (_row(one, at) for one in some), ends)


def _lines(place: Workspace, asked: Iterable[str]) -> Iterator[PromiseLine]:
    from csmail.clocks import promises
    from csmail.model.filters import ConversationFilter

    at, wanted = now(), frozenset(asked)
    statuses = None if wanted - {"open"} else ("open", "waiting")
    for conversation in place.store.conversations(ConversationFilter(place.desk.name, statuses)):  # type: ignore[arg-type]
        for one in promises(conversation, place.desk, at):
            owed = one.state in ("open", "broken") and one.ended_at is None
            if one.state in wanted if wanted else owed:
                yield _line(conversation, one)


def _line(conversation: Conversation, one: PromiseStanding) -> PromiseLine:
    customer = conversation.customer
    return PromiseLine(
        conversation.id, conversation.desk, one.promise.clock, one.state, one.promise.said_at, one.promise.due_at,
        shapes.Person(customer.spec, customer.name) if customer else None, conversation.assignee,
        one.warn_at, one.apologise_at, one.ended_at,
    )  # fmt: skip


def _row(one: PromiseLine, at: datetime) -> list[Part]:
    left = ago(one.due_at, at).removeprefix("in ") if one.state == "open" else "-"
    person = (one.customer.name or one.customer.address) if one.customer else "?"
    return [
        moment(one.due_at, one.desk), left, one.conversation, f"{person} ({one.assignee or spoken('nobody')})",
        Styled(_state(one, at), "red") if one.state == "broken" else _state(one, at),
    ]  # fmt: skip


def _state(one: PromiseLine, at: datetime) -> str:
    if one.state == "broken":
        return spoken("broken, answered late") if one.ended_at else spoken("broken {when}", when=past(one.due_at, at))
    if one.state == "open" and one.apologise_at is not None and one.warn_at is not None:
        if at < one.warn_at:
            return "open"
        when = moment(one.apologise_at, one.desk) if at < one.apologise_at else ""
        return spoken("half gone, apology at {when}", when=when) if when else spoken("half gone, apology drafted")
    return {"void": "closed before its time"}.get(one.state, one.state)
