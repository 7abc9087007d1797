"""What there is about one customer: her records, what she wrote about, what she was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from csmail.desk.customers.find import by_address, records_of
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer
from csmail.model.filters import ConversationFilter
from csmail.ports import Store


@dataclass(frozen=True, slots=True)
class Dossier:
    """`records` begins with the one that stands for the person. `conversations` are the newest, newest change first;
    `whole` and `unsettled` count all of them, and those open or waiting."""

    records: tuple[Customer, ...]
    conversations: tuple[Conversation, ...] = ()
    whole: int = 0
    unsettled: int = 0

    @property
    def person(self) -> Customer:
        return self.records[0]


def dossier(store: Store, person: Customer, newest: int) -> Dossier:
    """With so many of the newest conversations; read by the index of customers, not the others. Raises StoreError."""
    records = records_of(store, person)
    whole = sum(store.count(ConversationFilter(customer=one.address)) for one in records)
    unsettled = sum(store.count(ConversationFilter("", ("open", "waiting"), customer=one.address)) for one in records)
    return Dossier(records, tuple(islice(conversations_of(store, records), newest)), whole, unsettled)


def waiting(store: Store) -> Mapping[str, datetime]:
    """Since when customers wait for us, by the id of the record that stands for each; read from what is open.

    Raises StoreError.
    """
    since: dict[str, datetime] = {}
    for one in store.conversations(ConversationFilter("", ("open",), backlog=False)):
        person = by_address(store, one.customer.spec) if one.customer else None
        if person is not None:
            since[person.id] = min(one.waiting_since, since.get(person.id, one.waiting_since))
    return since


def conversations_of(store: Store, records: tuple[Customer, ...]) -> Iterator[Conversation]:
    """All conversations of these records, newest change first; read a page at a time. Raises StoreError."""
    each = (store.conversations(ConversationFilter(customer=one.address)) for one in records)
    return merge(*each, key=lambda one: one.changed_at, reverse=True)
