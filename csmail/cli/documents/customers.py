"""What is printed of customers with --json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reason, sentences
from csmail.desk.customers.by_hand import Done
from csmail.desk.customers.dossier import Dossier
from csmail.model.customer import Customer


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A note about a customer."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer: `addresses` begins with the first known, `bounced` are those to which mail came back for good.

    `language` is "" while answers are in that of her mails. `merged` are the ids that became part of this one.
    """

    id: str
    addresses: tuple[str, ...]
    name: str
    language: str
    tags: tuple[str, ...]
    left_alone_at: datetime | None
    bounced: tuple[str, ...]
    first_seen_at: datetime
    last_seen_at: datetime
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customers:
    """Those asked for."""

    customers: tuple[CustomerLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """`conversations` are the newest; `whole` counts all of hers, `unsettled` those that are open or waiting."""

    customer: CustomerLine
    notes: tuple[RemarkLine, ...]
    conversations: tuple[shapes.ConversationLine, ...]
    whole: int
    unsettled: int
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class CustomersChanged:
    """`did` is empty when all was so already; `deeds` are the same with their codes."""

    customers: tuple[CustomerLine, ...]
    did: tuple[str, ...]
    deeds: tuple[ReasonLine, ...]
    dry_run: bool = False
    schema_version: Literal[1] = 1


def customer(records: Sequence[Customer]) -> CustomerLine:
    """Of a person's records, of which the first stands for all."""
    person = records[0]
    return CustomerLine(
        id=person.id,
        addresses=tuple(one.address for one in records),
        name=person.name,
        language=person.language,
        tags=tuple(sorted(person.tags)),
        left_alone_at=person.left_alone_at,
        bounced=tuple(one.address for one in records if one.bounced_at),
        first_seen_at=min(one.first_seen_at for one in records),
        last_seen_at=max(one.last_seen_at for one in records),
        merged=tuple(one.id for one in person.merged),
    )


def shown(found: Dossier) -> CustomerShown:
    """All that is shown of one customer."""
    return CustomerShown(
        customer(found.records),
        tuple(RemarkLine(one.at, one.by, one.text) for one in found.person.notes),
        tuple(map(build.conversation, found.conversations)),
        found.whole,
        found.unsettled,
    )


def changed(done: Done, records: Sequence[Sequence[Customer]], dry_run: bool) -> CustomersChanged:
    """What a command did to customers; `records` are those of each of them."""
    return CustomersChanged(tuple(map(customer, records)), sentences(done.did), tuple(map(reason, done.did)), dry_run)
