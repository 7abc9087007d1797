"""Percentiles and percents as the report defines them; libraries disagree about both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

ENOUGH = 5
"""Values under which the slowest tenth is one value: no figure at all."""


def percentile(values: Sequence[timedelta], percent: int) -> timedelta | None:
    """The ceil(percent/100 * n)-th smallest (nearest rank): a value that happened. None of no values.

    Above the median also None of fewer than ENOUGH.
    """
    count = len(values)
    if not count or (percent > 50 and count < ENOUGH):
        return None
    return sorted(values)[-(-percent * count // 100) - 1]


def share(some: int, of: int) -> int | None:
    """In whole percent, half up; None where nothing was counted."""
    return (200 * some + of) // (2 * of) if of else None


def average(values: Sequence[int]) -> float | None:
    """To one decimal, half up; None of no values."""
    count = len(values)
    return ((20 * sum(values) + count) // (2 * count)) / 10 if count else None
