"""The log of a store that forgets when the process ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.reason import Reason
from csmail.model.receipt import Receipt
from csmail.model.record import ALL, Head, Record, RecordFilter
from csmail.model.task import Task
from csmail.stores.shared import chain, recorded


@dataclass(frozen=True, slots=True)
class Nouns:
    """What the store holds, by id."""

    every_conversation: Mapping[str, Conversation]
    every_customer: Mapping[str, Customer]
    every_task: Mapping[str, Task]
    every_receipt: Mapping[str, Receipt]

    def conversations(self, ids: Iterable[str]) -> Mapping[str, Conversation]:
        return {id: self.every_conversation[id] for id in ids if id in self.every_conversation}

    def customers(self, ids: Iterable[str]) -> Mapping[str, Customer]:
        return {id: self.every_customer[id] for id in ids if id in self.every_customer}

    def tasks(self, ids: Iterable[str]) -> Mapping[str, Task]:
        return {id: self.every_task[id] for id in ids if id in self.every_task}

    def receipts(self, ids: Iterable[str]) -> frozenset[str]:
        return frozenset(id for id in ids if id in self.every_receipt)


class LogInMemory:
    """Part of `memory.MemoryStore`, which holds its lock around `record`."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[Record] = []
        self._heads: dict[str, Head] = defaultdict(Head)

    def record(self, changes: Changes, before: recorded.Before) -> None:
        """Write the records of changes that are not written yet."""
        new = tuple(recorded.records(changes, before))
        self._records += recorded.chained(new, self._heads)

    def records(self, wanted: RecordFilter = ALL) -> Iterator[Record]:
        return filter(wanted.holds, list(self._records))

    def log_faults(self) -> tuple[Reason, ...]:
        """What is wrong with the chains."""
        return tuple(chain.faults(self._by_desk(), self._heads))

    def _by_desk(self) -> list[Record]:
        return sorted(self._records, key=lambda one: one.id)
