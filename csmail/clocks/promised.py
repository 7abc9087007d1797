"""The moment that a customer is promised: honest in staffed time, rounded up, never down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from csmail.clocks.calendar import Calendar
from csmail.model.duration import Span

# Up to this span the minutes of the promised moment are rounded up to so many; from two days on it is a closing.
GRIDS = ((timedelta(hours=2), 5), (timedelta(hours=8), 15), (timedelta.max, 30))
WHOLE_HOUR = 60


def promised(calendar: Calendar, span: Span, said_at: datetime) -> datetime | None:
    """By when an answer may be promised at `said_at`; None for a span of nothing.

    It lies in open time or at its last moment: rounding stops at a closing. Raises NeverOpen.
    """
    length = calendar.length(span)
    if length <= timedelta(0):
        return None
    exact = calendar.due(said_at, length)
    if length >= 2 * calendar.length(Span(days=1)):
        return _on_grid(calendar, exact, WHOLE_HOUR) if calendar.hours.always else _end_of_day(calendar, exact)
    grid = next(minutes for longest, minutes in GRIDS if length <= longest)
    moment = _on_grid(calendar, exact, grid)
    closing = calendar.closes_at(exact) if calendar.is_open(exact) else exact
    return moment if closing is None else min(moment, closing)


def _on_grid(calendar: Calendar, exact: datetime, minutes: int) -> datetime:
    """The next moment whose wall time is a multiple of `minutes` past the hour, or this one."""
    local = exact.astimezone(calendar.zone)
    past = timedelta(minutes=local.minute % minutes, seconds=local.second, microseconds=local.microsecond)
    return (exact + (timedelta(minutes=minutes) - past if past else past)).astimezone(UTC)


def _end_of_day(calendar: Calendar, exact: datetime) -> datetime:
    """The end of the last shift that begins on the date to which the shift of `exact` belongs."""
    today = exact.astimezone(calendar.zone).date()
    for on in (today - timedelta(days=1), today):
        shifts = calendar.shifts(on)
        if any(start < exact <= end for start, end in shifts):
            return max(end for _, end in shifts)
    return exact
