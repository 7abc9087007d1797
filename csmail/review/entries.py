"""The order of the list: what waits for a person, the most urgent first, kept up to date without reading it all anew.

Of 10,000 drafts only those are read that the index tables of the store show to be new or changed. Before all were read
once the list goes by the moment at which the clocks ask for the next step, which those tables know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from csmail.clocks.worklist import dues
from csmail.desk.by_hand import claims
from csmail.desk.lookup import surviving
from csmail.desk.workspace import Workspace
from csmail.model.task import Draft, SendMail, State, Task
from csmail.ports import OpenDraft
from csmail.review.said import told

BACK = frozenset({"drafts undo", "drafts pulled back"})
NEVER = datetime.max.replace(tzinfo=UTC)
ASKING: tuple[State, ...] = ("in_doubt", "held")
MOST_TASKS = 200
"""Mails that wait for a word; a flood holds thousands, which `csmail todo` tells in one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a draft that waits or was approved, or (`task`) a mail in doubt or held without a draft.

    `due_at` is the earliest moment promised. `leaves_at` is when an approved one leaves. `versions` are those of draft
    and conversation; (0, 0) of an entry that was not read yet.
    """

    id: str
    conversation: str
    state: str = "waiting"
    due_at: datetime | None = None
    since: datetime = NEVER
    author: str = ""
    decided_by: str = ""
    held_by: str = ""
    held_until: datetime | None = None
    tags: frozenset[str] = frozenset()
    leaves_at: datetime | None = None
    task: str = ""
    edition: int = 0
    versions: tuple[int, int] = (0, 0)

    def holder(self, now: datetime) -> str:
        """Who has it in hand at this moment, "" for nobody."""
        return self.held_by if self.held_until is not None and now < self.held_until else ""

    def is_late(self, now: datetime) -> bool:
        return self.state == "waiting" and self.due_at is not None and self.due_at < now

    def is_for(self, by: str, now: datetime) -> bool:
        """Whether `by` may take it up: it waits, and nobody else has it in hand."""
        return self.state == "waiting" and self.holder(now) in ("", by)


def rank(one: Entry) -> tuple[int, datetime, datetime, str]:
    """The longest overdue is the soonest due as well, so time does not change the order."""
    where = ASKING.index(one.state) + 1 if one.state in ASKING else 0
    return where, one.due_at or NEVER, one.since, one.id


def provisional(marks: tuple[OpenDraft, ...]) -> dict[str, Entry]:
    """What the index tables alone say. No draft is read."""
    return {one.id: Entry(one.id, one.conversation, one.state, one.next_moment) for one in marks}


def changed(marks: tuple[OpenDraft, ...], known: Mapping[str, Entry]) -> Iterator[OpenDraft]:
    """Those that have to be read."""
    for one in marks:
        before = known.get(one.id)
        if before is None or before.versions != (one.version, one.conversation_version):
            yield one


def read(workspace: Workspace, mark: OpenDraft) -> Entry | None:
    """The entry of a draft as the store has it; None when it waits for nobody any more. Raises StoreError."""
    draft = workspace.store.draft(mark.id)
    if draft is None or draft.state not in ("waiting", "approved"):
        return None
    return replace(entry(workspace, draft), versions=(mark.version, mark.conversation_version))


def entry(workspace: Workspace, draft: Draft) -> Entry:
    """Reads its conversation, and of an approved one its task. Raises StoreError."""
    now = workspace.now()
    conversation = surviving(workspace.store.conversation, draft.conversation)
    desk = workspace.desk
    due = dues(conversation, desk, now) if conversation else None
    held = claims.holder(draft, now) if draft.state == "waiting" else None
    sending = workspace.store.task(draft.task) if draft.task else None
    return Entry(
        id=draft.id,
        conversation=conversation.id if conversation else draft.conversation,
        state=draft.state,
        due_at=due.due_at if due else None,
        since=(conversation.last_in_at if conversation else None) or draft.created_at,
        author=draft.author,
        decided_by=draft.decided_by,
        held_by=held.by if held else "",
        held_until=held.until if held else None,
        tags=conversation.tags if conversation else frozenset(),
        leaves_at=(sending.not_before or sending.due_at) if sending else draft.send_at,
        edition=draft.edition,
        versions=(draft.version, conversation.version if conversation else 0),
    )


def why_back(workspace: Workspace, one: Entry, by: str) -> str | None:
    """Why its approval is gone, "" when no receipt says it; None when `by` took it back. Raises StoreError."""
    for receipt in reversed(workspace.store.receipts(one.conversation)):
        for step in receipt.steps:
            if step.action in BACK and step.parameters == one.id:
                return None if receipt.by == by else "; ".join(map(told, step.did))
    return ""


def tasks(workspace: Workspace, known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Mails in doubt or held of conversations without an open draft. Raises StoreError."""
    drafted = {one.conversation for one in known.values() if not one.task}
    store, desk = workspace.store, workspace.desk.name
    if not store.tally(desk, ASKING):
        return {}
    found = (one for one in store.tasks(desk, ASKING) if isinstance(one.work, SendMail))
    alone = (one for one in found if one.conversation and one.conversation not in drafted)
    return {one.id: _of_task(one) for one in islice(alone, MOST_TASKS)}


def _of_task(one: Task) -> Entry:
    return Entry(one.id, one.conversation, one.state, since=one.changed_at, task=one.id)
