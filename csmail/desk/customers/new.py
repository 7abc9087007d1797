"""A record for an address that has none."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from csmail.mail import identity
from csmail.model.address import Address, key
from csmail.model.customer import Customer
from csmail.ports import Store


def new_record(
    store: Store, one: Address, now: datetime, taken: Container[str], free: Mapping[str, str] | None = None
) -> Customer:
    """The record of an address that has none; `taken` are ids that nobody has committed yet. Raises StoreError.

    `free` are ids that the store was asked about already (`free_ids`), by address key.
    """
    attempt = 0
    id = (free or {}).get(key(one.spec), "")
    while not id or id in taken:
        made = identity.customer_id(store.key(), key(one.spec), attempt)
        id = made if store.customer(made) is None else ""
        attempt += 1
    return Customer(id, one.spec, now, now, one.name)


def free_ids(store: Store, keys: Iterable[str]) -> Mapping[str, str]:
    """The first id of each of these address keys, where no record has it; one question for all. Raises StoreError."""
    ids = {one: identity.customer_id(store.key(), one) for one in keys}
    taken = store.customers_taken(ids.values()) if ids else frozenset()
    return {one: id for one, id in ids.items() if id not in taken}
