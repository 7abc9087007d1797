"""The days a report is about, in the zone of the desk: from the first moment on, up to and without the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Name = Literal["day", "week", "month"]
NAMES: tuple[Name, ...] = get_args(Name)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`[start, end)`, both aware UTC. `name` is "" for one that somebody chose freely."""

    start: datetime
    end: datetime
    zone: str
    name: Literal["", "day", "week", "month"] = ""

    @property
    def last(self) -> datetime:
        """The last instant in it."""
        return self.end - INSTANT

    @property
    def days(self) -> tuple[date, ...]:
        """Its days in the zone; one that is in it in part too."""
        zone = ZoneInfo(self.zone)
        first, last = self.start.astimezone(zone).date(), self.last.astimezone(zone).date()
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

    def holds(self, at: datetime | None) -> bool:
        """Whether the moment lies in it."""
        return at is not None and self.start <= at < self.end

    def cut(self, now: datetime) -> Period:
        """As much of it as is over at `now`."""
        return self if self.end <= now else Period(self.start, max(now, self.start + INSTANT), self.zone, self.name)

    @property
    def is_cut(self) -> bool:
        """Whether it has an end of its own: the day, week or month is not over."""
        return bool(self.name) and self.end < named(self.name, self.days[0], self.zone).end  # type: ignore[arg-type]

    @property
    def before(self) -> Period:
        """The one before it, of the same kind; as long as this one where that was chosen freely, or is not over."""
        if not self.name:
            return Period(self.start - (self.end - self.start), self.start, self.zone)
        whole = named(self.name, self.days[0] - timedelta(days=1), self.zone)
        return whole.cut(whole.start + (self.end - self.start)) if self.is_cut else whole


def named(name: Name, day: date, zone: str) -> Period:
    """The day, the week (from Monday) or the month in which `day` lies. Raises OverflowError at the ends of time."""
    if name == "day":
        first, after = day, day + timedelta(days=1)
    elif name == "week":
        first = day - timedelta(days=day.weekday())
        after = first + timedelta(days=7)
    else:
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
    return Period(_midnight(first, zone), _midnight(after, zone), zone, name)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
