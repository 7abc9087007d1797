"""Spans of time as people write them: 90s, 30m, 2h, 3d, 1w, or several together as in 1h30m."""

from __future__ import annotations

import re
from datetime import timedelta

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
WHOLE = re.compile(r"(?:\d+[smhdw])+", re.ASCII)
PART = re.compile(r"(\d+)([smhdw])", re.ASCII)


def parse(text: str) -> timedelta:
    """The span that `text` writes. Raises ValueError with what to write instead."""
    compact = text.replace(" ", "").lower()
    if not WHOLE.fullmatch(compact):
        raise ValueError(f"{text!r} is not a span of time: write it like 90s, 30m, 2h, 3d or 1h30m")
    try:
        return timedelta(seconds=sum(int(count) * SECONDS[unit] for count, unit in PART.findall(compact)))
    except (OverflowError, ValueError):  # ValueError: int() takes 4,300 digits at most
        raise ValueError(f"{text[:40]!r} is too long a span of time") from None


def format(span: timedelta) -> str:
    """The shortest way to write `span`, whole seconds."""
    left = int(span.total_seconds())
    parts = []
    for unit in "wdhms":
        count, left = divmod(left, SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
