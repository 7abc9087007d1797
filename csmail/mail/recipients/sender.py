"""Which of our own addresses a mail leaves from (correct-mail I-1, I-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csmail.mail import house
from csmail.mail.address import key, own_base, parse_list
from csmail.mail.mime import headers
from csmail.model.address import Address
from csmail.model.desk import Desk
from csmail.model.message import Message

# In the order of how surely they name the address that was used; Delivered-To often names the mailbox behind it.
TRACES = ("X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To", "Delivered-To")
RECEIVED_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{3,320})>?", re.IGNORECASE)


def own_of_desk(spec: str, desk: Desk) -> str:
    """The address of this desk that `spec` is a form of, the primary one in a catch-all domain; "" for others."""
    base = own_base(spec, desk)
    if base is None or key(base) in map(key, desk.other_desks):
        return ""
    return base if key(base) in map(key, (desk.address, *desk.aliases)) else desk.address


def addressed(message: Message, desk: Desk) -> bool:
    """Whether the desk stands in To, Cc, Resent-To or Resent-Cc; otherwise the message came to us blind (A-4)."""
    resent = (*_listed(message, "Resent-To"), *_listed(message, "Resent-Cc"))
    return any(own_of_desk(spec, desk) for spec in (*_specs(message), *resent))


def primary(desk: Desk) -> Address:
    return Address(desk.address, desk.display_name)


def sender(message: Message | None, desk: Desk) -> tuple[Address, tuple[Address, ...]]:
    """From for an answer to `message`, with the Reply-To it needs when the address used may not send (I-2)."""
    own = next(filter(None, (own_of_desk(spec, desk) for spec in _candidates(message, desk))), desk.address)
    if not desk.sendable or key(own) in map(key, desk.sendable):
        return Address(own, desk.display_name), ()
    reply_to = () if key(own) == key(desk.address) else (Address(own),)
    return primary(desk), reply_to


def _candidates(message: Message | None, desk: Desk) -> Iterator[str]:
    if message is None:
        return
    if house.is_ours(message, desk):
        yield from (address.spec for address in message.originators)
    yield from _specs(message)
    for name in TRACES:
        yield from _listed(message, name)
    for received in headers.values(message.header, "Received"):
        yield from RECEIVED_FOR.findall(received)


def _specs(message: Message) -> tuple[str, ...]:
    return tuple(address.spec for address in (*message.to, *message.cc))


def _listed(message: Message, name: str) -> list[str]:
    values = headers.values(message.header, name)
    return [address.spec for value in values for address in parse_list(value)[0]]
