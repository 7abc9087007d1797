"""Asked by the outbox before each mail of a bulk is transmitted: whether what it was written for is still so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csmail.desk import bulk_records as records
from csmail.desk.bulk.skips import left_alone
from csmail.desk.customers.find import reach
from csmail.desk.history import read
from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.mail.transcript import said_since
from csmail.model.bulk import Bulk, bulk_of
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task


def why_not_any_more(workspace: Workspace, task: Task) -> Reason | None:
    """Why the mail must not leave; None when all is as it was. Raises StoreError."""
    bulk = records.find(workspace.store, bulk_of(task))
    if bulk.kind == "send":
        return _left_alone(workspace, task)
    if bulk.kind == "reply" and isinstance(task.work, SendMail):
        return fit(workspace, bulk, task.conversation).why or _said_since(workspace, task, task.work)
    return None


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a conversation is not among those that were meant any more; else what the selection captured."""

    why: Reason | None = None
    captures: Mapping[str, str] = field(default_factory=dict)


def fit(workspace: Workspace, bulk: Bulk, conversation: str) -> Fit:
    """Whether a conversation is still among those that were meant. Raises StoreError."""
    try:
        situation = by_hand(workspace, conversation, bulk.by)
    except NotFound:
        return Fit(Reason("conversation_gone"))
    if situation.conversation.status == "spam" and bulk.kind == "reply":
        return Fit(Reason.of("no_longer_fits", field="status", seen="spam"))
    finding = workspace.selection(bulk.where).check(situation)
    if finding.hit:
        return Fit(captures=dict(finding.captures))
    return Fit(Reason.of("no_longer_fits", field=finding.path.rpartition(".")[2], seen=finding.seen))


def _said_since(workspace: Workspace, task: Task, work: SendMail) -> Reason | None:
    said = read(workspace.store, task.conversation)
    why = said_since(work.answers, task.created_at, said, work.mail)
    if why is None or why.code == "answered_meanwhile":
        return why
    return Reason("newer_message")


def _left_alone(workspace: Workspace, task: Task) -> Reason | None:
    known = reach(workspace.store, (each.recipient for each in task.deliveries))
    return next(filter(None, map(left_alone, known.values())), None)
