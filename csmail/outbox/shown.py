"""What shows a mail beside its task: its conversation, the draft it came from, its message."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.model.conversation import Conversation
from csmail.model.message import Message
from csmail.model.task import Draft, SendMail, Task
from csmail.ports import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """Each as just read, None where there is none: a commit with a stale one raises Conflict."""

    conversation: Conversation | None = None
    draft: Draft | None = None
    message: Message | None = None


def of(task: Task, store: Store) -> Shown:
    """Read what shows the mail of `task`; nothing shows a deed. Raises StoreError."""
    if not isinstance(task.work, SendMail):
        return Shown()
    return Shown(
        store.conversation(task.conversation) if task.conversation else None,
        store.draft(task.work.draft) if task.work.draft else None,
        store.message(task.work.mail),
    )
