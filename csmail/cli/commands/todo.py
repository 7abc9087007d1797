"""What needs a person now, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli.commands._held import Kept, Summary, is_told_of, summary
from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reason, reasons, sentences, words
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.output import Part, Styled, emit, note, table, terminal
from csmail.cli.terminal.times import ago, now
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.desk.history import lately
from csmail.mail.address import key
from csmail.mail.transcript import why_stale
from csmail.model.conversation import Conversation
from csmail.model.filters import ConversationFilter
from csmail.model.reason import Reason
from csmail.model.task import State
from csmail.ports import Outbox, Store

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace

app = new_app()
HEAD = ("URGENCY", "SINCE", "WHY", "BEGIN WITH")
ORDER = ("in_doubt", "urgent", "high", "normal", "low")
LOUD = {"in_doubt": "red", "urgent": "red", "high": "yellow"}
ASKING: tuple[State, ...] = ("in_doubt", "held", "refused")
SHORT = 8
SHOWN = 50
WAITS = Reason("draft_waits")
UNANSWERED = Reason("no_answer_yet")


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that needs a person: `why`, and the command to begin with.

    `known`: a person of ours wrote to this customer before. `cause` is the code of what one line tells of many.
    `reasons` say the same as `why`, with their codes.
    """

    urgency: Literal["in_doubt", "urgent", "high", "normal", "low"]
    why: str
    command: str
    since: datetime
    conversation: str = ""
    subject: str = ""
    customer: shapes.Person | None = None
    known: bool = False
    cause: str = ""
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """`left_out` is how many lines more there are."""

    todo: tuple[TodoLine, ...]
    left_out: int = 0
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line with what it is ordered by; `crowd`: nobody has asked for a person, and nobody knows the sender."""

    line: TodoLine
    crowd: bool = False
    flooded: bool = False

    @property
    def rank(self) -> tuple[bool, int, bool, datetime]:
        """While a flood goes on its mails come last, whatever they call themselves."""
        return self.crowd and self.flooded, ORDER.index(self.line.urgency), self.crowd, self.line.since


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
    with opened(context, rules=False) as wiring:
        told = {name: summary(place, now()) for name, place in wiring.desks.items() if desk in ("", name)}
        kept = [_kept(name, one) for name, said in told.items() for one in said.lines]
        places = (place for name, place in wiring.desks.items() if desk in ("", name))
        kept += [line for place in places for line in _put_back(place)]
        every = [*map(Ranked, kept), *_everything(wiring.store, desk, told)]
    every.sort(key=lambda one: one.rank)
    most = limit or (SHOWN if terminal() else len(every))
    found = tuple(one.line for one in every[:most])
    if emit(context, Todo(found, len(every) - len(found))):
        return
    at = now()
    table(HEAD, (_row(one, at) for one in found))
    if len(every) > len(found):
        note(context, f"the first {len(found)} of {len(every)}; more with --limit")
    if not found:
        note(context, "nothing needs you")


def _kept(desk: str, one: Kept) -> TodoLine:
    return TodoLine(one.urgency, f"{desk}: {one.words}", one.command, one.since, cause=one.cause)


def _put_back(workspace: Workspace) -> Iterator[TodoLine]:
    """Folders that the mail server put back from a copy: only a person can know what is missing there now."""
    from csmail.desk import numbering

    for one in numbering.told(workspace.store, workspace.desk.name, now()):
        why = f"{workspace.desk.name}: {words(one.reason)}"
        yield TodoLine("urgent", why, f"csmail audit {workspace.desk.name}", one.at, cause="renumbered")


def _everything(store: Store, desk: str, told: Mapping[str, Summary]) -> Iterator[Ranked]:
    yield from map(Ranked, _tasks(store, desk, told))
    for one in store.conversations(ConversationFilter(desk, needs=True)):
        if one.status != "spam":
            yield Ranked(_of(one, one.needs, one.changed_at))
    yield from map(Ranked, _drafts(store, desk))
    yield from _unanswered(store, desk, frozenset(name for name, one in told.items() if one.flooded))


def _tasks(store: Outbox, desk: str, told: Mapping[str, Summary]) -> Iterator[TodoLine]:
    for task in store.tasks(desk, ASKING):
        if not is_told_of(task, told[task.desk].many if task.desk in told else frozenset()):
            yield TodoLine(
                urgency="in_doubt" if task.state == "in_doubt" else "high",
                why=f"{build.work(task.work)}: {task.state}" + (f", {build.words(task.reason)}" if task.reason else ""),
                command=f"csmail outbox show {task.id[:SHORT]}",
                since=task.changed_at,
                conversation=task.conversation,
                reasons=(reason(task.reason),) if task.reason else (),
            )


def _of(one: Conversation, why: Sequence[Reason], since: datetime) -> TodoLine:
    return TodoLine(
        urgency=one.priority,
        why="; ".join(sentences(why)),
        command=f"csmail conversations show {one.id}",
        since=since,
        conversation=one.id,
        subject=one.subject,
        customer=build.person(one.customer) if one.customer else None,
        known=one.answered_at is not None,
        reasons=reasons(why),
    )


def _drafts(store: Store, desk: str) -> Iterator[TodoLine]:
    waiting = [draft for draft in store.drafts(waiting=True) if desk in ("", draft.desk)]
    stale = {draft.id: why_stale(draft, lately(store, draft)) for draft in waiting}
    fresh = {draft.conversation for draft in waiting if not stale[draft.id]}
    for draft in waiting:
        late = stale[draft.id]
        if late and draft.conversation in fresh:
            continue  # a newer one stands in this list; `drafts list` shows both
        conversation = store.conversation(draft.conversation)
        why = Reason("draft_stale").because(late) if late else WAITS
        yield TodoLine(
            urgency=conversation.priority if conversation else "normal",
            why=words(why),
            command=f"csmail drafts show {draft.id}",
            since=draft.created_at,
            conversation=draft.conversation,
            subject=draft.subject,
            customer=build.person(conversation.customer) if conversation and conversation.customer else None,
            reasons=reasons((why,)),
        )


def _unanswered(store: Store, desk: str, flooded: frozenset[str]) -> Iterator[Ranked]:
    """Open conversations that nothing above speaks of; a backlog is work of its own (`csmail conversations list`)."""
    from csmail.desk.acquaintance import Acquaintances

    drafted = {draft.conversation for draft in store.drafts(waiting=True)}
    met: dict[str, Acquaintances] = {}
    for one in store.conversations(ConversationFilter(desk, ("open",))):
        if one.id in drafted or one.needs or one.backlog:
            continue
        people = met.setdefault(one.desk, Acquaintances(store, one.desk))
        known = one.answered_at is not None or people.of(key(one.customer.spec) if one.customer else "").answered
        line = replace(_of(one, (UNANSWERED,), one.last_in_at or one.changed_at), known=known)
        yield Ranked(line, crowd=not known, flooded=one.desk in flooded)


def _row(one: TodoLine, at: datetime) -> list[Part]:
    style = LOUD.get(one.urgency)
    urgency: Part = Styled(one.urgency, style) if style else one.urgency  # type: ignore[arg-type]
    who = (one.customer.name or one.customer.address) if one.customer else ""
    about = ": ".join(filter(None, (who, one.subject)))
    return [urgency, ago(one.since, at), f"{one.why} ({about})" if about else one.why, one.command]
