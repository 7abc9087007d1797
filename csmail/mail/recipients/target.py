"""Whom a reply answers, in the order of correct-mail section 3."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csmail.mail import house
from csmail.mail.address import is_noreply, is_own, key, parse_list
from csmail.mail.mime import headers
from csmail.mail.recipients.audience_builder import OURS, UNREAD, in_field
from csmail.mail.recipients.lists import list_keys, original_author
from csmail.model.address import Address
from csmail.model.audience import Origin
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

CONTRADICTORY = Reason("reply_to_contradictory")
LIST = Reason("whole_list")


@dataclass(frozen=True, slots=True)
class Target:
    """`source` is the field the addresses came from. `reason` is set when a person has to decide."""

    addresses: tuple[Address, ...] = ()
    source: str = ""
    left_out: tuple[Origin, ...] = ()
    lists: tuple[Address, ...] = ()
    reason: str = ""
    flags: tuple[str, ...] = ()


def target(message: Message, desk: Desk) -> Target:
    """Reply-To, else From, else the author a trusted list names; our own mail is answered to whom it went."""
    if message.direction == "out":
        return _recipients(message, desk)
    broken = _contradiction(message)
    if broken:
        return broken
    flags = ("malformed_reply_to",) if _unreadable_reply_to(message) else ()
    out: list[Origin] = []
    lists = tuple(one for one in message.reply_to if key(one.spec) in list_keys(message))
    choices = (
        ("Reply-To", message.reply_to),
        ("From", message.originators),
        ("X-Original-From", original_author(message, desk)),
    )
    for source, addresses in choices:
        kept, left = _answerable(message, desk, (source, addresses))
        out += left
        if kept:
            return Target(kept, source, tuple(out), lists, flags=flags)
    if house.is_ours(message, desk):
        sent = _recipients(message, desk)
        return replace(sent, left_out=(*out, *sent.left_out))
    nobody_reads = any(is_noreply(address.spec) for address in (*message.reply_to, *message.originators))
    reason = "noreply_target" if nobody_reads else "no_reply_target"
    return Target((), "", tuple(out), lists, reason, flags)


def _recipients(message: Message, desk: Desk) -> Target:
    """Our own mail: whom it went to. One that went to nobody outside has nobody to answer (R-7)."""
    kept = tuple(address for address in message.to if not is_own(address.spec, desk))
    if kept or any(not is_own(address.spec, desk) for address in message.cc):
        return Target(kept, "To")
    reason = "no_reply_target" if message.direction == "out" else "own_sender_no_external"
    out = tuple(Origin(one.spec, "out", OURS) for one in (*message.originators, *message.to))
    return Target((), "To", out, reason=reason)


def _contradiction(message: Message) -> Target | None:
    """Fields that may occur once and say two things: nobody can tell whom the author meant (F-2)."""
    if len(headers.values(message.header, "From")) > 1:
        return Target(reason="malformed_originator", flags=("duplicate_from",))
    fields = headers.values(message.header, "Reply-To")
    if len(fields) < 2 or len({frozenset(key(one.spec) for one in parse_list(value)[0]) for value in fields}) == 1:
        return None
    out = tuple(Origin(one.spec, "out", CONTRADICTORY) for one in message.reply_to)
    return Target(message.originators, "From", out, reason="malformed_originator", flags=("duplicate_reply_to",))


def _unreadable_reply_to(message: Message) -> bool:
    read = [parse_list(value) for value in headers.values(message.header, "Reply-To")]
    return not message.reply_to and any(defects for _, defects in read)


def _answerable(
    message: Message, desk: Desk, choice: tuple[str, tuple[Address, ...]]
) -> tuple[tuple[Address, ...], list[Origin]]:
    source, addresses = choice
    lists, kept, out = list_keys(message), [], []
    for address in addresses:
        why = _why_no_target(address.spec, desk, lists)
        if why:
            out.append(Origin(address.spec, "out", in_field(source, message).because(why)))
        else:
            kept.append(address)
    return tuple(kept), out


def _why_no_target(spec: str, desk: Desk, lists: frozenset[str]) -> Reason | None:
    if is_own(spec, desk):
        return OURS
    if is_noreply(spec):
        return UNREAD
    return LIST if key(spec) in lists else None
