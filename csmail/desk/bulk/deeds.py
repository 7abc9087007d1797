"""One action on many conversations: each is acted upon once, however often it is resumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from csmail.desk import bulk_records as records
from csmail.desk.bulk import selection
from csmail.desk.bulk.recheck import fit
from csmail.desk.bulk.skips import skipped
from csmail.desk.by_hand.act import Person, acted, decided
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail import identity
from csmail.model.bulk import Bulk, Line, cause
from csmail.model.effects import Send
from csmail.model.reason import Reason
from csmail.model.task import SendMail
from csmail.rules.rule import ActionCall


def planned(workspace: Workspace, where: str, asked: ActionCall, by: str) -> tuple[list[Line], int]:
    """Every selected conversation with what becomes of it, and how many mails would leave; nothing is written.

    Raises UsageError, ConfigurationError.
    """
    lines: list[Line] = []
    mails = 0
    for situation in selection.selected(workspace, workspace.selection(where), by):
        conversation = situation.conversation
        done, _ = decided(workspace, conversation.id, asked, Person(by, dry_run=True, captures=situation.captures))
        line = Line(to=conversation.customer.spec if conversation.customer else "", conversation=conversation.id)
        why = done.step.withheld
        mails += sum(isinstance(effect, Send) for effect in done.step.effects) if why is None else 0
        lines.append(skipped(line, why) if why else line)
    return lines, mails


def perform(workspace: Workspace, bulk: Bulk, asked: ActionCall) -> Iterator[Line]:
    """Act on every line that is planned still; tells each as it ends. Hold the lease of the bulk.

    Each is a commit of its own with a receipt, by which a line is known that was done before a death.
    """
    for number, lines in records.portions(workspace.store, bulk):
        after = list(lines)
        try:
            for at, line in enumerate(lines):
                if line.state == "planned":
                    after[at] = _done(workspace, bulk, line, asked)
                    yield after[at]
        finally:
            _keep(workspace, bulk, number, after)


def _keep(workspace: Workspace, bulk: Bulk, number: int, lines: Sequence[Line]) -> None:
    workspace.store.remember_all(dict((records.portion(bulk.id, number, lines),)))


def _done(workspace: Workspace, bulk: Bulk, line: Line, asked: ActionCall) -> Line:
    why = cause(bulk.id, line.conversation)
    if _was_done(workspace, line.conversation, why):
        return replace(line, state="done", tasks=_tasks(workspace, bulk, why))
    found = fit(workspace, bulk, line.conversation)
    if found.why:
        return skipped(line, found.why)
    try:
        done, changes = acted(workspace, line.conversation, asked, Person(bulk.by, cause=why, captures=found.captures))
    except NotFound:
        return skipped(line, Reason("conversation_gone"))
    if done.step.withheld:
        return skipped(line, done.step.withheld)
    sending = tuple(task.id for task in changes.tasks if isinstance(task.work, SendMail))
    return replace(line, state="queued" if sending else "done", tasks=sending)


def _was_done(workspace: Workspace, conversation: str, why: str) -> bool:
    wanted = identity.task_id(f"receipt/{why}")
    return any(receipt.id == wanted for receipt in workspace.store.receipts(conversation))


def _tasks(workspace: Workspace, bulk: Bulk, why: str) -> tuple[str, ...]:
    """The mails of a deed that was done before a death."""
    begins = f"{bulk.desk}/{why}/"
    mine = (task for task in workspace.store.tasks(bulk.desk) if task.cause.startswith(begins))
    return tuple(task.id for task in mine if isinstance(task.work, SendMail))
