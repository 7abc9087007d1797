"""Makes the values that tests speak about, with defaults that mean nothing in particular."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from csmail.model.address import Address
from csmail.model.conversation import Conversation
from csmail.model.desk import Desk, Team
from csmail.model.message import Message, Place, RawMessage
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.ports import Messages
from csmail.wording import reasons

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def desk(**changes: Any) -> Desk:
    team = Team(agents=("sari@toko.example", "budi@toko.example"), internal_domains=("toko.example",))
    base = Desk(
        name="support", address="support@toko.example", aliases=("help@toko.example",), language="id", team=team
    )
    return replace(base, **changes)


def raw(header: str, body: str = "Halo", **changes: Any) -> RawMessage:
    """A raw message; LF in `header` and `body` stands for CRLF, the empty line between them is added."""
    head = (header.rstrip("\n") + "\n\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    text = body.replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    place = changes.pop("place", Place("INBOX", 1, 1))
    base = RawMessage(place=place, received_at=NOW, size=len(head) + len(text), header=head, body=text)
    return replace(base, **changes)


def said_in(store: Messages, conversation: str) -> tuple[Message, ...]:
    """The messages of a conversation, oldest first."""
    return tuple(store.newest(conversation))[::-1]


def message(**changes: Any) -> Message:
    base = Message(
        key="k1", desk="support", direction="in", received_at=NOW, message_id="<m1@cust.example>",
        originators=(Address("jane@cust.example", "Jane Roe"),), to=(Address("support@toko.example"),),
        subject="Pesanan 12345", text="Halo, pesanan saya belum sampai.", place=Place("INBOX", 1, 1),
    )  # fmt: skip
    return replace(base, **changes)


def conversation(**changes: Any) -> Conversation:
    base = Conversation(
        id="K7F3Q2", desk="support", opened_at=NOW, changed_at=NOW, subject="Pesanan 12345",
        customer=Address("jane@cust.example", "Jane Roe"), participants=frozenset({"jane@cust.example"}),
    )  # fmt: skip
    return replace(base, **changes)


def situation(**changes: Any) -> Situation:
    base = Situation(desk=desk(), conversation=conversation(), message=message(), now=NOW)
    return replace(base, **changes)


def said(*whys: Reason | None) -> str:
    """The reasons in words, each with its code before it; "" when there is none."""
    return "; ".join(f"{why.code}: {reasons.words(why)}" for why in whys if why is not None)
