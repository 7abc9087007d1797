"""What a desk asks of a list of orders, a database, a shop: the rows of one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

Row = Mapping[str, str]
"""Column, or dotted path, to what stands there as text."""
MOST = 2
"""Rows that are read: one too many says that the key names several."""


class Lookup(Protocol):
    """One source of facts. `asks` is what may wait for a network, so that whoever asks gives up at `timeout`."""

    @property
    def asks(self) -> str:
        """Where it asks, for people: no secret in it."""

    def ask(self, value: str, timeout: timedelta) -> Sequence[Row]:
        """At most MOST rows. Raises Unreachable when nobody answers in time, Refused for an answer that is of no use,
        ConfigurationError for a file, a column or a query that cannot be."""
