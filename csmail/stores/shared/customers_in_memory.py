"""The records of customers of a store that forgets when the process ends, and who is forgotten before that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from csmail.model.changes import Changes
from csmail.model.customer import Customer
from csmail.stores.shared.versions import compare, raised


class CustomersInMemory:
    """Part of `memory.MemoryStore`, which holds its lock around `replace_customers`."""

    def __init__(self) -> None:
        super().__init__()
        self._customers: dict[str, Customer] = {}

    def compare_customers(self, changed: Iterable[Customer]) -> None:
        """Raises Conflict."""
        compare("customer", {id: one.version for id, one in self._customers.items()}, changed)

    def replace_customers(self, changed: Iterable[Customer]) -> None:
        """Each one version further."""
        self._customers.update((one.id, raised(one)) for one in changed)

    def customer(self, id: str) -> Customer | None:
        return self._customers.get(id)

    def customers_by(self, keys: Collection[str]) -> Mapping[str, Customer]:
        """The records of these address keys."""
        return {one.key: one for one in list(self._customers.values()) if one.key in keys}

    def customers_taken(self, ids: Collection[str]) -> frozenset[str]:
        return frozenset(id for id in ids if id in self._customers)

    def customers(self) -> Iterator[Customer]:
        """All of them, the last seen first."""
        return iter(sorted(self._customers.values(), key=lambda one: one.last_seen_at, reverse=True))


class ForgottenInMemory:
    """Part of `memory.MemoryStore`, whose `commit` leaves nothing of what it writes over."""

    def __init__(self) -> None:
        super().__init__()
        self._forgotten: dict[str, datetime] = {}

    def commit(self, changes: Changes) -> None:
        raise NotImplementedError

    def forgotten(self) -> Mapping[str, datetime]:
        return dict(self._forgotten)

    def note_forgotten(self, hashes: Iterable[str], at: datetime) -> None:
        self._forgotten.update(dict.fromkeys(hashes, at))

    def erase(self, changes: Changes) -> None:
        self.commit(changes)

    def older_copies(self) -> tuple[str, ...]:
        return ()
