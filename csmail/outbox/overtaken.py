"""Whether a mail has lost its reason while it waited to be sent."""

from __future__ import annotations

from csmail.model.task import SendMail, Task
from csmail.ports import Store

STATUS = {"reminder": "waiting", "survey": "closed", "closing": "closed"}
"""Where a conversation stands while a mail of this purpose has a reason."""


def overtaken(task: Task, store: Store) -> bool:
    """A reminder asks for an answer that has come by now, or whose question was answered otherwise; a survey or a
    goodbye follows a closing that is none any more. Raises StoreError.

    Asked before the content goes out, not where the mail arrives: another process may be about to send it.
    """
    if not isinstance(task.work, SendMail) or task.work.purpose not in STATUS:
        return False
    found = store.conversation(task.conversation)
    if found is None or found.status != STATUS[task.work.purpose]:
        return True
    closing = task.work.purpose == "closing"  # which comes with a turn of its own
    return any(turn.at >= task.created_at and not (closing and turn.kind == "closed") for turn in found.turns)
