"""Who is behind an address: the one place that says so.

An address has a record of its own; of a person with several, one record stands for all of them (`model.customer`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from csmail.mail.address import is_internal, is_own
from csmail.model.address import key, sound
from csmail.model.conversation import Conversation
from csmail.model.customer import STRANGER, Customer, CustomerFacts
from csmail.model.desk import Desk
from csmail.ports import Customers

STEPS = 8
"""A merge leads every record straight to the one that stands for the person; see `lookup.STEPS`."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether mails to many may go to an address: `customer` is the id of the person, "" when nobody knows one.

    `left_alone_at`: since then she asked for none.
    """

    customer: str = ""
    left_alone_at: datetime | None = None
    bounced: bool = False


def is_customer(spec: str, desk: Desk) -> bool:
    """Whether this address can be a customer's: our own addresses and those of the people who work here are none."""
    return sound(spec) and not is_own(spec, desk) and not is_internal(spec, desk)


def reach(store: Customers, addresses: Iterable[str]) -> Mapping[str, Reach]:
    """What stands against mails to many, by address key; every address asked for is in it. Raises StoreError."""
    wanted = frozenset(map(key, addresses))
    found = store.customers_by(wanted)
    return {one: _reach(store, found.get(one)) for one in wanted}


def _reach(store: Customers, record: Customer | None) -> Reach:
    if record is None:
        return Reach()
    whole = leading(store, record)
    return Reach(whole.id, whole.left_alone_at, record.bounced_at is not None)


def by_address(store: Customers, address: str) -> Customer | None:
    """The record that stands for whoever writes from this address. Raises StoreError."""
    record = store.customers_by((key(address),)).get(key(address))
    return leading(store, record) if record else None


def facts(store: Customers, conversation: Conversation) -> CustomerFacts:
    """What rules and answers look at of the customer of this conversation. Raises StoreError."""
    return facts_of(by_address(store, conversation.customer.spec) if conversation.customer else None)


def facts_of(person: Customer | None) -> CustomerFacts:
    """What rules and answers look at of a person, of whom nobody knows anything when it is None."""
    if person is None:
        return STRANGER
    left_alone = person.left_alone_at is not None
    return CustomerFacts(
        person.tags, person.first_seen_at, person.language, left_alone=left_alone, surveyed_at=person.surveyed_at,
        no_surveys=person.no_surveys_at is not None, rating=person.rating,
    )  # fmt: skip


def leading(store: Customers, record: Customer) -> Customer:
    """The record that stands for the person of this one. Raises StoreError."""
    for _ in range(STEPS):
        into = store.customer(record.merged_into) if record.merged_into else None
        if into is None:
            break
        record = into
    return record


def records_of(store: Customers, person: Customer) -> tuple[Customer, ...]:
    """The person's records, the one that stands for all first. Raises StoreError."""
    others = (store.customer(one.id) for one in person.merged)
    return (person, *(one for one in others if one is not None and one.merged_into == person.id))


def keys_of(store: Customers, address: str) -> tuple[str, ...]:
    """The address keys of whoever writes from `address`, this one first. Raises StoreError."""
    person = by_address(store, address)
    own = key(address)
    every = (own, *(one.key for one in records_of(store, person))) if person else (own,)
    return tuple(dict.fromkeys(every))
