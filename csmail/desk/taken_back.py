"""A mail that was written and is taken back before it left."""

from __future__ import annotations

from datetime import datetime

from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.model.task import Task
from csmail.outbox import shown, transitions
from csmail.ports import Advance, Store


def taken_back(store: Store, task: Task, why: Reason, now: datetime) -> Advance:
    """The step that drops it unless the outbox has it in hand, and with it the message that no customer saw. Raises
    StoreError.
    """
    dropped = task.moved("dropped", now, why)
    message = shown.of(task, store).message
    left = () if message is None else (transitions.standing(message, dropped, now),)
    return Advance(dropped, task.state, Changes(messages=left))
