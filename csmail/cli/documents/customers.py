"""What is printed of customers with --json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csmail.cli.documents import build, shapes
from csmail.cli.documents.reasons import ReasonLine, reason, sentences
from csmail.desk.customers.by_hand import Done
from csmail.desk.customers.dossier import Dossier
from csmail.desk.satisfaction.ratings import ratings
from csmail.model.customer import Customer
from csmail.model.desk import Desk


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A note about a customer."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """How satisfied she said she was, 1 to 5, in a conversation."""

    conversation: str
    rating: int
    at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer: `addresses` begins with the first known, `bounced` are those to which mail came back for good.

    `rating` is the last one given, `no_surveys_at` since when she wants to be asked no more how satisfied she is.
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
    rating: int | None = None
    no_surveys_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Customers:
    """Those asked for."""

    customers: tuple[CustomerLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """A moment that the customer was told, to be answered by `due_at`; state "void": closed before its time."""

    conversation: str
    clock: Literal["first_response", "next_response", "resolution"]
    state: Literal["open", "kept", "broken", "replaced", "void"]
    said_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """`conversations` are the newest; `whole` counts all of hers, `unsettled` those that are open or waiting.

    `ratings` are those given in the conversations shown, the newest first.
    `promises` are those given in these conversations, the newest first.
    """

    customer: CustomerLine
    notes: tuple[RemarkLine, ...]
    conversations: tuple[shapes.ConversationLine, ...]
    whole: int
    unsettled: int
    ratings: tuple[RatingGiven, ...] = ()
    promises: tuple[PromisedLine, ...] = ()
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
        rating=person.rating,
        no_surveys_at=person.no_surveys_at,
    )


def shown(found: Dossier, desks: Mapping[str, Desk], now: datetime) -> CustomerShown:
    """All that is shown of one customer; what she was promised stands as it is at `now`."""
    return CustomerShown(
        customer(found.records),
        tuple(RemarkLine(one.at, one.by, one.text) for one in found.person.notes),
        tuple(map(build.conversation, found.conversations)),
        found.whole,
        found.unsettled,
        tuple(
            RatingGiven(one.conversation.id, one.survey.rating, one.survey.rated_at, one.survey.comment)
            for one in ratings(found.conversations).rated
            if one.survey.rating is not None and one.survey.rated_at is not None
        ),
        tuple(sorted(_promised(found, desks, now), key=lambda one: one.said_at, reverse=True)),
    )


def _promised(found: Dossier, desks: Mapping[str, Desk], now: datetime) -> Iterator[PromisedLine]:
    from csmail.clocks import promises  # with it come time zones

    for one in found.conversations:
        for standing in promises(one, desks[one.desk], now) if one.desk in desks else ():
            promise = standing.promise
            yield PromisedLine(one.id, promise.clock, standing.state, promise.said_at, promise.due_at)


def changed(done: Done, records: Sequence[Sequence[Customer]], dry_run: bool) -> CustomersChanged:
    """What a command did to customers; `records` are those of each of them."""
    return CustomersChanged(tuple(map(customer, records)), sentences(done.did), tuple(map(reason, done.did)), dry_run)
