"""To whom a mail goes: every address with its reason, and every address left out with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from csmail.model.address import Address
from csmail.model.reason import Reason

Outcome = Literal["send", "hold", "no_reply"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Why an address is where it is: `role` is "to", "cc", "bcc" or "out" (left out)."""

    spec: str
    role: Literal["to", "cc", "bcc", "out"]
    why: Reason


@dataclass(frozen=True, slots=True)
class Audience:
    """The recipients of one outgoing mail and where each came from.

    `outcome` "send": these and no others, without asking. "hold": a suggestion for a person, nothing leaves by
    itself. "no_reply": this operation makes no mail. `reason` is a code of the conformance tables when not "send".
    `parent` is the content key of the message answered.
    """

    outcome: Outcome
    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    origins: tuple[Origin, ...] = ()
    reason: str = ""
    flags: tuple[str, ...] = ()
    parent: str = ""

    @property
    def envelope(self) -> tuple[str, ...]:
        """Every RCPT TO, visible and blind."""
        return tuple(address.spec for address in (*self.to, *self.cc, *self.bcc))
