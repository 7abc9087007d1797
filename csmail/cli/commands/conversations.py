"""Conversations: list, show, search, merge, split, accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Literal, cast, get_args

import typer

from csmail.cli.commands import _lists, _rearrange
from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import words
from csmail.cli.input import identify, people, selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.terminal.columns import gives, worded
from csmail.cli.terminal.output import Part, Styled, emit, line, note
from csmail.cli.terminal.times import moment, now
from csmail.cli.typer_support.options import COUNTED, new_app, prints
from csmail.model.conversation import REMINDER, Conversation, Status
from csmail.model.filters import ConversationFilter
from csmail.model.task import OPEN
from csmail.ports import SearchLimit
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

app = new_app("All messages about one customer's matter: list them, show one, search in them, rearrange them.")
HEAD = ("ID", "CHANGED", "STATUS", "PRIORITY", worded("CUSTOMER"), worded("TAGS"), gives("SUBJECT"))
LOUD = {"urgent": "red", "high": "yellow"}
STATUSES: tuple[Status, ...] = get_args(Status)
SHOWN = 100
READ = 10_000
"""Conversations read by one search: about a second. A rare phrase of common words reads on to the oldest mail."""


@dataclass(frozen=True, slots=True)
class Conversations:
    conversations: tuple[shapes.ConversationLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class ConversationsFound:
    """`complete`: whether no older conversation was left unread."""

    conversations: tuple[shapes.ConversationLine, ...]
    complete: bool = True
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class ConversationShown:
    """`messages` are the newest, oldest first; `older` says whether there are older ones."""

    conversation: shapes.ConversationLine
    messages: tuple[shapes.MessageLine, ...]
    drafts: tuple[shapes.DraftLine, ...]
    tasks: tuple[shapes.TaskLine, ...]
    older: bool = False
    schema_version: Literal[1] = 1


@app.command("list", epilog="Example: csmail conversations list --status open --tag refund")
@prints(Conversations)
def listed(  # noqa: PLR0913  each parameter is an option of the command
    context: typer.Context,
    desk: _lists.Desk = "",
    status: Annotated[list[str] | None, typer.Option(help="open, waiting, closed or spam; may be repeated")] = None,
    tag: Annotated[str, typer.Option(help="only with this tag")] = "",
    assignee: Annotated[str, typer.Option(help="only what this agent has: an address, a name, me, nobody")] = "",
    needs: Annotated[bool, typer.Option("--needs", help="only what needs a person")] = False,
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List conversations, newest change first; without --status or --where those not closed.

    A condition of --where is `when` of a rule in one line ('tagged: late, subject: [refund, retur]'), about the newest
    mail, or FIELD OPERATOR VALUE, in quotes for the shell; several must all hold:

    status=open, priority!=low, answered_at= (is, is not; an empty value means not set)

    priority in high,urgent, priority>=high (one of these)

    tags:refund, tags!:refund (a list holds it, does not)

    customer~@gmail.com, subject!~test (stands somewhere in it, does not; upper and lower case are the same)

    last_in_at<2026-11-01, changed_at>=today, opened_at<'2d ago' (also <=, >, =, 2026-11-01T09:00, yesterday)
    """
    _lists.refuse_unknown(status or (), STATUSES, "status")
    asked = selection.asked(where or (), Conversation, now())
    with opened(context, rules=False) as wiring:
        asked = asked.named(wiring)
        usual = STATUSES if asked.fields else tuple(sorted(selection.statuses(wiring, asked.whens)))
        states = cast(tuple[Status, ...], tuple(status or ()) or usual)
        desks = (entry.desk for name, entry in wiring.config.desks.items() if desk in ("", name))
        whose = people.assignee(assignee, "", desks)
        wanted = ConversationFilter(desk, states, whose, tag, needs or None, where=asked.fields)
        fits = selection.fitting(wiring, asked.whens)
        _print(context, (one for one in wiring.store.conversations(wanted) if fits(one.id)), limit)


@app.command(epilog='Example: csmail conversations search "order 12345"')
@prints(ConversationsFound)
def search(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help='words or "phrases" in a subject, an address, a tag or a message')],
    every: Annotated[bool, typer.Option("--all", help="read on to the oldest, however long it takes")] = False,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """Find conversations by what was written in them; upper and lower case are the same, accents too.

    All words must stand somewhere, each at the beginning of a word, in any order; a phrase in double quotes as it is.
    Where common words would have every mail read, the newest 10,000 conversations that may hold them are read.
    """
    reading = None if every else SearchLimit(READ)
    with opened(context, rules=False) as wiring:
        some, more = _lists.first(wiring.store.search(words, reading), limit)
    complete = reading is None or not reading.reached
    document = ConversationsFound(tuple(map(build.conversation, some)), complete)
    ends = [_lists.ends(len(some), limit, more, "no conversation")]
    if not complete:
        ends.append(spoken("searched the newest {count} that may hold them; older ones with --all", count=READ))
    _lists.show(context, document, HEAD, lambda: map(_row, document.conversations), "; ".join(filter(None, ends)))


@app.command(epilog="Example: csmail conversations show K7F3Q2")
@prints(ConversationShown)
def show(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(help="id of the conversation, or its beginning")],
    limit: Annotated[int, typer.Option("--limit", **COUNTED, help="how many messages at most, the newest")] = SHOWN,
) -> None:
    """Show one conversation with its newest messages, notes, drafts and open tasks."""
    from csmail.desk.withdrawn import withdrawn
    from csmail.mail.order import ordered

    with opened(context, rules=False) as wiring:
        store = wiring.store
        found = identify.conversation(store, conversation)
        tasks = store.tasks(found.desk, (*OPEN, "refused"))
        gone = withdrawn(store, found.id)
        newest = tuple(islice((one for one in store.newest(found.id) if one.key not in gone), limit + 1))
        document = ConversationShown(
            build.conversation(found),
            tuple(build.message(one, found.inquiries) for one in ordered(newest[limit - 1 :: -1])),
            tuple(build.draft(one, store) for one in store.drafts(found.id)),
            tuple(build.task(one) for one in tasks if one.conversation == found.id),
            older=len(newest) > limit,
        )
    if not emit(context, document):
        _show(document)
        if document.older:
            note(context, spoken("the newest {limit}; more with --limit", limit=limit))


app.command(epilog="Example: csmail conversations merge K7F3Q2 9RT44M")(_rearrange.merge)
app.command(epilog="Example: csmail conversations split K7F3Q2 5f3a90c1")(_rearrange.split)
app.command(epilog="Example: csmail conversations accept K7F3Q2 lena@cust.example")(_rearrange.accept)


def _print(context: typer.Context, found: Iterable[Conversation], limit: int) -> None:
    some, more = _lists.first(found, limit)
    document = Conversations(tuple(map(build.conversation, some)))
    ends = _lists.ends(len(some), limit, more, "no conversation")
    _lists.show(context, document, HEAD, lambda: map(_row, document.conversations), ends)


def _row(one: shapes.ConversationLine) -> list[Part]:
    customer = (one.customer.name or one.customer.address) if one.customer else ""
    style = LOUD.get(one.priority)
    priority: Part = Styled(one.priority, style) if style else one.priority  # type: ignore[arg-type]
    snoozed = one.snoozed_until is not None and one.snoozed_until > now()
    status = f"{one.status}, {words(Reason('snoozed_now'))}" if snoozed else one.status
    return [one.id, moment(one.changed_at, one.desk), status, priority, customer, " ".join(one.tags), one.subject]


def _show(document: ConversationShown) -> None:
    one = document.conversation
    line(Styled(f"{one.id}  {one.subject or spoken('(no subject)')}", "bold"))
    facts = {"customer": build.person_shown(one.customer), "desk": one.desk, "by": one.served_by}
    state = f"{spoken(one.status)}, {spoken(one.priority)}"
    line("  ", spoken("{state}, customer {customer}, desk {desk}[ (served by {by})]", state=state, **facts))
    merged = " ".join(one.merged)
    for title, said in (
        (phrase("tags"), " ".join(one.tags)),
        (phrase("assigned to"), one.assignee),
        (phrase("merged from"), merged),
    ):
        if said:
            line(f"  {spoken(title)}: {said}")
    for told in _put_off(one):
        line("  ", Styled(told, "dim"))
    for reason in one.needs:
        line("  ", Styled(spoken("needs a person: {why}", why=reason), "yellow"))
    for message in document.messages:
        _message(message, one)
    for draft in document.drafts:
        who = {"id": draft.id, "state": spoken(draft.state), "author": draft.author, "subject": draft.subject}
        line(Styled(spoken("draft {id} ({state}) by {author}: {subject}", **who), "bold"))
    for task in document.tasks:
        what = spoken("task {id} {state}: {work}", id=task.id[:8], state=spoken(task.state), work=task.work)
        line(f"{what}  {task.note}".rstrip())


def _put_off(one: shapes.ConversationLine) -> Iterator[str]:
    if one.snoozed_until is not None and one.snoozed_until > now():
        yield words(Reason.of("snoozed_until", at=moment(one.snoozed_until, one.desk)))
    for each in one.reminders:
        yield f"{moment(each.at, one.desk)}: {words(Reason.of(REMINDER, by=each.by, text=each.text))}"


def _message(one: shapes.MessageLine, conversation: shapes.ConversationLine) -> None:
    people = one.to if one.direction == "out" else one.sender
    arrow = phrase("to {people}") if one.direction == "out" else phrase("from {people}")
    who = (
        one.subject
        if one.direction == "note" and not one.sender
        else spoken(arrow, people=", ".join(map(build.person_shown, people)))
    )
    line("")
    automatic = spoken(", automatic") if one.automatic else ""
    line(
        Styled(f"{moment(one.received_at, conversation.desk)}  {who}{automatic}", "bold"),
        Styled(f"  {one.key[:8]}", "dim"),
    )
    if one.visibility == "unsent":
        line("  ", Styled(spoken("it has not left"), "yellow"))
    if one.department:
        line("  ", Styled(spoken("{name} answered, inside: no customer gets it", name=one.department), "dim"))
    if one.quarantined:
        stranger = " ".join(each.address for each in one.sender[:1])
        accept = f"csmail conversations accept {conversation.id} {stranger}"
        line("  ", Styled(spoken("not part of this conversation: {accept}", accept=accept), "yellow"))
    elif one.weak:
        line("  ", Styled(spoken("anybody could have written it: it brings nobody in"), "dim"))
    if one.cc:
        line(Styled("cc " + ", ".join(each.address for each in one.cc), "dim"))
    if one.attachments:
        names = ", ".join(name or spoken("(no name)") for name in one.attachments)
        line(Styled(spoken("attached: {names}", names=names), "dim"))
    line(one.text.rstrip("\n"))
