"""How much of each family of faults this run takes: all by night, a share that moves from day to day otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

Cell = TypeVar("Cell")
ALL = os.environ.get("CSMAIL_FAULTS") == "all"
SEED = int(os.environ.get("CSMAIL_SEED") or datetime.now(UTC).date().toordinal())
"""Printed with every complaint: CSMAIL_SEED brings the same faults back."""


def of_today(cells: Iterable[Cell], parts: int) -> list[Cell]:
    """Every cell by night; by day one of so many, another one tomorrow."""
    return [cell for number, cell in enumerate(cells) if ALL or (number + SEED) % parts == 0]


def share(part: int, whole: int) -> int:
    """A count by day, a count by night."""
    return whole if ALL else part
