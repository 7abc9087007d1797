"""The breaker of a desk: whether too many acknowledgements were due within an hour, what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from csmail.model.desk import Desk
from csmail.model.task import SendMail, State, Task
from csmail.ports import Span, Store
from csmail.reasons import BREAKER

HOUR = timedelta(hours=1)
HELD: tuple[State, ...] = ("held",)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`due` acknowledgements within the last hour, sent or held by the breaker; the tasks it holds, oldest first.

    It shuts by itself when fewer than `limit` were due within an hour; what it held stays before a person, who alone
    can tell customers from forged senders.
    """

    due: int
    limit: int
    holds: tuple[Task, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the next acknowledgement is held."""
        return self.due >= self.limit

    def said(self) -> str:
        """What a person should know; "" when there is nothing."""
        held = f"{len(self.holds)} held" if self.holds else "none held yet"
        if self.open:
            return (
                f"acknowledgements are stopped: {self.due} were due within an hour, the limit is {self.limit}; {held}"
            )
        if self.holds:
            return f"acknowledgements go out again; {held} from when more than {self.limit} were due within an hour"
        return ""


def breaker(store: Store, desk: Desk, now: datetime) -> Breaker:
    """How it stands; reads the counts of an hour, and the tasks that wait for a person."""
    due = sum(store.acknowledgements(desk.name, around(now, HOUR)).values())
    held = (task for task in store.tasks(desk.name, HELD) if holds(task))
    return Breaker(due, desk.acknowledge.per_hour, tuple(sorted(held, key=lambda task: task.created_at)))


def around(now: datetime, span: timedelta) -> Span:
    """What counts as the last `span`: also what lies as far ahead, for a clock that was set back a little; no more,
    or what a clock ten years ahead wrote down would stop the acknowledgements of ten years."""
    return now - span, now + span


def holds(task: Task) -> bool:
    """Whether the breaker, and nothing else, keeps this mail back."""
    return isinstance(task.work, SendMail) and task.state == "held" and task.note.startswith(BREAKER)
