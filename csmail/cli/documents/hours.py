"""The documents of `hours`: the coming days, and the arithmetic of business time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from csmail.clocks import Calendar, calendar
from csmail.errors import NeverOpen
from csmail.model.hours import MIDNIGHT, Day, DayKind, Shift

if TYPE_CHECKING:
    from csmail.model.desk import Desk
    from csmail.model.duration import Span


@dataclass(frozen=True, slots=True)
class DayLine:
    """A date with the `shifts` that begin on it ("09:00-17:00", wall time), and which entry of the hours says so.

    `name`: of the holiday or the range. `estimated`: the holiday may still move.
    """

    date: str
    shifts: tuple[str, ...]
    kind: DayKind
    name: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class HoursShown:
    """`until`: the moment of the next closing or opening; None when there is none within ten years.

    `day` and `week` are what 1d and 1w come to, in seconds.
    """

    desk: str
    timezone: str
    now: datetime
    open: bool
    until: datetime | None
    day: float
    week: float
    days: tuple[DayLine, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Worked:
    """Open time without a gap; `open_time` in seconds."""

    start: datetime
    end: datetime
    open_time: float


@dataclass(frozen=True, slots=True)
class HoursDue:
    """`due_at`: the earliest moment by which `open_time` (seconds), which is `span`, has passed since `start`."""

    desk: str
    timezone: str
    span: str
    start: datetime
    due_at: datetime
    open_time: float
    shifts: tuple[Worked, ...]
    schema_version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class HoursBetween:
    """The open time between two moments, in seconds; none when `end` is not later."""

    desk: str
    timezone: str
    start: datetime
    end: datetime
    open_time: float
    shifts: tuple[Worked, ...]
    schema_version: Literal[1] = 1


def shown(desk: Desk, now: datetime, first: date | None, count: int) -> HoursShown:
    """`count` dates from `first` on, or from today."""
    times = calendar(desk.hours)
    is_open = times.is_open(now)
    begin = first or now.astimezone(times.zone).date()
    days = tuple(map(_day, _days(times, begin, count)))
    one_day, week = (length.total_seconds() for length in _units(times))
    until = _until(times, now, is_open)
    return HoursShown(desk.name, desk.hours.timezone, now, is_open, until, one_day, week, days)


def due(desk: Desk, span: Span, start: datetime) -> HoursDue:
    """When this span is over. Raises NeverOpen."""
    times = calendar(desk.hours)
    length = times.length(span)
    try:
        at = times.due(start, length)
    except NeverOpen as error:
        raise error.of(desk.name) from None
    shifts = _worked(times, start, at)
    return HoursDue(desk.name, desk.hours.timezone, str(span), start, at, length.total_seconds(), shifts)


def between(desk: Desk, start: datetime, end: datetime) -> HoursBetween:
    """What is open between the two."""
    shifts = _worked(calendar(desk.hours), start, end)
    return HoursBetween(desk.name, desk.hours.timezone, start, end, sum((one.open_time for one in shifts), 0.0), shifts)


def _units(times: Calendar) -> tuple[timedelta, timedelta]:
    from csmail.model.duration import Span

    return times.length(Span(days=1)), times.length(Span(weeks=1))


def _until(times: Calendar, now: datetime, is_open: bool) -> datetime | None:
    try:
        return times.closes_at(now) if is_open else times.opens_at(now)
    except NeverOpen:
        return None


def _days(times: Calendar, first: date, count: int) -> Iterator[Day]:
    last = min(first.toordinal() + count - 1, date.max.toordinal())
    return (times.day(date.fromordinal(ordinal)) for ordinal in range(first.toordinal(), last + 1))


def _day(day: Day) -> DayLine:
    return DayLine(day.date.isoformat(), tuple(map(_shift, day.shifts)), day.kind, day.name, day.estimated)


def _shift(shift: Shift) -> str:
    closes = shift.closes if shift.closes <= MIDNIGHT else shift.closes - MIDNIGHT
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (shift.opens, closes))


def _worked(times: Calendar, start: datetime, end: datetime) -> tuple[Worked, ...]:
    found = times.stretches(start.astimezone(UTC), end.astimezone(UTC))
    return tuple(Worked(one.start, one.end, (one.end - one.start).total_seconds()) for one in found)
