"""A way out that ends in a list, with answers that can be switched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from csmail.errors import CsmailError, Refused
from csmail.model.hold import SMTPUTF8_REQUIRED
from csmail.model.task import Delivery, Mail
from csmail.ports import Report
from csmail.reason import Reason
from csmail.transports.shared.envelope_check import admit


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def check(settings: Settings) -> Reason | None:
    """Nothing can be wrong with nothing."""
    return None


def open(settings: Settings, name: str) -> MemoryTransport:
    """A transport that takes everything until told otherwise."""
    return MemoryTransport()


@dataclass(slots=True)
class MemoryTransport:
    """`failure` is raised by the next `prepare` calls until it is None again; `answers` says what becomes of a
    recipient; `outcome` what becomes of the content. `sent` holds what was delivered, even when the outcome says
    "in_doubt" with `lands`. `smtputf8` is whether the server offers it."""

    sent: list[tuple[Mail, tuple[str, ...]]] = field(default_factory=list)
    failure: CsmailError | None = None
    answers: dict[str, Delivery] = field(default_factory=dict)
    outcome: Literal["sent", "deferred", "refused", "in_doubt"] = "sent"
    lands: bool = True
    tried: int = 0
    smtputf8: bool = True

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> MemoryPrepared:
        """Raises `failure`, or Refused (bytes or address could smuggle)."""
        self.tried += 1
        if self.failure:
            raise self.failure
        admit(mail, recipients)
        if not self.smtputf8 and (mail.smtputf8 or not all(who.rpartition("@")[0].isascii() for who in recipients)):
            raise Refused(Reason("no_smtputf8"), code=SMTPUTF8_REQUIRED)
        said = tuple(
            replace(self.answers.get(who, Delivery("", "queued", "250 ok")), recipient=who) for who in recipients
        )
        return MemoryPrepared(self, mail, said)

    def report(self, senders: Sequence[str] = ()) -> Report:
        """What `csmail check` shows."""
        return {"kind": "memory"}

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class MemoryPrepared:
    """A mail that is not in the list yet."""

    transport: MemoryTransport
    mail: Mail
    deliveries: tuple[Delivery, ...]
    spent: bool = False

    def transmit(self) -> Delivery:
        """Puts it into the list, when that is the outcome."""
        self._spend()
        outcome = self.transport.outcome
        if outcome == "sent" or (outcome == "in_doubt" and self.transport.lands):
            taken = tuple(each.recipient for each in self.deliveries if each.state == "queued")
            self.transport.sent.append((self.mail, taken))
        replies = {"sent": "250 ok", "deferred": "451 later", "refused": "554 never", "in_doubt": "no answer"}
        return Delivery("", outcome, replies[outcome])

    def abandon(self) -> None:
        """Nothing happens to it."""
        self._spend()

    def _spend(self) -> None:
        if self.spent:
            raise RuntimeError("this mail was transmitted or abandoned before")
        self.spent = True
