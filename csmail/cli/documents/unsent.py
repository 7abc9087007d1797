"""Answers that a person let go and that have not left yet: what is said of them, here and in `csmail todo`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import islice

from csmail.cli.terminal.times import moment
from csmail.model.reason import Reason
from csmail.model.task import SendMail, State, Task
from csmail.ports import Outbox

UNSENT: tuple[State, ...] = ("queued", "claimed", "deferred")
WAITS = Reason("waits_for_server")
ANSWERS = frozenset({"reply"})
MOST = 2000
"""Tasks that are read at once, some 50 ms; of more those of a conversation are read when it is shown."""


def why(task: Task, now: datetime) -> Reason:
    """What a mail that may leave waits for: its moment, else the server."""
    if task.not_before is not None and task.not_before > now:
        return Reason.of("leaves_at_its_moment", at=moment(task.not_before, task.desk))
    return WAITS


class Answers:
    """Those that a person wrote or approved and that have not left, at `now`, of a desk or ("") all."""

    def __init__(self, store: Outbox, desk: str, now: datetime) -> None:
        self._store, self._desk, self._now = store, desk, now

    def of(self, conversation: str) -> Reason | None:
        """What the one of a conversation waits for. Raises StoreError."""
        if self._few is not None:
            return self._few.get(conversation)
        return next(iter(self._told(self._store.tasks_of((conversation,))).values()), None)

    @cached_property
    def _few(self) -> Mapping[str, Reason] | None:
        """All of them, None where a bulk makes them too many to be read at once."""
        some = list(islice(self._store.tasks(self._desk, UNSENT), MOST + 1))
        return self._told(some) if len(some) <= MOST else None

    def _told(self, tasks: Iterable[Task]) -> Mapping[str, Reason]:
        return {one.conversation: why(one, self._now) for one in tasks if one.state in UNSENT and _is_answer(one)}


def not_left(tasks: Iterable[Task], now: datetime) -> Reason | None:
    """What is said where somebody sent something: that it has not left. None when all of it has."""
    unsent = [one for one in tasks if one.state in UNSENT and isinstance(one.work, SendMail)]
    return Reason("not_left_yet").because(why(unsent[0], now)) if unsent else None


def _is_answer(task: Task) -> bool:
    work = task.work
    return isinstance(work, SendMail) and work.purpose in ANSWERS and not work.automatic
