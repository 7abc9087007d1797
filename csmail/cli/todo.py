"""What needs a person now, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from csmail.cli import documented, documents
from csmail.cli.lazy import new_app
from csmail.cli.opened import opened
from csmail.cli.options import prints
from csmail.cli.output import Part, Styled, emit, note, table
from csmail.cli.times import ago, now
from csmail.desk.history import lately
from csmail.mail.newest import why_stale
from csmail.model.task import State
from csmail.ports import Store

if TYPE_CHECKING:
    from csmail.desk.place import Workplace

app = new_app()
HEAD = ("URGENCY", "SINCE", "WHY", "BEGIN WITH")
ORDER = ("in_doubt", "urgent", "high", "normal", "low")
LOUD = {"in_doubt": "red", "urgent": "red", "high": "yellow"}
ASKING: tuple[State, ...] = ("in_doubt", "held", "refused")
SHORT = 8


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that needs a person: `why`, and the command to begin with."""

    urgency: Literal["in_doubt", "urgent", "high", "normal", "low"]
    why: str
    command: str
    since: datetime
    conversation: str = ""
    subject: str = ""
    customer: documents.Person | None = None


@dataclass(frozen=True, slots=True)
class Todo:
    todo: tuple[TodoLine, ...]
    schema_version: Literal[1] = 1


@app.command(epilog="Example: csmail todo")
@prints(Todo)
def todo(context: typer.Context, desk: Annotated[str, typer.Option(help="only this desk")] = "") -> None:
    """List what needs a person: mails in doubt, conversations that ask, drafts that wait; most urgent first."""
    with opened(context, rules=False) as wiring:
        stopped = [_stopped(place) for name, place in wiring.desks.items() if desk in ("", name)]
        held = [one for name, place in wiring.desks.items() if desk in ("", name) for one in _held(place)]
        rest = _everything(wiring.store, desk)
        found = sorted((*filter(None, stopped), *held, *rest), key=lambda one: (ORDER.index(one.urgency), one.since))
    if emit(context, Todo(tuple(found))):
        return
    at = now()
    table(HEAD, (_row(one, at) for one in found))
    if not found:
        note(context, "nothing needs you")


def _stopped(place: Workplace) -> TodoLine | None:
    """One line for the desk whose breaker holds acknowledgements, however many they are."""
    from csmail.desk.breaker import breaker

    at = now()
    stands = breaker(place.store, place.desk, at)
    if not stands.said():
        return None
    begin = f"outbox show {stands.holds[0].id[:SHORT]}" if stands.holds else "status"
    since = stands.holds[0].created_at if stands.holds else at
    return TodoLine("urgent", f"{place.desk.name}: {stands.said()}", f"csmail {begin}", since)


def _held(place: Workplace) -> Iterator[TodoLine]:
    """Held for one and the same reason, by the fence or by a restore: one line, however many they are."""
    from csmail.cli.held import said
    from csmail.desk.breaker import HELD

    tasks = tuple(place.store.tasks(place.desk.name, HELD))
    since = max((task.changed_at for task in tasks), default=now())
    for words in said(place.store.fact("restored"), tasks, now()):
        yield TodoLine("urgent", f"{place.desk.name}: {words}", "csmail outbox list --state held", since)


def _everything(store: Store, desk: str) -> Iterator[TodoLine]:
    from csmail.cli.held import claimed_elsewhere, put_back
    from csmail.desk.breaker import holds

    for task in store.tasks(desk, ASKING):
        if holds(task) or claimed_elsewhere(task) or put_back(task):
            continue  # hundreds of them make one line of the desk
        yield TodoLine(
            urgency="in_doubt" if task.state == "in_doubt" else "high",
            why=f"{documented.work(task.work)}: {task.state}" + (f", {task.note}" if task.note else ""),
            command=f"csmail outbox show {task.id[:SHORT]}",
            since=task.changed_at,
            conversation=task.conversation,
        )
    where = {"desk": desk} if desk else {}
    for one in store.conversations(needs=True, **where):
        if one.status == "spam":
            continue
        yield TodoLine(
            urgency=one.priority,
            why="; ".join(one.needs),
            command=f"csmail conversations show {one.id}",
            since=one.changed_at,
            conversation=one.id,
            subject=one.subject,
            customer=documented.person(one.customer) if one.customer else None,
        )
    yield from _drafts(store, desk)
    yield from _unanswered(store, desk)


def _drafts(store: Store, desk: str) -> Iterator[TodoLine]:
    waiting = [draft for draft in store.drafts(waiting=True) if desk in ("", draft.desk)]
    stale = {draft.id: why_stale(draft, lately(store, draft)) for draft in waiting}
    fresh = {draft.conversation for draft in waiting if not stale[draft.id]}
    for draft in waiting:
        late = stale[draft.id]
        if late and draft.conversation in fresh:
            continue  # a newer one stands in this list; `drafts list` shows both
        conversation = store.conversation(draft.conversation)
        yield TodoLine(
            urgency=conversation.priority if conversation else "normal",
            why=f"a draft waits, but {late}" if late else "a draft waits to be sent",
            command=f"csmail drafts show {draft.id}",
            since=draft.created_at,
            conversation=draft.conversation,
            subject=draft.subject,
            customer=documented.person(conversation.customer) if conversation and conversation.customer else None,
        )


def _unanswered(store: Store, desk: str) -> Iterator[TodoLine]:
    """Open conversations that nothing above speaks of; a backlog is work of its own (`csmail conversations list`)."""
    drafted = {draft.conversation for draft in store.drafts(waiting=True)}
    where = {"desk": desk} if desk else {}
    for one in store.conversations(status="open", **where):
        if one.id in drafted or one.needs or one.backlog:
            continue
        yield TodoLine(
            urgency=one.priority,
            why="no answer yet",
            command=f"csmail conversations show {one.id}",
            since=one.last_in_at or one.changed_at,
            conversation=one.id,
            subject=one.subject,
            customer=documented.person(one.customer) if one.customer else None,
        )


def _row(one: TodoLine, at: datetime) -> list[Part]:
    style = LOUD.get(one.urgency)
    urgency: Part = Styled(one.urgency, style) if style else one.urgency  # type: ignore[arg-type]
    who = (one.customer.name or one.customer.address) if one.customer else ""
    about = ": ".join(filter(None, (who, one.subject)))
    return [urgency, ago(one.since, at), f"{one.why} ({about})" if about else one.why, one.command]
