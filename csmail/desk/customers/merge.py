"""Says that two customers are one person, and takes it back; conversations stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from csmail.desk.customers.by_hand import Asker, Done, carried_out, receipt
from csmail.desk.customers.find import leading, records_of
from csmail.errors import NotFound, Refused
from csmail.model.address import key
from csmail.model.changes import Changes
from csmail.model.customer import Customer, Joined
from csmail.model.reason import Reason

Find = Callable[[], Customer]


def merge(asker: Asker, into: Find, other: Find) -> Done:
    """Make `other` part of `into`: addresses, notes, tags. Raises Refused for one person, Conflict, StoreError."""

    def decide() -> Done:
        person, joining = into(), other()
        if person.id == joining.id:
            raise Refused(Reason("one_customer_already"), code="no_customer")
        parts = records_of(asker.places[0].store, joining)
        did = (Reason.of("customers_merged", merged=joining.id, into=person.id),)
        after = _joined(person, joining, asker)
        told = (receipt(asker, person, did), receipt(asker, joining, did))
        led = tuple(one.amended(merged_into=person.id, merged=()) for one in parts)
        return Done((after,), did, Changes(customers=(after, *led), receipts=told))

    return carried_out(asker, decide)


def _joined(person: Customer, joining: Customer, asker: Asker) -> Customer:
    new = tuple(sorted(joining.tags - person.tags))
    entry = Joined(joining.id, asker.now, new, person.left_alone_at is None and joining.left_alone_at is not None)
    return person.amended(
        merged=(*person.merged, entry, *joining.merged),
        tags=person.tags | joining.tags,
        notes=tuple(sorted((*person.notes, *joining.notes), key=lambda note: note.at)),
        name=person.name or joining.name,
        language=person.language or joining.language,
        left_alone_at=person.left_alone_at or joining.left_alone_at,
        **_surveyed(person, joining),
    )


def _surveyed(person: Customer, joining: Customer) -> dict[str, Any]:
    """What is known of both of them counts for the one person; the newer rating is the one."""
    newer = max((person, joining), key=lambda one: (one.rated_at is not None, one.rated_at))
    return {
        "surveyed_at": max(filter(None, (person.surveyed_at, joining.surveyed_at)), default=None),
        "no_surveys_at": person.no_surveys_at or joining.no_surveys_at,
        "rating": newer.rating, "rated_at": newer.rated_at,
    }  # fmt: skip


def split(asker: Asker, address: str) -> Done:
    """Make this address a customer of its own again, as it was before the merge, and take back what came with it.

    Raises NotFound, Refused where there is nothing to split, Conflict, StoreError.
    """

    def decide() -> Done:
        store = asker.places[0].store
        record = store.customers_by((key(address),)).get(key(address))
        if record is None:
            raise NotFound(Reason.of("no_such_customer", written=address), "csmail customers list")
        if not record.merged_into:
            others = ", ".join(one.address for one in records_of(store, record)[1:])
            why = Reason.of("first_address", address=address) if others else Reason.of("not_merged", address=address)
            raise Refused(why, Reason.of("advice_split_others", others=others) if others else "", code="no_customer")
        person = leading(store, record)
        after, alone = _parted(person, record)
        did = (Reason.of("customer_split", customer=alone.id, of=person.id),)
        told = (receipt(asker, person, did), receipt(asker, alone, did))
        return Done((alone, after), did, Changes(customers=(after, alone), receipts=told))

    return carried_out(asker, decide)


def _parted(person: Customer, record: Customer) -> tuple[Customer, Customer]:
    entry = next((one for one in person.merged if one.id == record.id), Joined(record.id, record.last_seen_at))
    mine = {(note.at, note.text) for note in record.notes}
    after = person.amended(
        merged=tuple(one for one in person.merged if one.id != record.id),
        tags=person.tags - set(entry.tags),
        notes=tuple(note for note in person.notes if (note.at, note.text) not in mine),
        left_alone_at=None if entry.left_alone else person.left_alone_at,
    )
    return after, replace(record, merged_into="", merged=())
