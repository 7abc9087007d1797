"""What a copy of the store that was put back cannot know: whether a mail that was due before that left already."""

from __future__ import annotations

from datetime import datetime

from csmail.model import hold
from csmail.model.reason import Reason
from csmail.model.task import SendMail, Task
from csmail.ports import Facts


def may_have_left(store: Facts, due_at: datetime) -> bool:
    """Whether what was due then may have left before the copy was put back. Raises StoreError."""
    restored = store.fact("restored")
    return bool(restored) and datetime.fromisoformat(restored) >= due_at


def held(task: Task, now: datetime) -> Task:
    """A mail waits for a person; everything else may be done twice."""
    return task.moved("held", now, Reason(hold.PUT_BACK)) if isinstance(task.work, SendMail) else task
