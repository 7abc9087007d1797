"""What the outbox asks of a way out: an envelope that is taken first, then the content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from csmail.model.task import Delivery, Mail
from csmail.ports.mailbox import Report


class Prepared(Protocol):
    """A mail whose envelope the server took; nothing of its content was sent yet."""

    @property
    def deliveries(self) -> tuple[Delivery, ...]: ...

    def transmit(self) -> Delivery: ...
    def abandon(self) -> None: ...


class Transport(Protocol):
    """A way out. `prepare` raises Unreachable, LoginRefused or Refused before anything irrevocable happened.

    `report` says too what becomes of mail from `senders`, "" being the null one. Two things a way out may have
    besides: `interrupt()` ends, from another thread, what waits for a server before a content is under way; and
    `null_refused` of what it prepared says that its server takes no mail without a sender (see `null_sender`).
    One that has several `connections` at once begins with `preparing`, and with `transmitting` of what it prepared,
    which return at once and tell their outcome from any thread (see `outbox.handover`).
    """

    def prepare(self, mail: Mail, recipients: Sequence[str]) -> Prepared: ...
    def report(self, senders: Sequence[str] = ()) -> Report: ...
    def close(self) -> None: ...
