"""Records of the customers whose conversations are older than records, made in portions by the passes that follow."""

from __future__ import annotations

from contextlib import suppress

from csmail.desk.customers.find import is_customer
from csmail.desk.customers.new import new_record
from csmail.desk.workspace import Workspace
from csmail.errors import Conflict
from csmail.mail import identity
from csmail.mail.address import key
from csmail.model.changes import Changes
from csmail.model.conversation import Conversation
from csmail.model.customer import Customer

PORTION = 2_000
"""Conversations read by one pass: some 0.3 s. Their ids are spread evenly over the first letters."""


def fill(workspace: Workspace) -> None:
    """Make the records of one portion; a store that is filled costs one look-up. Raises StoreError."""
    store, name = workspace.store, f"customers/{workspace.desk.name}"
    reached = begun = store.fact(name)
    ids: list[str] = []
    for letter in identity.CROCKFORD:
        if letter > reached and len(ids) < PORTION:
            ids += store.beginning("conversations", letter)
            reached = letter
    if ids or reached != begun:
        found = [one for one in map(store.conversation, ids) if one is not None]
        with suppress(Conflict):  # a person changed one of them: the next pass reads them again
            store.commit(Changes(customers=_records(workspace, found), facts=((name, reached),)))


def _records(workspace: Workspace, some: list[Conversation]) -> tuple[Customer, ...]:
    """What these conversations tell of their customers, for the records that lack it."""
    heard = [one for one in some if one.desk == workspace.desk.name and one.customer and one.last_in_at]
    specs = {key(one.customer.spec) for one in heard if one.customer}
    known = dict(workspace.store.customers_by(specs))
    changed: dict[str, Customer] = {}
    for one in sorted(heard, key=lambda one: one.changed_at):
        customer = one.customer
        if customer is None or not is_customer(customer.spec, workspace.desk):
            continue
        record = known.get(key(customer.spec)) or new_record(workspace.store, customer, one.opened_at, changed)
        after = _told(record, one)
        known[record.key] = after
        if after != record or record.version == 0:
            changed[after.id] = after
    return tuple(changed.values())


def _told(record: Customer, one: Conversation) -> Customer:
    heard = one.last_in_at or one.opened_at
    came_back = record.key in one.bounced and heard <= one.changed_at
    return record.amended(
        name=record.name or (one.customer.name if one.customer else ""),
        first_seen_at=min(record.first_seen_at, one.opened_at),
        last_seen_at=max(record.last_seen_at, heard),
        bounced_at=record.bounced_at or (one.changed_at if came_back else None),
    )
