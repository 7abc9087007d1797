"""What the outbox asks of a chat: to take a few lines."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from csmail.reason import Reason


class Notifier(Protocol):
    """`fault` says what is wrong with its address, None for nothing; it asks nobody.

    `send` raises Unreachable when nobody took it in time, ConfigurationError for what no waiting mends.
    """

    def fault(self) -> Reason | None: ...
    def send(self, title: str, text: str, timeout: timedelta) -> None: ...
