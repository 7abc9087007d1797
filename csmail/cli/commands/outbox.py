"""The outbox: list, show, retry, release, resolve, probe, drop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import typer

from csmail.cli.actions.command import By, DryRun
from csmail.cli.commands import _lists
from csmail.cli.commands import _release as released
from csmail.cli.documents import build, shapes
from csmail.cli.documents.probed import Probes, ask, probes
from csmail.cli.documents.probed import show as show_case
from csmail.cli.input import identify, selection
from csmail.cli.input import where as where_option
from csmail.cli.input.configuration import opened
from csmail.cli.input.people import acting
from csmail.cli.terminal.columns import worded
from csmail.cli.terminal.editor import interactive
from csmail.cli.terminal.output import Part, Styled, emit, line, note
from csmail.cli.terminal.times import moment, now
from csmail.cli.typer_support.options import chosen, new_app, prints
from csmail.errors import Refused, UsageError
from csmail.model.changes import Changes
from csmail.model.task import SendMail, State, Task
from csmail.reason import Reason
from csmail.wording.spoken import phrase, spoken

app = new_app("What is to be done outside (mails to send, folders to change): list it, decide what is in doubt.")
HEAD = ("ID", "CHANGED", "STATE", "CONVERSATION", worded("WORK"), worded("TO"), worded("NOTE"))
STATES: tuple[State, ...] = get_args(State)
ENDED = ("sent", "done", "dropped")
LOUD = {"in_doubt": "red", "refused": "red", "held": "yellow", "deferred": "yellow"}
SHORT = 8

TaskId = Annotated[str, typer.Argument(help="id of the task, or its beginning")]
MaybeTaskId = Annotated[str, typer.Argument(help="id of the task, or its beginning; without it every one in doubt")]
How = Annotated[
    Literal["sent", "again", "drop"] | None,
    typer.Argument(help="sent: it did arrive; again: it did not, send it once more; drop: forget it"),
]


@dataclass(frozen=True, slots=True)
class Tasks:
    tasks: tuple[shapes.TaskLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class TaskShown:
    """`content` is the mail as transmitted, each byte as the character with its number (latin-1)."""

    task: shapes.TaskLine
    sender: str = ""
    recipients: tuple[str, ...] = ()
    content: str = ""
    dry_run: bool = False
    schema_version: Literal[1] = 1


@app.command("list", epilog="Example: csmail outbox list --state in_doubt")
@prints(Tasks)
def listed(
    context: typer.Context,
    desk: _lists.Desk = "",
    state: Annotated[list[str] | None, typer.Option(help="in_doubt, held, deferred …; may be repeated")] = None,
    where: where_option.Where = None,
    limit: _lists.Limit = _lists.LIMIT,
) -> None:
    """List tasks, oldest first; without --state or --where those that are not finished.

    A condition of --where is FIELD OPERATOR VALUE, as in `csmail conversations list --help`; for example

    state=in_doubt, reason=breaker_open, conversation=K7F3Q2, changed_at<'2d ago', due_at<=today
    """
    _lists.refuse_unknown(state or (), STATES, "state")
    asked = selection.asked(where or (), Task, now())
    wanted = tuple(one for one in STATES if (one in state if state else asked.fields or one not in ENDED))
    with opened(context, rules=False) as wiring:
        asked = asked.named(wiring)
        fits = selection.fitting(wiring, asked.whens)
        tasks = (one for one in wiring.store.tasks(desk, wanted, asked.fields) if fits(one.conversation))
        found, more = _lists.first(tasks, limit)
    document = Tasks(tuple(map(build.task, found)))
    ends = _lists.ends(len(found), limit, more, "no such task" if state or asked else "the outbox is empty")
    _lists.show(context, document, HEAD, lambda: map(_row, document.tasks), ends)


@app.command(epilog="Example: csmail outbox show 3f9a")
@prints(TaskShown)
def show(context: typer.Context, task: TaskId) -> None:
    """Show one task: what became of each recipient, and the mail as it is transmitted."""
    with opened(context, rules=False) as wiring:
        found = identify.task(wiring.store, task)
        document = _document(wiring.store, found)
    if not emit(context, document):
        _show(document)


@app.command(epilog="Example: csmail outbox retry 3f9a")
@prints(TaskShown)
def retry(context: typer.Context, task: TaskId, by: By = "", dry_run: DryRun = False) -> None:
    """Try a deferred, refused or held task again at the next pass; a mail in doubt is resolved instead."""
    _change(context, task, Person(by, dry_run), lambda found, who, now, _: _outbox().retry(found, who, now))


@app.command(epilog="Example: csmail outbox resolve 3f9a sent")
@prints(TaskShown)
def resolve(
    context: typer.Context, task: MaybeTaskId = "", how: How = None, by: By = "", dry_run: DryRun = False
) -> None:
    """Say what became of a mail in doubt; without a word about it, on a terminal, you are asked, one by one.

    Before you are asked csmail looks for proof: a copy in the Sent folder, a report about the mail, an answer to it.
    """
    if how is None:
        _walk(context, task, by, dry_run)
    else:
        _resolved(context, task, how, by, dry_run)


@app.command(epilog="Example: csmail outbox probe 3f9a")
@prints(Probes)
def probe(context: typer.Context, task: MaybeTaskId = "") -> None:
    """Look for proof that a mail in doubt arrived, or that each of them did; changes nothing."""
    with opened(context, rules=False) as wiring:
        found = tuple(probes(wiring, _doubted(wiring.store, task)))
    if emit(context, Probes(found)):
        return
    for one in found:
        show_case(one, now())
    if not found:
        note(context, spoken("nothing is in doubt"))


@app.command(epilog="Example: csmail outbox drop 3f9a")
@prints(TaskShown)
def drop(context: typer.Context, task: TaskId, by: By = "", dry_run: DryRun = False) -> None:
    """Take a task out of the outbox for good; it stays in the store as dropped."""
    _change(context, task, Person(by, dry_run), lambda found, who, now, shown: _outbox().drop(found, who, now, shown))


app.command(epilog="Example: csmail outbox release --cause breaker_open --dry-run")(released.release)


def _doubted(store: Any, task: str) -> list[Task]:
    if not task:
        return list(store.tasks("", ("in_doubt",)))
    found = identify.task(store, task)
    if found.state != "in_doubt":
        raise UsageError(Reason.of("task_not_in_doubt", id=found.id[:SHORT], state=found.state), "csmail outbox list")
    return [found]


def _walk(context: typer.Context, task: str, by: str, dry_run: bool) -> None:
    """Each case with what was found about it; what the person says is done at once."""
    if not interactive() or chosen(context).json:
        raise UsageError(Reason("say_which_task"), "csmail outbox resolve ID sent|again|drop")
    with opened(context, rules=False) as wiring:
        cases = tuple(probes(wiring, _doubted(wiring.store, task)))
    for one in cases:
        show_case(one, now())
        said = ask()
        if said:
            _resolved(context, one.task.id, said, by, dry_run)
    if not cases:
        note(context, spoken("nothing is in doubt"))


def _resolved(context: typer.Context, task: str, how: Any, by: str, dry_run: bool) -> None:
    person = Person(by, dry_run)
    _change(context, task, person, lambda found, who, now, shown: _outbox().resolve(found, how, who, now, shown))


def _shown(task: Task, store: Any) -> Any:
    from csmail.outbox import shown

    return shown.of(task, store)


def _outbox() -> Any:
    from csmail import outbox

    return outbox


Change = Callable[[Task, str, datetime, Any], Changes]


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and whether only to see what would happen."""

    by: str
    dry_run: bool


def _change(context: typer.Context, task: str, person: Person, change: Change) -> None:
    dry_run = person.dry_run
    with opened(context, rules=False) as wiring:
        who = acting(person.by, *(entry.desk for entry in wiring.config.desks.values()))
        store = wiring.store
        found = identify.task(store, task, identify.CHANGING)
        with store.lease(_outbox().lease_name(found.desk)):
            found = store.task(found.id) or found  # a worker may have sent it before the lease was ours
            changes = change(found, who, now(), _shown(found, store))
            after = next(iter(changes.updated), None)
            if after is None:
                raise Refused(Reason.of("nothing_to_do_with_task", state=found.state), "csmail outbox show ID")
            if not dry_run:
                store.commit(changes)
        document = _document(store, after, dry_run)
    if not emit(context, document):
        becomes = phrase("{id}: {state}, would become ") if dry_run else phrase("{id}: {state}, now ")
        line(spoken(becomes, id=after.id[:SHORT], state=spoken(found.state)), Styled(spoken(after.state), "bold"))
        if after.state == "queued" and not dry_run:
            note(context, spoken("it is worked off by the next csmail poll"))


def _document(store: Any, task: Task, dry_run: bool = False) -> TaskShown:
    mail = store.mail(task.work.mail) if isinstance(task.work, SendMail) else None
    shown = build.task(task)
    if mail is None:
        return TaskShown(shown, dry_run=dry_run)
    return TaskShown(shown, mail.sender, mail.recipients, mail.content, dry_run)


def _row(one: shapes.TaskLine) -> list[Part]:
    style = LOUD.get(one.state)
    state: Part = Styled(one.state, style) if style else one.state  # type: ignore[arg-type]
    to = ", ".join(each.recipient for each in one.deliveries)
    return [one.id[:SHORT], moment(one.changed_at, one.desk), state, one.conversation, one.work, to, one.note]


def _show(document: TaskShown) -> None:
    one = document.task
    line(Styled(f"{one.id}  {spoken(one.state)}", "bold"))
    facts = {"work": one.work, "desk": one.desk, "conversation": one.conversation or spoken("none")}
    line("  ", spoken("{work}, desk {desk}, conversation {conversation}", **facts))
    times = {"due": moment(one.due_at, one.desk), "changed": moment(one.changed_at, one.desk)}
    line("  ", spoken("attempt {attempt}, next {due}, changed {changed}", attempt=str(one.attempt), **times))
    if one.note:
        line(f"  {one.note}")
    for each in one.deliveries:
        line(f"  {each.recipient}: {spoken(each.state)}  {each.note or each.reply}".rstrip())
    if document.content:
        line("")
        envelope = {"sender": f"<{document.sender}>", "to": ", ".join(document.recipients)}
        line(spoken("envelope from {sender} to {to}", **envelope))
        line("")
        line(document.content)
