"""Spans of time as people write them: 90s, 30m, 2h, 3d, 1w, or several together as in 1h30m."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from csmail.reason import BadValue, Reason

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
WHOLE = re.compile(r"(?:\d+[smhdw])+", re.ASCII)
PART = re.compile(r"(\d+)([smhdw])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of business time. Days and weeks stay units until they meet a calendar, which says how long they are."""

    exact: timedelta = timedelta(0)
    days: int = 0
    weeks: int = 0

    @property
    def nominal(self) -> timedelta:
        """With days of 24 hours: for words and for comparing what is written, never for reckoning."""
        return self.exact + timedelta(days=self.days, weeks=self.weeks)

    def __str__(self) -> str:
        units = f"{self.weeks}w" * bool(self.weeks) + f"{self.days}d" * bool(self.days)
        return units + format(self.exact, "hms") * (bool(self.exact) or not units)


def parse(text: str) -> timedelta:
    """The span that `text` writes. Raises BadValue."""
    return parse_span(text).nominal


def parse_span(text: str) -> Span:
    """The same with its units. Raises BadValue."""
    compact = text.replace(" ", "").lower()
    if not WHOLE.fullmatch(compact):
        raise BadValue(Reason.of("not_a_span", written=text))
    try:
        parts = [(int(count), unit) for count, unit in PART.findall(compact)]
        exact = timedelta(seconds=sum(count * SECONDS[unit] for count, unit in parts if unit in "smh"))
        days, weeks = (sum(count for count, unit in parts if unit == one) for one in "dw")
        span = Span(exact, days, weeks)
        span.nominal  # noqa: B018  # which is what overflows
    except (OverflowError, ValueError):  # ValueError: int() takes 4,300 digits at most
        raise BadValue(Reason.of("span_too_long", written=text[:40])) from None
    return span


def format(span: timedelta, units: str = "wdhms") -> str:
    """The shortest way to write `span` in these units, whole seconds."""
    left = int(span.total_seconds())
    parts = []
    for unit in units:
        count, left = divmod(left, SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
