"""A customer: what is known of one person under each of the addresses that the person writes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csmail.model.address import key
from csmail.model.replacing import copied, quick

RECEIPTS = "customer@"
"""What the place of the receipts about a customer begins with; her id follows."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What one of us wrote down about a customer."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Another record that became part of this one; `tags` are those that came with it, for the day it is split off."""

    id: str
    at: datetime
    tags: tuple[str, ...] = ()
    left_alone: bool = False


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What rules and answers look at. `since` is when we first heard of her, None for a stranger; `language` what a
    person of ours set; `unsettled` counts her open and waiting conversations, only where a rule asks for it;
    `left_alone`: nothing is written to her that she did not ask for. `surveyed_at` is when she was last asked how
    satisfied she is, `no_surveys`: she wants to be asked no more; `rating` is the last she gave, 1 to 5."""

    tags: frozenset[str] = frozenset()
    since: datetime | None = None
    language: str = ""
    unsettled: int = 0
    left_alone: bool = False
    surveyed_at: datetime | None = None
    no_surveys: bool = False
    rating: int | None = None


STRANGER = CustomerFacts()


@quick
@dataclass(frozen=True, slots=True)
class Customer:
    """One address and who is behind it. A person with several has a record of each, all but one of them `merged_into`
    that one, which `merged` names them: so an address is found by one look-up, and a merge can be undone.

    `language` is "" until somebody of us sets it: answers are then in the language of her mails.
    `last_seen_at` is exact to `customers.SEEN_AGAIN`. `left_alone_at`: mails to many leave the person out since then.
    `bounced_at`: mail to this address came back for good, and nobody wrote from it since.
    `proven_at`: a mail from this address passed what the desk asks of a sender before facts are told (`facts_for`).
    `surveyed_at` is when the person was last asked how satisfied she is, `no_surveys_at` since when she wants to be
    asked no more, `rating` the last that counted, of `rated_at`: of the record that stands for the person.
    `version` counts commits, as that of a conversation.
    """

    id: str
    address: str
    first_seen_at: datetime
    last_seen_at: datetime
    name: str = ""
    language: str = ""
    tags: frozenset[str] = frozenset()
    notes: tuple[Remark, ...] = ()
    left_alone_at: datetime | None = None
    bounced_at: datetime | None = None
    proven_at: datetime | None = None
    surveyed_at: datetime | None = None
    no_surveys_at: datetime | None = None
    rating: int | None = None
    rated_at: datetime | None = None
    merged: tuple[Joined, ...] = ()
    merged_into: str = ""
    version: int = 0

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return key(self.address)

    def amended(self, **changes: Any) -> Customer:
        """A changed copy."""
        return copied(self, changes)
