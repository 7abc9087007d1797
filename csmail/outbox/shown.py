"""What shows a mail beside its task: its conversation, the draft it came from, its message."""

from __future__ import annotations

from dataclasses import dataclass

from csmail.mail.address import key
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.message import Message
from csmail.model.task import Draft, SendMail, Task
from csmail.ports import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """Each as just read, None where there is none: a commit with a stale one raises Conflict."""

    conversation: Conversation | None = None
    draft: Draft | None = None
    message: Message | None = None
    customer: Customer | None = None


def of(task: Task, store: Store) -> Shown:
    """Read what shows the mail of `task`; nothing shows a deed. Raises StoreError."""
    if not isinstance(task.work, SendMail):
        return Shown()
    conversation = store.conversation(task.conversation) if task.conversation else None
    return Shown(
        conversation,
        store.draft(task.work.draft) if task.work.draft else None,
        store.message(task.work.mail),
        asked(task, conversation, store),
    )


def asked(task: Task, conversation: Conversation | None, store: Store) -> Customer | None:
    """The record of whom a survey asks, None for any other mail. Raises StoreError."""
    if task.purpose != "survey" or conversation is None or conversation.customer is None:
        return None
    spec = key(conversation.customer.spec)
    return store.customers_by((spec,)).get(spec)
