"""Gathers the recipients of one mail, with a reason for each one used or left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from csmail.mail.address import is_internal, is_noreply, is_own, is_undeliverable, key, sound
from csmail.mail.recipients.sender import sender
from csmail.model.address import Address
from csmail.model.audience import Audience, Origin, Outcome
from csmail.model.desk import Desk
from csmail.model.message import Message
from csmail.model.reason import Reason

Role = Literal["to", "cc", "bcc"]
OURS = Reason("address_of_ours")
UNREAD = Reason("address_unread")
NO_ADDRESS = Reason("no_address")
UNREACHABLE = Reason("address_unreachable")
BOUNCED = Reason("address_bounced")
STANDING_COPY = Reason("standing_copy")


@dataclass(slots=True)
class AudienceBuilder:
    """The first place an address is given is the one it keeps: To before Cc before Bcc (E-5).

    `inside`: the mail is for colleagues, who may read of one another.
    """

    desk: Desk
    parent: Message | None = None
    avoided: frozenset[str] = frozenset()
    inside: bool = False
    places: dict[Role, list[Address]] = field(default_factory=lambda: {"to": [], "cc": [], "bcc": []})
    origins: list[Origin] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)

    def add(self, role: Role, addresses: Iterable[Address], why: Reason) -> None:
        """Place each address that may be written to; leave the others out with the reason."""
        for address in addresses:
            if key(address.spec) in self.seen:
                continue
            reason = self.why_not(address.spec)
            if reason:
                self.leave(address.spec, why.because(reason))
                continue
            self.place(role, address, why)

    def place(self, role: Role, address: Address, why: Reason) -> None:
        """Place one that a person asks for, or that was looked at already."""
        if key(address.spec) not in self.seen:
            self.seen.add(key(address.spec))
            self.places[role].append(address)
            self.origins.append(Origin(address.spec, role, why))

    def why_not(self, spec: str) -> Reason | None:
        """What speaks against writing to `spec`, None when nothing does."""
        if not sound(spec):
            self.flag("malformed_recipient")
            return NO_ADDRESS
        if is_own(spec, self.desk):
            return OURS
        if is_noreply(spec):
            return UNREAD
        if is_undeliverable(spec):
            self.flag("undeliverable_recipient")
            return UNREACHABLE
        if key(spec) in self.avoided:
            self.flag("bounced_recipient")
            return BOUNCED
        return None

    def leave(self, spec: str, why: Reason) -> None:
        """Leave an address out, with the first reason that was found."""
        if key(spec) not in self.outside:
            self.outside.add(key(spec))
            self.origins.append(Origin(spec, "out", why))

    def leave_all(self, addresses: Iterable[Address], why: Reason) -> None:
        for address in addresses:
            if key(address.spec) not in self.seen:
                self.leave(address.spec, why)

    def flag(self, flag: str) -> None:
        if flag not in self.flags:
            self.flags.append(flag)

    def add_standing_copies(self) -> None:
        """The desk's own blind copies go with every mail to a customer (A-7)."""
        self.add("bcc", map(Address, self.desk.auto_bcc), STANDING_COPY)

    def audience(self, outcome: Outcome = "send", reason: str = "") -> Audience:
        """The result; too many visible recipients are a question for a person (A-12)."""
        visible = len(self.places["to"]) + len(self.places["cc"])
        if outcome == "send" and visible > self.desk.max_recipients:
            outcome, reason = "hold", "too_many_recipients"
        address, reply_to = sender(self.parent, self.desk)
        if self._shows_colleagues():
            self.flag("internal_visible")
        return Audience(
            outcome=outcome,
            sender=address,
            to=tuple(self.places["to"]),
            cc=tuple(self.places["cc"]),
            bcc=tuple(self.places["bcc"]),
            reply_to=reply_to,
            origins=tuple(one for one in self.origins if one.role != "out" or key(one.spec) not in self.seen),
            reason=reason,
            flags=tuple(self.flags),
            parent=self.parent.key if self.parent else "",
        )

    def _shows_colleagues(self) -> bool:
        """Whether a customer will read the address of one of ours (X-1)."""
        if self.inside or self.parent is None or self.parent.visibility == "internal":
            return False
        return any(is_internal(one.spec, self.desk) for one in (*self.places["to"], *self.places["cc"]))


def in_field(field: str, message: Message) -> Reason:
    """That an address stands in this field of `message`; one without a Message-ID is named by its time."""
    return Reason("address_in_field", (("field", field), *named(message)))


def named(message: Message) -> tuple[tuple[str, str]]:
    """How a reason names a message."""
    if message.message_id:
        return (("message", message.message_id),)
    return (("at", f"{message.received_at:%Y-%m-%d %H:%M} UTC"),)
