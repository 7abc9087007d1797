"""What a desk holds back for a person, counted by its cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from csmail.model.hold import UNTOLD
from csmail.model.task import SendMail, State, Task
from csmail.ports import Outbox

HELD: tuple[State, ...] = ("held",)


@dataclass(frozen=True, slots=True)
class Held:
    """So many mails of one cause; `first` is the one held longest."""

    count: int
    first: Task | None

    @property
    def since(self) -> datetime | None:
        return self.first.created_at if self.first else None


def held(store: Outbox, desk: str) -> Mapping[str, Held]:
    """By code of the cause, "" for none of `model.hold`. Reads each once, keeps none. Raises StoreError."""
    found: dict[str, Held] = {}
    for task in store.tasks(desk, HELD):
        if isinstance(task.work, SendMail):
            before = found.get(task.hold, Held(0, None))
            first = before.first if before.first and before.first.created_at <= task.created_at else task
            found[task.hold] = Held(before.count + 1, first)
    return found


def untold(holds: Mapping[str, Held]) -> int:
    """How many acknowledgements wait whose customers got no word that their mail arrived."""
    return sum(one.count for code, one in holds.items() if code in UNTOLD)
