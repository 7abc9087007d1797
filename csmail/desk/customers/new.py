"""A record for an address that has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from csmail.mail import identity
from csmail.model.address import Address, key
from csmail.model.customer import Customer
from csmail.ports import Store


def new_record(store: Store, one: Address, now: datetime, taken: Iterable[str]) -> Customer:
    """The record of an address that has none; `taken` are ids that nobody has committed yet. Raises StoreError."""
    ids = frozenset(taken)
    attempt = 0
    id = identity.customer_id(store.key(), key(one.spec))
    while id in ids or store.customer(id) is not None:
        attempt += 1
        id = identity.customer_id(store.key(), key(one.spec), attempt)
    return Customer(id, one.spec, now, now, one.name)
