"""Carries out what a person rearranges among conversations: decided as a whole, committed as a whole.

| what can fail | what the user sees | what is kept |
| --- | --- | --- |
| the outbox of the desk is being worked off | Busy after ten seconds, exit 75 | everything as it was |
| a pass takes in mail for one of them meanwhile | nothing: it is decided again | that mail, in its place |
| they keep changing | Conflict, exit 75 | everything as it was |
| the store cannot be written | StoreError, exit 74 | everything as it was |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csmail import outbox
from csmail.desk.decide_again import KEEPS_CHANGING, committed
from csmail.desk.effects import receipts
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.errors import NotFound
from csmail.model.changes import Changes, Rehomed
from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt, StepRecord
from csmail.model.task import OPEN, State

LEASE_WAIT = timedelta(seconds=10)
UNFINISHED: tuple[State, ...] = (*OPEN, "refused")
"""States of tasks that a person may still ask about; what is done stays where it was done."""


@dataclass(frozen=True, slots=True)
class Rearranged:
    """`conversation` holds the messages now; `did` says what was done, nothing when all was so already.

    `remarks` are what a person should know beside it.
    """

    conversation: Conversation
    did: tuple[Reason, ...] = ()
    changes: Changes = Changes()
    remarks: tuple[Reason, ...] = ()


def carried_out(workspace: Workspace, decide: Callable[[], Rearranged], dry_run: bool) -> Rearranged:
    """What `decide` says, committed; with `dry_run` only said.

    Raises Busy, Conflict, StoreError, and what `decide` raises.
    """

    def commit(done: Rearranged) -> None:
        if done.did:
            workspace.store.commit(done.changes)

    if dry_run:
        return decide()
    # The lease keeps the outbox from moving a task on while it is written down under another conversation.
    with workspace.store.lease(outbox.lease_name(workspace.desk.name), LEASE_WAIT):
        return committed(decide, commit, KEEPS_CHANGING, Reason("advice_again"))


def found(workspace: Workspace, id: str) -> Conversation:
    """The conversation of this desk, or the one it was merged into. Raises NotFound."""
    one = surviving(workspace.store.conversation, id)
    if one is None or one.desk != workspace.desk.name:
        raise NotFound(Reason.of("no_conversation_of_this_id", id=id), "csmail conversations list")
    return one


def receipt(workspace: Workspace, what: str, about: Conversation, by: str, did: tuple[Reason, ...]) -> Receipt:
    """What a person did to `about`, for `csmail why`."""
    cause = f"{what}/{about.id}/{about.version}/{workspace.unique()}"
    step = StepRecord("", f"conversations {what}", "", did=did)
    return receipts.of_deed(receipts.About(about.desk, about.id), step, receipts.Deed(cause, by, workspace.now()))


def moved(workspace: Workspace, keys: frozenset[str] | None, source: str, target: str) -> Changes:
    """What follows when messages go from `source` to `target`: the messages with these keys (None: all), their
    receipts, their drafts, the tasks that are not finished."""
    store = workspace.store
    named = tuple(one.key for one in store.newest(source))[::-1] if keys is None else ()
    messages = [one for one in map(store.message, keys or ()) if one is not None]
    drafts = [one for one in store.drafts(source) if keys is None or one.answers in keys]
    told = [one for one in store.receipts(source) if keys is None or one.message in keys]
    mails = {*(keys or ()), *(one.mail for one in drafts)}
    tasks = [one for one in store.tasks(workspace.desk.name, UNFINISHED) if one.conversation == source]
    followed = [one for one in tasks if keys is None or getattr(one.work, "mail", "") in mails]
    return Changes(
        messages=tuple(replace(one, conversation=target) for one in sorted(messages, key=_time)),
        drafts=tuple(replace(one, conversation=target, rearranged=keys is not None) for one in drafts),
        receipts=tuple(replace(one, conversation=target) for one in told if one.conversation == source),
        updated=tuple(replace(one, conversation=target) for one in followed),
        rehomed=(Rehomed(named, target),) if named else (),
    )


def _time(one: Message) -> tuple[datetime, str]:
    return one.received_at, one.key


def counted(changes: Changes) -> dict[str, int]:
    """How much moves; what does not is left out."""
    messages = len(changes.messages) + sum(len(one.messages) for one in changes.rehomed)
    counts = {"messages": messages, "drafts": len(changes.drafts), "tasks": len(changes.updated)}
    return {name: number for name, number in counts.items() if number}
