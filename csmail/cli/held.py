"""One line for all that waits for one and the same reason, however many they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from csmail import fence
from csmail.cli.output import counted
from csmail.model.task import SendMail, Task

REMINDED = timedelta(days=3)
"""For so long `csmail todo` says that the store was put back."""


def claimed_elsewhere(task: Task) -> bool:
    """Whether the fence, and nothing else, keeps this acknowledgement back."""
    return task.state == "held" and task.fence == "lost"


def put_back(task: Task) -> bool:
    """Whether it waits because the store was put back from a copy."""
    return isinstance(task.work, SendMail) and task.state == "held" and task.note == fence.PUT_BACK


def said(fact: str, tasks: Iterable[Task], now: datetime) -> tuple[str, ...]:
    """What `csmail todo` says of one desk; `fact` is when the store was put back, "" for never."""
    every = tuple(tasks)
    fenced = [task for task in every if claimed_elsewhere(task)]
    words = "; ".join(dict.fromkeys(task.note for task in fenced))
    lines = [f"{counted(len(fenced), 'acknowledgement')} held: {words}"] if fenced else []
    waiting = sum(map(put_back, every))
    at = datetime.fromisoformat(fact) if fact else None
    if at is not None and (waiting or now - at < REMINDED):
        what = f", {counted(waiting, 'unsent mail')} held" if waiting else ""
        lines.append(f"the store was put back from a copy on {at:%Y-%m-%d}{what}: look into Sent before you send")
    return tuple(lines)
